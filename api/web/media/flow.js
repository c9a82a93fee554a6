// SPDX-License-Identifier: AGPL-3.0-or-later
// Detects that steady sound and pictures have stopped. Browsers take about 6 s to report a disconnected connection
// after their address has changed. A second without any packet shows the same, because the server sends one at least
// every 0.4 s.

const steady = 4; // reports in a row with news
const stopped = 2; // and then without

export class Flow {
  #last;
  #run = 0; // reports with news; negative: without

  // Call every half second. Returns true once when the receivers have stopped getting packets.
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
