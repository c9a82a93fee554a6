// SPDX-License-Identifier: AGPL-3.0-or-later
// The playout delay to ask of the browser: lost sound arrives again in the following packets, and a browser that plays
// at once conceals it before that. Without losses there is no delay.

const from = 0.3; // percent of concealed sound
const deep = 120; // ms: the packet after a burst of four, and some
const kept = 40; // looks after the last one with losses

export class Depth {
  ms = null; // null: the browser's choice
  #left = 0;

  // Call with each report: percent of lost packets and of concealed sound. Returns true if the depth changes.
  look({ lossIn = 0, madeUp = 0 }) {
    const before = this.ms;
    this.#left = lossIn > 0 && madeUp > from ? kept : this.#left - 1;
    this.ms = this.#left > 0 ? deep : null;
    return this.ms !== before;
  }
}
