#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# tools/claims finds each way in which a claim about storing can lose its check.
set -euo pipefail
cd "$(dirname "$0")/../.."
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
fail=0

# finds WHAT FILE SED-SCRIPT: after this change of this file, tools/claims says so and fails.
finds() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{api/handlers,tools/auditing,tests}
  cp README.md SECURITY.md "$tree"
  cp -r api/words "$tree/api"
  cp -r api/handlers/transparency "$tree/api/handlers"
  cp tools/auditing/checks.py "$tree/tools/auditing"
  cp -r tests/{process,unit,contract} "$tree/tests"
  mkdir "$tree/tests/e2e"
  cp -r tests/e2e/*.mjs tests/e2e/page "$tree/tests/e2e"
  [ -z "$2" ] || sed -i "$3" "$tree/$2"
  said=$(tools/claims "$tree") && status=0 || status=$?
  if [ "$said" != "${1//TREE/$tree}" ] || [ $status != $([ -n "$2" ] && echo 1 || echo 0) ]; then
    printf 'after a change of %s:\n%s\ninstead of:\n%s\n' "$2" "$said" "$1" >&2
    fail=1
  fi
}

finds 'every claim about storing has its check' '' ''
finds 'README.md: speaks of storing and names no claim: Lethe stores everything.' README.md '$a \\nLethe stores everything.'
finds 'README.md: C99 is no claim of the table: Nothing is stored (C99).' README.md '$a \\nNothing is stored (C99).'
finds 'pages: page.newKey is about storing, and no claim names it' api/words/en.json 's/^  "page": {/&\n"newKey": "Nothing is stored.",/'
finds 'pages: transparency:new is about storing, and no claim names it' api/handlers/transparency/transparency.cpp \
  's/statement("chat", words.chat)/&, statement("new", words.chat)/'
finds 'SECURITY.md: the pages say nothing as transparency:gone' SECURITY.md 's/`transparency:log`/& `transparency:gone`/'
finds 'SECURITY.md: C3: tools/audit has no check no-check' SECURITY.md 's/`file-size-limit`/`no-check`/'
finds 'SECURITY.md: C12: there is no tests/process/gone.cpp' SECURITY.md '/^| C12/s|tests/[^`]*|tests/process/gone.cpp|'
finds 'SECURITY.md: C12 has no check' SECURITY.md '/^| C12/s/`tests[^`]*`//'
finds 'SECURITY.md: C12 is there twice' SECURITY.md '/^| C12/p'
exit $fail
