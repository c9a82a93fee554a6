// SPDX-License-Identifier: AGPL-3.0-or-later
// How a player stays close to the newest it has. A little behind it plays faster; far behind it jumps.

const wanted = 0.25; // seconds behind the newest
const hurried = 0.4; // beyond that it plays faster until it is back
const far = 1.2; // beyond that it jumps: after a stall nobody wants to see what was
const late = 0.7; // beyond that much faster: on a line that has just stalled
const faster = 1.15;
const fastest = 1.4;

// What to do now: {at} to jump there, or {rate}. buffered: {start, end} of the newest piece, seconds.
export function follow(now, rate, { start, end }) {
  if (now < start || end - now > far) return { at: Math.max(start, end - wanted), rate: 1 };
  const behind = end - now;
  if (behind > late) return { rate: fastest };
  if (behind > hurried) return { rate: faster };
  return { rate: behind <= wanted ? 1 : rate };
}
