// SPDX-License-Identifier: AGPL-3.0-or-later
// SDP fragments for trickle ICE (RFC 8840). All media are bundled, so everything belongs to the first section.

const value = (sdp, name) => sdp.match(new RegExp(`^a=${name}:(.*?)\\r?$`, 'm'))?.[1];

export function credentials(sdp) {
  const user = value(sdp, 'ice-ufrag');
  const password = value(sdp, 'ice-pwd');
  return user && password ? { user, password } : null;
}

// Candidates are `candidate:…` strings; null marks the end.
export function fragment(sdp, candidates) {
  const { user, password } = credentials(sdp);
  const media = sdp
    .match(/^m=.*?\r?$/m)[0]
    .trim()
    .replace(/^m=(\w+) \d+/, 'm=$1 9');
  const lines = [`a=ice-ufrag:${user}`, `a=ice-pwd:${password}`, media, `a=mid:${value(sdp, 'mid') ?? '0'}`];
  for (const candidate of candidates) lines.push(candidate ? `a=${candidate}` : 'a=end-of-candidates');
  return lines.join('\r\n') + '\r\n';
}

// The answer with the fragment's credentials and candidates instead of its own.
export function withFragment(answer, text) {
  const fresh = credentials(text);
  if (!fresh) throw new Error('no credentials');
  const candidates = text.match(/^a=candidate:.*?\r?$/gm)?.map((line) => line.trim()) ?? [];
  const lines = [];
  let sections = 0;
  for (const line of answer.split(/\r?\n/)) {
    if (/^a=(candidate:|end-of-candidates)/.test(line)) continue;
    if (line.startsWith('m=')) sections += 1;
    if (line.startsWith('a=ice-ufrag:')) lines.push(`a=ice-ufrag:${fresh.user}`);
    else if (line.startsWith('a=ice-pwd:')) lines.push(`a=ice-pwd:${fresh.password}`);
    else lines.push(line);
    if (line.startsWith('a=mid:') && sections === 1) lines.push(...candidates);
  }
  return lines.join('\r\n');
}
