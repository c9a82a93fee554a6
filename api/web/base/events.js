// SPDX-License-Identifier: AGPL-3.0-or-later
// The room's server-sent events, read with fetch because EventSource cannot send a header. Resumes by Last-Event-ID.

import { delay, nextPause } from './pause.js';
import { whenWoken } from './wake.js';

const silence = 60_000; // ms without a byte or heartbeat: the connection is dead

export class Events {
  #rest;
  #onEvent;
  #onGone;
  #abort = new AbortController();
  #turn; // of the open connection, and of the pause after it
  #failures = 0;
  #lastId;

  // onEvent(type, data); onGone(Refusal): the credential is no longer valid.
  constructor(rest, onEvent, onGone) {
    this.#rest = rest;
    this.#onEvent = onEvent;
    this.#onGone = onGone;
    this.#run();
  }

  close() {
    this.#abort.abort();
    this.#turn.abort();
  }

  async #run() {
    // The open connection may be dead without notice: request missed events at once.
    const again = () => {
      this.#failures = 0;
      this.#turn.abort();
    };
    whenWoken(again, this.#abort.signal);
    while (!this.#abort.signal.aborted) {
      const turn = (this.#turn = new AbortController());
      const refusal = await this.#read(turn).catch((error) => error);
      if (this.#abort.signal.aborted) return;
      if (refusal?.gone) return this.#onGone(refusal);
      await delay(nextPause(this.#failures++, refusal), turn.signal);
    }
  }

  async #read(turn) {
    const stop = () => turn.abort();
    let watchdog = setTimeout(stop, silence);
    try {
      const headers = { Accept: 'text/event-stream' };
      if (this.#lastId !== undefined) headers['Last-Event-ID'] = this.#lastId;
      const response = await this.#rest.request('GET', `${this.#rest.room}/events`, { headers, signal: turn.signal });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, silence);
        this.#failures = 0;
        const blocks = (text + value).split(/\r?\n\r?\n/);
        text = blocks.pop();
        for (const block of blocks) this.#dispatch(block);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  #dispatch(block) {
    let type = 'message';
    let data = '';
    for (const line of block.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      if (colon === 0) continue; // a comment: the heartbeat
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === 'event') type = value;
      else if (name === 'data') data += value;
      else if (name === 'id') this.#lastId = value;
    }
    if (data !== '') this.#onEvent(type, JSON.parse(data));
  }
}
