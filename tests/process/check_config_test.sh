#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What --check-config, a start and a wrong command line say: file, value and reason; and that a right file is told so.
#   check_config_test.sh PROGRAM
set -euo pipefail
lethe=$1
folder=$(mktemp -d)
trap 'kill "${first_PID:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  printf '%s\nIt said:\n%s\n' "$1" "$said" >&2
  exit 1
}
# says STATUS ARGUMENTS… -- WORDS…: the program ends so, and each of the words stands in what it says.
says() {
  local status=$1 found=0 arguments=()
  shift
  while [ "$1" != -- ]; do arguments+=("$1"); shift; done
  shift
  said=$("$lethe" "${arguments[@]}" 2>&1) || found=$?
  [ "$found" = "$status" ] || fail "${arguments[*]} ended with $found instead of $status"
  for words in "$@"; do
    [[ $said == *"$words"* ]] || fail "${arguments[*]} does not say: $words"
  done
}
# finds YAML WORDS…: the words stand in the only line that --check-config says of this file.
finds() {
  printf '%s\n' "$1" >lethe.yaml
  shift
  says 2 --check-config lethe.yaml -- "$@"
  [ "$(wc -l <<<"$said")" = 1 ] || fail "more than one line"
}
certify() {  # NAME
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj "/CN=$1" \
    -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

echo 'http: {port: 9000}' >lethe.yaml
says 0 --check-config lethe.yaml -- 'lethe.yaml: nothing wrong'
[ ! -e lethe.db ] || fail 'a check made a database'

finds 'http: {address: 192.0.2.1, public_url: "https://lethe.example"}' \
  '192.0.2.1:8080 (http.address, http.port): Cannot assign requested address'
finds 'media: {addresses: [127.0.0.1, 192.0.2.9]}' \
  'lethe.yaml:1: media.addresses[1]: 192.0.2.9 cannot be used on this machine: Cannot assign requested address'
finds 'tls: {certificate: none.pem, key: none.key}' 'tls.certificate: none.pem cannot be read: No such file or directory'
certify one
certify other
finds 'tls: {certificate: one.pem, key: .}' 'tls.key: . cannot be read: Is a directory'
finds 'tls: {certificate: lethe.yaml, key: one.key}' 'tls.certificate: lethe.yaml holds no certificate'
finds 'tls: {certificate: one.pem, key: one.pem}' 'tls.key: one.pem holds no key'
finds 'tls: {certificate: one.pem, key: other.key}' 'tls.key: other.key belongs to another certificate'
openssl ec -in one.key -aes128 -passout pass:secret -out locked.key 2>/dev/null
finds 'tls: {certificate: one.pem, key: locked.key}' 'tls.key: locked.key has a passphrase'
finds 'store: {path: nowhere/lethe.db}' 'store.path: nowhere/lethe.db cannot be opened (No such file or directory)'
finds 'store: {path: .}' 'store.path: . cannot be opened (Is a directory)'
finds 'store: {path: one.pem}' 'store.path: one.pem is not a database'
finds 'onion: {socket: nowhere/onion.sock}' 'onion.socket: ' 'nowhere: No such file or directory'

# All at once, what is wrong together with the rest.
printf 'http: {prot: 1}\nmedia: {port_min: 5, port_max: 4}\ntls: {key: k}\n' >lethe.yaml
says 2 --check-config lethe.yaml -- 'lethe.yaml:1: http.prot: is not known; did you mean port?' \
  'lethe.yaml:2: media.port_max: must be at least media.port_min' 'lethe.yaml:3: tls.key: must be given together'

# Doubts are told, and the file is good all the same.
printf 'http: {address: 0.0.0.0}\n' >lethe.yaml
says 0 --check-config lethe.yaml -- 'lethe.yaml: http.public_url: is empty, so links begin with http://127.0.0.1:8080' \
  'browsers give camera and microphone to https:// only' 'nothing wrong'

# A start says the same, and ends.
echo 'media: {addresses: [192.0.2.9]}' >lethe.yaml
says 2 --config lethe.yaml -- 'media.addresses[0]: 192.0.2.9 cannot be used on this machine'

# A second server on the port of the first; a check beside it finds nothing wrong.
printf 'http: {port: 0}\nstore: {path: first.db}\n' >first.yaml
coproc first { exec "$lethe" --config first.yaml 2>&1; }
read -r -t 20 line <&"${first[0]}"
port=${line##*port=}
printf 'http: {port: %s}\nstore: {path: second.db}\n' "$port" >second.yaml
says 1 --config second.yaml -- "127.0.0.1:$port (http.address, http.port): Address already in use"
says 0 --check-config second.yaml -- 'second.yaml: nothing wrong'
sed -i 's/second.db/first.db/' second.yaml
says 0 --check-config second.yaml -- 'second.yaml: nothing wrong'
kill "$first_PID"

says 2 --from yesterday -- 'lethe: --from wants a time such as 2026-11-25 or 2026-11-25T13:00:00Z, not yesterday'
says 2 --export-attendance xml -- 'lethe: --export-attendance wants csv or json, not xml'
says 2 --config -- 'lethe: --config wants the path of a configuration'
says 2 --confg x -- 'lethe: there is no option --confg; lethe --help lists them'
[ "$(wc -l <<<"$said")" = 1 ] || fail 'more than one line'
