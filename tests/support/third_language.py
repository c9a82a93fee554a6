#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the languages of api/words into FOLDER, and two that nobody speaks: English between ‹ and ›, and English in Hebrew
letters, which is written from right to left.

    tests/support/third_language.py FOLDER
"""
import json
import re
import shutil
import sys
from pathlib import Path


LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתםןףץ"))


def foreign(words):
    return {key: foreign(value) for key, value in words.items()} if isinstance(words, dict) else f"‹{words}›"


def mirrored(words):
    if isinstance(words, dict):
        return {key: mirrored(value) for key, value in words.items()}
    parts = re.split(r"(\{\w+\})", words)
    return "".join(part if part.startswith("{") else "".join(LETTERS.get(c, c) for c in part.lower()) for part in parts)


folder = Path(sys.argv[1])
shutil.copytree(Path(__file__).parents[2] / "api" / "words", folder, dirs_exist_ok=True)
words = json.loads((folder / "en.json").read_text("utf-8"))
# qaa: for private use (ISO 639-2).
(folder / "qaa.json").write_text(json.dumps(foreign(words)), "utf-8")
(folder / "he.json").write_text(json.dumps(mirrored(words) | {"direction": "rtl"}), "utf-8")
