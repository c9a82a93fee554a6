// SPDX-License-Identifier: AGPL-3.0-or-later
// How long to wait before trying again: at once, then longer and longer, never in step with the others of the room.

const longest = 8000; // ms
const tries = 4; // for a part of the page

// refusal: why it failed the last time. Who asks a server that is down costs it nothing.
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

// A part of the page, asked for again when it did not come: the network may have changed just then. Rejects with the key of
// a sentence. Browsers forget modules that did not come.
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
