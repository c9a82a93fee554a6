#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# SIGHUP gives a running lethe its new certificate, and a bad one changes nothing but a line of the log.
#   reload_test.sh PROGRAM
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$lethe_PID" 2>/dev/null || true; rm -rf "$folder"' EXIT

certify() {  # NAME
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "/CN=$1" \
    -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
}
said() {  # WORDS: waits for the line of the log that has them
  local line
  while read -r -t 20 line <&"${lethe[0]}"; do
    [[ $line != *"$1"* ]] || { echo "$line"; return; }
  done
  echo "lethe did not say: $1" >&2
  exit 1
}
expect_certificate() {  # NAME
  local found
  found=$(openssl s_client -connect "127.0.0.1:$port" </dev/null 2>/dev/null | openssl x509 -noout -subject)
  [ "$found" = "subject=CN = $1" ] || { echo "expected $1, found $found" >&2; exit 1; }
}

certify first
printf 'http:\n  port: 0\ntls:\n  certificate: certificate.pem\n  key: key.pem\n' >"$folder/lethe.yaml"
coproc lethe { exec "$1" --config "$folder/lethe.yaml" 2>&1; }
port=$(said 'serving port=')
port=${port##*=}
expect_certificate first
certify second
expect_certificate first
kill -HUP "$lethe_PID"
said certificate-loaded >/dev/null
expect_certificate second
echo nonsense >"$folder/certificate.pem"
kill -HUP "$lethe_PID"
said certificate-not-loaded >/dev/null
expect_certificate second
[ "$(curl -sk "https://127.0.0.1:$port/healthz")" = '{"status":"ok"}' ]
kill "$lethe_PID"
said stopping >/dev/null
