#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the page, of the seat without a script and of the transparency page: one file a language.

    tools/words.py TABLE.cpp [FOLDER]

FOLDER (api/words) holds TAG.json for each language, TAG as in BCP 47 with a primary subtag alone: en, de. English is there,
and is what those get who read none of the others. A file has the language's name for itself, "direction": "rtl" if it is
written from right to left, and in each section key -> sentence; {name} in a sentence is a place that is filled. A sentence of
page or organiser with {count} may have two forms: that of one, |, that of more. Fails when the languages do not have the same
keys with the same places.

Writes the table for the server (language.hpp, seat_words.hpp, transparency_words.hpp). tools/page makes the modules.
"""
import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "api" / "words"
SECTIONS = ("document", "page", "organiser", "seat", "transparency", "statements")
COUNTING = ("page", "organiser")  # whose sentences may have two forms
# Section -> the type that holds it in the server, and its header.
STRUCTS = {
    "seat": ("SeatWords", "api/handlers/seat/seat_words.hpp"),
    "transparency": ("TransparencyWords", "api/handlers/transparency/transparency_words.hpp"),
    "statements": ("StatementWords", "api/handlers/transparency/transparency_words.hpp"),
    "common": ("CommonWords", "api/http/house.hpp"),
}
# Of section page; the pages without a script say it, too.
COMMON = ("nameMissing", "linkInvalid", "roomFull", "roomLocked", "pinWrong", "serverBusy", "tooMany", "chatIsOff", "failed",
          "imprint", "privacy")


def once(pairs):
    """An object whose keys all differ."""
    keys = [key for key, _ in pairs]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"twice: {', '.join(sorted(twice))}")
    return dict(pairs)


def places(sentence):
    """Those of the last form."""
    return sorted(re.findall(r"\{\w+\}", sentence.rpartition("|")[2]))


def fits(sentence, wanted, forms):
    """Whether it has the places that are filled, and no more forms than are told apart."""
    one, several = places(sentence.partition("|")[0]), places(sentence)
    return sentence.count("|") < forms and several == places(wanted) and set(one) <= set(several)


def findings(tag, words, model):
    """What is wrong with a language, measured by another one."""
    if not re.fullmatch("[a-z]{2,3}", tag):
        yield "its name is no code of a language"
    if set(words) - {"direction"} != {"name", *SECTIONS}:
        yield f"its sections are not name, {', '.join(SECTIONS)}"
        return
    if words.get("direction", "rtl") != "rtl":
        yield "its direction is not rtl"
    for section in SECTIONS:
        own, wanted = words[section], model[section]
        for key in sorted(own.keys() ^ wanted.keys()):
            yield f"{section}.{key} is {'not known' if key in own else 'missing'}"
        for key in (key for key in wanted if key in own):
            if not isinstance(own[key], str) or not own[key].strip() or re.search(r"[\x00-\x1f\x7f]", own[key]):
                yield f"{section}.{key} is not a sentence"
            elif not fits(own[key], wanted[key], 2 if section in COUNTING else 1):
                yield f"{section}.{key} has other places than {', '.join(places(wanted[key])) or 'none'}"
    for key in sorted(words["page"].keys() & words["organiser"].keys()):
        yield f"organiser.{key} is in page, too"


def read(folder=FOLDER):
    """Tag -> words, English first, then by tag; the keys in the order of English. Ends the program when something is wrong."""
    found, languages = [], {}
    for file in sorted(folder.glob("*.json"), key=lambda file: (file.stem != "en", file.stem)):
        try:
            languages[file.stem] = json.loads(file.read_text("utf-8"), object_pairs_hook=once)
        except ValueError as error:
            found.append(f"{file}: {error}")
    if "en" not in languages:
        found.append(f"{folder}/en.json is missing, or wrong")
    for tag, words in languages.items() if not found else ():
        found += [f"{folder / tag}.json: {finding}" for finding in findings(tag, words, languages["en"])]
    if found:
        sys.exit("\n".join(found))
    order = languages["en"]
    return {tag: {"name": words["name"], "direction": words.get("direction", "ltr"),
                  **{section: {key: words[section][key] for key in order[section]} for section in SECTIONS}}
            for tag, words in languages.items()}


def literal(text):
    return json.dumps(text, ensure_ascii=False)


def snake(name):
    """SeatWords -> seat_words"""
    return re.sub("(?<=.)[A-Z]", lambda capital: "_" + capital[0], name).lower()


def row(sentences):
    return "{" + ",\n     ".join(f".{snake(key)} = {literal(text)}" for key, text in sentences.items()) + "}"


def table(languages):
    names = ", ".join(f"{{{', '.join(map(literal, (tag, words['name'], words['direction'])))}}}"
                      for tag, words in languages.items())
    languages = [words | {"common": {key: words["page"][key] for key in COMMON}} for words in languages.values()]
    arrays, functions = [], []
    for section, (struct, _) in STRUCTS.items():
        rows = ",\n    ".join(row(words[section]) for words in languages)
        arrays.append(f"constexpr {struct} {section}[] = {{\n    {rows}}};")
        index = "static_cast<std::size_t>(language)"
        functions.append(f"const {struct}& {snake(struct)}(Language language) {{ return {section}[{index}]; }}")
    headers = sorted({"api/http/language.hpp", *(header for _, header in STRUCTS.values())})
    return "\n".join([
        "// SPDX-License-Identifier: AGPL-3.0-or-later",
        "// Generated.",
        *(f'#include "{header}"' for header in headers),
        "namespace lethe::api {",
        "namespace {",
        f"constexpr LanguageName names[] = {{{names}}};",
        *arrays,
        "}  // namespace",
        "std::span<const LanguageName> languages() { return names; }",
        *functions,
        "}  // namespace lethe::api",
        "",
    ])


def main():
    languages = read(*map(Path, sys.argv[2:3]))
    Path(sys.argv[1]).write_text(table(languages), "utf-8")


if __name__ == "__main__":
    main()
