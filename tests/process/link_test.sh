#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What a built program is linked with, directly or through its libraries: never what its side must not have.
#   link_test.sh control|media|voice PROGRAM
set -euo pipefail
side=$1 program=$2
fail=0

# refuse PATTERN WHY: no library that the loader would map matches.
libraries=$(ldd "$program")
refuse() {
  if grep -E "$1" <<<"$libraries"; then
    echo "$program: $2" >&2
    fail=1
  fi
}

if grep -q 'not found' <<<"$libraries"; then
  echo "$program: a library is missing" >&2
  fail=1
fi
case "$side" in
  control)
    refuse 'lib(gst|nice|srtp|av(codec|format|util|filter|device)|sw(scale|resample)|opus|vpx|x264|yuv)' \
      'the control process links no codec, no GStreamer, no transport'
    ;;
  media)
    refuse 'libav(format|filter|device)|libgst(app|coreelements)' 'the media process links nothing that opens files'
    # Debian's libavcodec brings Pango (librsvg) and its libsrtp2 brings SQLite (NSS): what counts is what we ask for.
    libraries_asked_for=$(readelf -d "$program" | grep NEEDED)
    if grep -E 'libPoco|libyaml-cpp|libsqlite|libpango' <<<"$libraries_asked_for" || grep -E 'libPoco|libyaml-cpp' <<<"$libraries"; then
      echo "$program: the media process links nothing of the control process" >&2
      fail=1
    fi
    tools/audit --static "$program" || fail=1
    # Whatever is needed must be called: the list above is not empty by mistake.
    grep -q 'libseccomp' <<<"$libraries" || { echo "$program: does not link libseccomp" >&2; fail=1; }
    ;;
  voice)
    # What espeak-ng brings in its turn (players of sound among it) is behind the same walls as the media process.
    if readelf -d "$program" | grep NEEDED | grep -vE 'lib(espeak-ng|swresample|seccomp|crypto|stdc\+\+|gcc_s|c|m|asan|tsan|ubsan)\.so'; then
      echo "$program: the voice links espeak-ng, a resampler and its walls alone" >&2
      fail=1
    fi
    ;;
  *) exit 2 ;;
esac
# What they print once their walls stand goes nowhere: they report codes.
if [ "$side" != control ] && nm -C "$program" 2>/dev/null | grep 'lethe::log::'; then
  echo "$program: logs; only the control process has a log" >&2
  fail=1
fi
# Read whole first: grep -q stops at its match, and with pipefail readelf's broken pipe would then count as a failure.
sections=$(readelf -S "$program") header=$(readelf -h "$program") dynamic=$(readelf -d "$program")
# The same wherever it was built; only debug information may name folders.
if ! grep -q '\.debug_info' <<<"$sections" && strings -a "$program" | grep -F -e "$PWD" -e "$(dirname "$program")"; then
  echo "$program: names a folder of the build" >&2
  fail=1
fi
# Position-independent, bound at the start, so that the loader has nothing to do after lock-down.
grep -q 'Type:.*DYN' <<<"$header" || { echo "$program: is not position-independent" >&2; fail=1; }
grep -qE 'BIND_NOW|NOW' <<<"$dynamic" || { echo "$program: binds late" >&2; fail=1; }
exit $fail
