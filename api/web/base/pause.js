// SPDX-License-Identifier: AGPL-3.0-or-later
// The pause before a retry: none at first, then longer and longer, never synchronised with others in the room.

const longest = 8000; // ms
const tries = 4; // for a part of the page

// refusal: the last failure. Requests to a server that is down cost it nothing.
export function nextPause(failures, refusal) {
  if (failures === 0) return 0;
  return Math.min(refusal?.down ? 600 : longest, 500 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
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

// Loads a part of the page, with retries, because the network may change during loading. Rejects with the key of a
// sentence. Browsers forget modules that failed to load.
export async function part(load, most = tries) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await load();
    } catch {
      if (failures === most) throw 'notLoaded';
    }
    await delay(nextPause(failures));
  }
}
