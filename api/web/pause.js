// SPDX-License-Identifier: AGPL-3.0-or-later
// How long to wait before trying again: at once, then longer and longer, never in step with the others of the room.

const longest = 8000; // ms

export function nextPause(failures) {
  if (failures === 0) return 0;
  return Math.min(longest, 500 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

// Resolves after `ms`, or at once when the signal fires.
export function delay(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
