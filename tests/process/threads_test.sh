#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# tools/threads finds each kind of violation in tests/data/threads, and nothing else there.
set -euo pipefail
cd "$(dirname "$0")/../.."
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -r tests/data/threads/. "$tree"
mkdir -p "$tree/mcu/base"
cp mcu/base/mutex.hpp mcu/base/thread_annotations.hpp "$tree/mcu/base"
diff <(tools/threads "$tree" | sed -n 's/^[^ ]*desk[.]\([^ :]*\):\([0-9]*\):.*error: \([^[]*\) \[.*/desk.\1:\2: \3/p; /^api/p' | sort) \
  "$tree/expected.txt"
