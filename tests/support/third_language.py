#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the languages of api/words into FOLDER, and one that nobody speaks: English between ‹ and ›.

    tests/support/third_language.py FOLDER
"""
import json
import shutil
import sys
from pathlib import Path


def foreign(words):
    return {key: foreign(value) for key, value in words.items()} if isinstance(words, dict) else f"‹{words}›"


folder = Path(sys.argv[1])
shutil.copytree(Path(__file__).parents[2] / "api" / "words", folder, dirs_exist_ok=True)
words = json.loads((folder / "en.json").read_text("utf-8"))
(folder / "qaa.json").write_text(json.dumps(foreign(words)), "utf-8")  # qaa: for private use (ISO 639-2)
