#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The systemd files are understood by systemd, and the unit leaves little open.
#   unit_test.sh PROGRAM
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s|/usr/local/bin/lethe|$1|; s|^User=.*||; s|^Group=.*||" config/lethe.service >"$folder/lethe.service"
complaints=$(systemd-analyze verify --man=no --recursive-errors=no "$folder/lethe.service" 2>&1 | grep -F lethe.service || true)
[ -z "$complaints" ] || { echo "$complaints" >&2; exit 1; }
# 100 is wide open; an ordinary service has 96.
systemd-analyze security --offline=yes --threshold=20 --no-pager config/lethe.service >"$folder/exposure" || {
  cat "$folder/exposure" >&2
  exit 1
}
if [ "$(id -u)" = 0 ]; then
  root=$folder/root
  mkdir -p "$root/etc"
  systemd-sysusers --root="$root" "$PWD/config/lethe.sysusers" 2>/dev/null
  systemd-tmpfiles --create --root="$root" "$PWD/config/lethe.tmpfiles"
  grep -q '^lethe:' "$root/etc/passwd"
  [ "$(stat -c %a "$root/etc/lethe" "$root/var/lib/lethe" | tr '\n' ' ')" = '750 700 ' ]
fi
for line in MemorySwapMax=0 LimitCORE=0 NoNewPrivileges=yes ProtectSystem=strict 'CapabilityBoundingSet='; do
  grep -qx "$line" config/lethe.service || { echo "config/lethe.service lacks $line" >&2; exit 1; }
done
