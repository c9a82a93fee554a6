// SPDX-License-Identifier: AGPL-3.0-or-later
// How much of the camera a thin line carries beside the sound: less at once while packets wait for it, more again in small
// steps. Browsers send 30 kbit/s of pictures at least however thin the line is, unless they are told otherwise.

const waits = 200; // ms more than a round trip takes at best: then the line is full
const plenty = 200; // kbit/s that the browser, where it tells, believes it can send: then what waits waits elsewhere
const forgets = 5; // ms a look: the way may have become a longer one
const lost = 15; // percent: full too, with a queue too short to wait in
const least = 10; // kbit/s; less is no picture, and sound has the line for itself
const enough = 1500; // kbit/s: no limit any more
const rest = 10; // looks without a picture before it is tried again
const settles = 2; // looks until less is felt

export class Uplink {
  kbps = Infinity; // of the camera at most
  #best = Infinity; // round trip, ms
  #since = 0; // looks since there was less

  // Each look at the line: percent lost, ms of a round trip, kbit/s sent and available. True when there is another limit.
  look({ lossOut = 0, roundTrip, pictures = 0, available = 0 }) {
    if (roundTrip === undefined) return false;
    this.#best = Math.min(this.#best + forgets, roundTrip);
    const before = this.kbps;
    this.#since += 1;
    if (available < plenty && (roundTrip > this.#best + waits || lossOut > lost)) {
      if (this.#since <= settles) return false;
      this.#since = 0;
      this.kbps = before > least ? Math.max(least, 0.6 * Math.min(before, pictures)) : 0;
    } else if (before === 0) {
      if (this.#since > rest) this.kbps = least;
    } else {
      this.kbps = before > enough ? Infinity : before * 1.1;
    }
    return this.kbps !== before;
  }
}
