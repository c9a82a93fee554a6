// SPDX-License-Identifier: AGPL-3.0-or-later
// The room's server-sent events, read with fetch because EventSource cannot send a header. Resumes by Last-Event-ID.

import { delay, nextPause } from './pause.js';

const silence = 60_000; // ms without a byte, not even a heartbeat: the connection is dead

export class Events {
  #rest;
  #onEvent;
  #onGone;
  #abort = new AbortController();
  #lastId;

  // onEvent(type, data); onGone(Refusal): the credential is worth nothing any more.
  constructor(rest, onEvent, onGone) {
    this.#rest = rest;
    this.#onEvent = onEvent;
    this.#onGone = onGone;
    this.#run();
  }

  close() {
    this.#abort.abort();
  }

  async #run() {
    let failures = 0;
    while (!this.#abort.signal.aborted) {
      try {
        await this.#read(() => (failures = 0));
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        if (error.gone) return this.#onGone(error);
      }
      await delay(nextPause(failures++), this.#abort.signal);
    }
  }

  async #read(onFirst) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    this.#abort.signal.addEventListener('abort', stop);
    let watchdog = setTimeout(stop, silence);
    try {
      const headers = { Accept: 'text/event-stream' };
      if (this.#lastId !== undefined) headers['Last-Event-ID'] = this.#lastId;
      const response = await this.#rest.request('GET', `${this.#rest.room}/events`, { headers, signal: attempt.signal });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, silence);
        onFirst();
        const blocks = (text + value).split(/\r?\n\r?\n/);
        text = blocks.pop();
        for (const block of blocks) this.#dispatch(block);
      }
    } finally {
      clearTimeout(watchdog);
      this.#abort.signal.removeEventListener('abort', stop);
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
