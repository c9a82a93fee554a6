// SPDX-License-Identifier: AGPL-3.0-or-later
// The camera's bit rate on a thin uplink beside the sound: reduced at once while packets queue, raised in small steps.
// Without a limit, browsers send at least 30 kbit/s of video however thin the link is.

const waits = 200; // ms above the best round trip: the link is full
const plenty = 200; // kbit/s of the browser's estimate: the queue is elsewhere
const forgets = 5; // ms per report: the path may have become longer
const lost = 15; // percent: also full, with a short queue
const least = 10; // kbit/s; below this no video, sound has the link
const enough = 1500; // kbit/s: no limit
const rest = 10; // reports without video until a retry
const settles = 2; // reports until a change shows

export class Uplink {
  kbps = Infinity; // limit of the camera
  #best = Infinity; // round trip, ms
  #since = 0; // reports since the last reduction

  // Call with each report: percent lost, round trip in ms, kbit/s sent and available. Returns true if the limit
  // changes.
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
