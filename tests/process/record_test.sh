#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# tests/bench/record.py replaces the row of the same case and machine, adds a new one, keeps the others, and records nothing
# from a run that the bench judged wrong.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=tests/data/measurements
document=$(mktemp)
trap 'rm -f "$document"' EXIT
cp $data/before.md "$document"
if tests/bench/record.py "$document" $data/wrong.json 2026-02-03 2222222 tools/bench density; then exit 1; fi
diff "$document" $data/before.md
tests/bench/record.py "$document" $data/results.json 2026-02-03 2222222 tools/bench density --participants 9
diff "$document" $data/after.md
