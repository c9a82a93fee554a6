// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether sound and pictures that came steadily have stopped. Browsers take some 6 s to call a connection disconnected when
// their address has changed under it; a second without any packet says as much: the server sends one each 0.4 s at least.

const steady = 4; // looks in a row with something new
const stopped = 2; // and then without

export class Flow {
  #last;
  #run = 0; // looks with something new, or, below zero, without since then

  // Each half second: when the receivers got something last. True once when it has stopped.
  look(receivers) {
    const at = Math.max(...receivers.map((one) => one.getSynchronizationSources?.()[0]?.timestamp ?? 0));
    const moved = at !== this.#last;
    this.#last = at;
    if (moved) this.#run = Math.max(this.#run, 0) + 1;
    else if (this.#run >= steady) this.#run = -1;
    else this.#run = this.#run < 0 ? this.#run - 1 : 0;
    return this.#run === -stopped;
  }
}
