// SPDX-License-Identifier: AGPL-3.0-or-later
// Waiting for conditions: no test sleeps.

const step = 40; // ms between two looks

// Resolves to the first truthy result of `condition`; throws with `what` and the last result after `limit` ms.
export async function until(condition, what, limit = 10_000) {
  const end = performance.now() + limit;
  let last;
  for (;;) {
    last = await condition();
    if (last) return last;
    if (performance.now() > end) throw new Error(`Waited ${limit} ms for ${typeof what === 'function' ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, step));
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
