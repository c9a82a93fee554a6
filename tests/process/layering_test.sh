#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# tools/layering finds each kind of violation in tests/data/layering, and folders with too many files.
set -euo pipefail
cd "$(dirname "$0")/../.."
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r tests/data/layering/. "$tree"
mkdir -p "$tree/tests/data" "$tree/build/bin"
for number in {1..31}; do
  touch "$tree/pipelines/sdp/part_$number.hpp" "$tree/tests/data/$number.json" "$tree/build/bin/$number"
done
diff <(tools/layering "$tree") tests/data/layering/expected.txt
