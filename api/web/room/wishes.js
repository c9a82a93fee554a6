// SPDX-License-Identifier: AGPL-3.0-or-later
// A person's changes that the room does not know yet. The latest one of each thing counts. They are sent one after the
// other, because packet loss changes the order of requests, and repeated until the room has answered.

import { delay, nextPause } from '../base/pause.js';
import { whenMoved, whenWoken } from '../base/wake.js';

const answering = 10_000; // ms for an answer
const late = 3000; // ms without one until the person is told
const longest = 2000; // ms between two tries

// No answer to the request. 401: another seat is coming, or the end of the room.
const unanswered = ({ name, status }) => name === 'AbortError' || status === 0 || status === 401 || status === 429 || status >= 500;

export class Wishes {
  #waiting = new Map(); // thing → {value, ask, resolve, reject}
  #told = null; // [thing, wish] being sent
  #onLate;
  #turn = new AbortController(); // of the request
  #rest = new AbortController(); // of the pause before the next
  #end = new AbortController();

  // onLate(whether something has waited for long)
  constructor(onLate) {
    this.#onLate = onLate;
    whenMoved(() => this.#turn.abort(), this.#end.signal); // it may hang in the old network
    whenWoken(() => this.hurry(), this.#end.signal);
  }

  // ask({signal}) tells the room that `thing` should be `value`, possibly several times. Resolves with true once the
  // room knows, with false if another wish replaced it or nobody is there any more; rejects with a Refusal.
  want(thing, value, ask) {
    this.#waiting.get(thing)?.resolve(false);
    this.hurry();
    return new Promise((resolve, reject) => {
      this.#waiting.set(thing, { value, ask, resolve, reject });
      if (!this.#told) this.#tellAll();
    });
  }

  // The wanted value of a thing; undefined if the room knows it.
  of(thing) {
    const wish = this.#waiting.get(thing) ?? (this.#told?.[0] === thing ? this.#told[1] : undefined);
    return wish?.value;
  }

  // Retries failures without a pause.
  hurry() {
    this.#rest.abort();
  }

  close() {
    this.#end.abort();
    this.#turn.abort();
    this.#rest.abort();
    for (const { resolve } of this.#waiting.values()) resolve(false);
    this.#waiting.clear();
  }

  async #tellAll() {
    const watch = () => setTimeout(() => this.#onLate(true), late);
    let timer = watch();
    for (let failures = 0; this.#waiting.size > 0;) {
      this.#told = this.#waiting.entries().next().value;
      const refusal = await this.#tell(...this.#told);
      if (refusal) {
        failures += 1;
        this.#rest = new AbortController();
        await delay(Math.max(Math.min(longest, nextPause(failures)), (refusal.retryAfter ?? 0) * 1000), this.#rest.signal);
      } else {
        failures = 0;
        clearTimeout(timer);
        timer = watch();
      }
    }
    this.#told = null;
    clearTimeout(timer);
    this.#onLate(false);
  }

  // Returns why it was not answered, and requeues it behind all others; otherwise nothing.
  async #tell(thing, wish) {
    this.#waiting.delete(thing);
    this.#turn = new AbortController();
    const { signal } = this.#turn;
    const timer = setTimeout(() => this.#turn.abort(), answering);
    try {
      await wish.ask({ signal });
      wish.resolve(true);
    } catch (refusal) {
      if (!unanswered(refusal)) wish.reject(refusal);
      else if (this.#waiting.has(thing) || this.#end.signal.aborted) wish.resolve(false);
      else {
        this.#waiting.set(thing, wish);
        return refusal;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
