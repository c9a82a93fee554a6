// SPDX-License-Identifier: AGPL-3.0-or-later
// How long the browser is asked to hold sound back: what is lost comes again in the packets after it, and a browser that
// plays at once makes it up before that. As long as nothing is lost, nobody waits.

const from = 0.3; // percent of sound made up
const deep = 120; // ms: the packet after a burst of four, and some
const kept = 40; // looks after the last one with losses

export class Depth {
  ms = null; // null: as the browser likes
  #left = 0;

  // Each look at the line: percent of the packets lost, and of the sound made up. True when it is another depth.
  look({ lossIn = 0, madeUp = 0 }) {
    const before = this.ms;
    this.#left = lossIn > 0 && madeUp > from ? kept : this.#left - 1;
    this.ms = this.#left > 0 ? deep : null;
    return this.ms !== before;
  }
}
