// SPDX-License-Identifier: AGPL-3.0-or-later
// Replaces the media session of a listener: picture and sound arrive as one endless response, through MediaSource, and
// playback stays close to the live edge. After a loss it requests another one.

import { follow } from './live_edge.js';
import { delay, nextPause } from '../base/pause.js';
import { WholeBlocks } from './whole_blocks.js';

const types = { true: 'video/webm; codecs="vp8, opus"', false: 'audio/webm; codecs="opus"' }; // with pictures, without
const look = 100; // ms between two checks of the delay
const patience = 5000; // ms without anything new until it requests another stream
const keeps = 20; // seconds of played media to hold

export class Listening {
  saver = false;
  #pictures = true; // whether the step has any
  #rest;
  #me;
  #on;
  #attempt = null; // {abort, source, buffer, url}
  #failures = 0;
  #timer = 0;
  #end = 0; // end of the buffer, and when it last grew
  #grew = 0;

  // on: {stage, state('connecting' | 'connected' | 'reconnecting'), gone(Refusal)}
  constructor(rest, participant, _, on) {
    this.#rest = rest;
    this.#me = participant;
    this.#on = on;
  }

  start() {
    this.#on.state('connecting');
    this.#timer = setInterval(() => this.#follow(), look);
    this.#connect();
  }

  // Nothing to send.
  setTrack() {}
  setMusic() {}
  listenOnly() {}
  spare() {}
  want() {}
  async report() {
    return null;
  }

  // A player waits for announced pictures, so sound only is another stream.
  expect(pictures) {
    if (pictures === this.#pictures) return;
    this.#pictures = pictures;
    if (this.#timer) this.#connect();
  }

  // The server has no stream any more; the end of ours shows the same.
  lost() {}

  reconnect() {
    this.#on.state('reconnecting');
    this.#connect();
  }

  close() {
    clearInterval(this.#timer);
    this.#drop();
  }

  #drop() {
    const attempt = this.#attempt;
    this.#attempt = null;
    if (!attempt) return;
    attempt.abort.abort();
    URL.revokeObjectURL(attempt.url);
  }

  async #connect() {
    this.#drop();
    const source = new MediaSource();
    const attempt = { abort: new AbortController(), source, url: URL.createObjectURL(source), buffer: null };
    this.#attempt = attempt;
    const { signal } = attempt.abort;
    try {
      const opened = new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }));
      const { stage } = this.#on;
      stage.video.src = attempt.url;
      stage.play();
      const [{ url }] = await Promise.all([
        this.#rest.json('POST', `${this.#rest.participant(this.#me)}/streams`, { form: 'webm', pictures: this.#pictures ? 10 : 0 }),
        opened,
      ]);
      if (signal.aborted) return;
      attempt.buffer = source.addSourceBuffer(types[this.#pictures]);
      const response = await fetch(url, { signal, cache: 'no-store', credentials: 'omit' });
      if (!response.ok) throw new Error(String(response.status));
      await this.#take(attempt, response.body.getReader());
    } catch (error) {
      if (this.#attempt !== attempt) return;
      if (error.gone) {
        this.#drop();
        return this.#on.gone(error);
      }
    }
    if (this.#attempt !== attempt) return;
    await delay(nextPause(this.#failures++), signal);
    if (this.#attempt === attempt) this.reconnect();
  }

  async #take(attempt, reader) {
    const blocks = new WholeBlocks();
    for (let first = true; ; first = false) {
      const { value, done } = await reader.read();
      if (done) return;
      for (const block of blocks.take(value)) await this.#append(attempt.buffer, block);
      if (!first) continue;
      this.#failures = 0;
      this.#on.state('connected');
    }
  }

  async #append(buffer, bytes) {
    const { video } = this.#on.stage;
    const settled = () =>
      new Promise((resolve, reject) => {
        buffer.addEventListener('updateend', resolve, { once: true });
        buffer.addEventListener('error', () => reject(new Error('media')), { once: true });
      });
    buffer.appendBuffer(bytes);
    await settled();
    if (buffer.buffered.length === 0 || buffer.buffered.start(0) > video.currentTime - 2 * keeps) return;
    buffer.remove(0, video.currentTime - keeps);
    await settled();
  }

  #follow() {
    const { video } = this.#on.stage;
    const { buffered } = video;
    if (buffered.length === 0) return;
    const last = buffered.length - 1;
    const now = performance.now();
    if (buffered.end(last) !== this.#end) [this.#end, this.#grew] = [buffered.end(last), now];
    else if (now - this.#grew > patience && this.#attempt?.buffer) return ((this.#grew = now), this.reconnect());
    const { at, rate } = follow(video.currentTime, video.playbackRate, { start: buffered.start(last), end: buffered.end(last) });
    if (at !== undefined) video.currentTime = at;
    if (video.playbackRate !== rate) video.playbackRate = rate;
  }
}
