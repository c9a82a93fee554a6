// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps a player close to the live edge: plays faster when a little late, jumps when far behind.

const wanted = 0.25; // seconds behind the live edge
const hurried = 0.4; // then plays faster until it is back
const far = 1.2; // then jumps: after a stall nobody wants old media
const late = 0.7; // then much faster: the link has just stalled
const faster = 1.15;
const fastest = 1.4;

// The next action: {at} to jump, or {rate}. buffered: {start, end} of the newest range, seconds.
export function follow(now, rate, { start, end }) {
  if (now < start || end - now > far) return { at: Math.max(start, end - wanted), rate: 1 };
  const behind = end - now;
  if (behind > late) return { rate: fastest };
  if (behind > hurried) return { rate: faster };
  return { rate: behind <= wanted ? 1 : rate };
}
