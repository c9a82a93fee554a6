// SPDX-License-Identifier: AGPL-3.0-or-later
// The media session: one offer, one answer, and keeping it alive. After a loss it restarts ICE if that may help;
// otherwise it posts a new offer, at once and then with growing pauses.

import { delay, nextPause } from '../base/pause.js';
import { credentials, fragment, withFragment } from './fragment.js';
import { Depth } from './depth.js';
import { Flow } from './flow.js';
import { Uplink } from './uplink.js';
import { whenMoved } from '../base/wake.js';

const patience = 2000; // ms that ICE may stay disconnected before it is restarted
const deadline = 6000; // ms for an attempt to connect
const answering = 10_000; // ms for the answer to an offer, on the thinnest line
const sparing = 150; // kbit/s of video sent in data saver
const thin = 60; // kbit/s of video: at this rate, fewer pictures are clearer
const slowest = 8; // pictures per second
const smallest = 320; // pixels wide
const speech = 16; // kbit/s of sound beside that
const blurred = 1.5; // smaller reductions of text are sharper on the server

// The encoding parameters that make a track no larger than wanted; nothing is wanted before the server says so. limit:
// capacity of the link, kbit/s. least: smaller reductions are left to the server.
export function encoding(track, wanted, limit = Infinity, least = 1) {
  if (!wanted) return limit < Infinity ? { maxBitrate: 1000 * limit } : {};
  const kbps = Math.min(limit, wanted.kbps);
  if (kbps === 0) return { active: false };
  const { width, height } = track?.getSettings() ?? {};
  const shrunk = kbps < thin ? Math.max(1, wanted.width / smallest) : 1;
  const scale = width && height ? shrunk * Math.min(width / wanted.width, height / wanted.height) : 1;
  return {
    active: true,
    maxBitrate: 1000 * kbps,
    maxFramerate: kbps < thin ? Math.min(slowest, wanted.fps) : wanted.fps,
    scaleResolutionDownBy: scale < least ? 1 : Math.max(1, scale),
  };
}

// On a thin link sound goes first, in fewer and smaller packets (Chromium: as its estimate permits).
async function yielding(sender, limit) {
  const parameters = sender?.getParameters();
  if (!parameters?.encodings?.length) return;
  Object.assign(parameters.encodings[0], { adaptivePtime: true, priority: 'high', maxBitrate: limit < thin ? 1000 * speech : undefined });
  await sender.setParameters(parameters).catch(() => {});
}

// Opus arrives in stereo if the offer says so, and is sent in stereo if the answer does.
export const inStereo = (offer) => offer.replace(/^a=fmtp:\d+ (?!.*stereo=1).*useinbandfec=1/gm, '$&;stereo=1');
export const inMono = (answer) => answer.replaceAll(';stereo=1', '');

export class Session {
  saver = false;
  #rest;
  #path;
  #iceServers;
  #on;
  #tracks = { audio: null, video: null, screen: null };
  #wanted = {}; // the server's request: {camera: {width, height, fps, kbps}, screen: …}
  #uplink = new Uplink();
  #depth = new Depth();
  #listen = false;
  #music = false; // what is sent
  #attempt = null; // {pc, abort, etag, timer, candidates, answer, flow, receivers}
  #failures = 0;
  #offers = 0; // so far; the server refuses one that arrives after a later one
  #end = new AbortController();

  // on: {stream(MediaStream), state('connecting' | 'connected' | 'reconnecting'), gone(Refusal)}
  constructor(rest, participant, iceServers, on) {
    this.#rest = rest;
    this.#path = `${rest.participant(participant)}/session`;
    this.#iceServers = iceServers;
    this.#on = on;
    // An earlier request may be stuck in a lost network for half a minute.
    const moved = () => {
      const attempt = this.#attempt;
      if (attempt) attempt.answer && !attempt.restarting ? this.#restart(attempt) : this.#connect();
    };
    whenMoved(moved, this.#end.signal);
    this.watch = setInterval(() => this.#attempt?.flow.look(this.#attempt.receivers) && this.#restart(this.#attempt), 500);
  }

  start(tracks, listen) {
    this.#tracks = { screen: null, ...tracks };
    this.#listen = listen;
    this.#on.state('connecting');
    this.#connect();
  }

  // Sends another track, or none. Whoever joined as a viewer and starts to send needs a new offer.
  async setTrack(kind, track) {
    this.#tracks[kind] = track;
    if (this.#listen && track) {
      this.#listen = false;
      if (!this.#attempt?.senders.screen) return this.reconnect();
    }
    const sender = this.#attempt?.senders[kind];
    await sender?.replaceTrack(track).catch(() => {});
    await this.#fit(this.#attempt);
  }

  // Sends nothing until setTrack() provides a track. The picture goes on.
  listenOnly() {
    this.#listen = true;
    for (const kind of Object.keys(this.#tracks)) this.setTrack(kind, null);
  }

  // The answer tells a sender whether to send stereo, so apply the same answer again.
  async setMusic(music) {
    this.#music = music;
    const attempt = this.#attempt;
    if (!attempt?.answer || attempt.restarting) return;
    await this.#offer(attempt.pc);
    await this.#heed(attempt);
  }

  async #offer(pc, options) {
    const { sdp } = await pc.createOffer(options);
    await pc.setLocalDescription({ type: 'offer', sdp: inStereo(sdp) });
  }

  #heed({ pc, answer }) {
    return pc.setRemoteDescription({ type: 'answer', sdp: this.#music ? answer : inMono(answer) });
  }

  // Whether the server has answered our offer, however media fare.
  get answered() {
    return Boolean(this.#attempt?.answer);
  }

  expect() {} // pictures come and go in one stream

  spare(saver) {
    this.saver = saver;
    this.#fit(this.#attempt);
  }

  // Takes the figures of the connection periodically.
  look(figures) {
    if (this.#uplink.look(figures)) this.#fit(this.#attempt);
    if (this.#depth.look(figures) || this.#depth.ms) this.#deepen(); // the connection may be new
  }

  #deepen() {
    for (const { receiver } of this.#attempt?.pc.getTransceivers() ?? [])
      if (receiver.track.kind === 'audio') receiver.jitterBufferTarget = this.#depth.ms;
  }

  // The browser's statistics, or null without a connection.
  async report() {
    const { pc } = this.#attempt ?? {};
    return pc?.connectionState === 'connected' ? pc.getStats() : null;
  }

  // The server says how large our camera or screen is seen.
  want({ picture, ...wanted }) {
    this.#wanted[picture] = wanted;
    this.#fit(this.#attempt);
  }

  // Limits what is sent to what is seen.
  async #fit(attempt) {
    if (!attempt?.answer) return;
    await yielding(attempt.senders.audio, this.#uplink.kbps);
    for (const [kind, picture] of [
      ['video', 'camera'],
      ['screen', 'screen'],
    ]) {
      const sender = attempt.senders[kind];
      const parameters = sender?.getParameters();
      if (!parameters?.encodings?.length) continue;
      const screen = kind === 'screen';
      const limit = Math.min(this.saver ? sparing : Infinity, this.#uplink.kbps);
      const fitted = encoding(this.#tracks[kind], this.#wanted[picture], screen ? Infinity : limit, screen ? blurred : 1);
      if (screen) parameters.degradationPreference = 'maintain-resolution';
      Object.assign(parameters.encodings[0], fitted);
      await sender.setParameters(parameters).catch(() => {}); // the next one comes
    }
  }

  // The server says that the session is gone. During an offer this concerns the previous one.
  lost() {
    if (this.#attempt && !this.#attempt.answer) return;
    this.reconnect();
  }

  reconnect() {
    if (this.#end.signal.aborted) return;
    this.#on.state('reconnecting');
    this.#connect();
  }

  close() {
    this.#end.abort();
    clearInterval(this.watch);
    this.#drop();
  }

  #drop() {
    const attempt = this.#attempt;
    this.#attempt = null;
    if (!attempt) return;
    attempt.abort.abort();
    clearTimeout(attempt.timer);
    attempt.pc.close();
  }

  async #connect() {
    this.#drop();
    const pc = new RTCPeerConnection({ iceServers: this.#iceServers, bundlePolicy: 'max-bundle' });
    const attempt = {
      pc,
      abort: new AbortController(),
      etag: null,
      answer: null,
      candidates: [],
      senders: {},
      receivers: [],
      flow: new Flow(),
      timer: 0,
    };
    this.#attempt = attempt;
    this.#receive(attempt);
    attempt.timer = setTimeout(() => this.#connect(), answering);
    try {
      await this.#offer(pc);
      const response = await this.#rest.request('POST', this.#path, {
        body: pc.localDescription.sdp,
        type: 'application/sdp',
        headers: { 'Offer-Number': (this.#offers += 1) },
        signal: attempt.abort.signal,
      });
      attempt.etag = response.headers.get('ETag');
      attempt.answer = await response.text();
      await this.#heed(attempt);
      this.#trickle(attempt);
      this.#fit(attempt);
      clearTimeout(attempt.timer);
      if (pc.connectionState !== 'connected') attempt.timer = setTimeout(() => this.#again(attempt), deadline);
    } catch (error) {
      if (this.#attempt !== attempt) return;
      if (error.gone) {
        this.#drop();
        this.#on.gone(error);
      } else {
        this.#again(attempt, error.retryAfter);
      }
    }
  }

  #receive(attempt) {
    const { pc } = attempt;
    const sent = new MediaStream();
    const received = new MediaStream();
    for (const kind of ['audio', 'video']) {
      const direction = this.#listen ? 'recvonly' : 'sendrecv';
      const track = this.#listen ? null : this.#tracks[kind];
      const { receiver, sender } = pc.addTransceiver(track ?? kind, { direction, streams: [sent] });
      attempt.senders[kind] = sender;
      if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
      else if ('playoutDelayHint' in receiver) receiver.playoutDelayHint = 0;
      received.addTrack(receiver.track);
      attempt.receivers.push(receiver);
    }
    // The section for a screen always exists, so that sharing needs no new offer.
    if (!this.#listen) attempt.senders.screen = pc.addTransceiver(this.#tracks.screen ?? 'video', { direction: 'sendonly' }).sender;
    pc.ontrack = () => this.#on.stream(received);
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate === '') return; // end of a generation, repeated by null
      attempt.candidates.push(candidate?.candidate ?? null); // null: the end
      if (attempt.answer) this.#trickle(attempt);
    };
    pc.onconnectionstatechange = () => this.#changed(attempt);
  }

  #changed(attempt) {
    if (this.#attempt !== attempt) return;
    const state = attempt.pc.connectionState;
    if (state === 'connected') {
      clearTimeout(attempt.timer);
      this.#failures = 0;
      this.#on.state('connected');
    } else if (state === 'disconnected') {
      clearTimeout(attempt.timer);
      attempt.timer = setTimeout(() => this.#restart(attempt), patience);
    } else if (state === 'failed') {
      this.#again(attempt);
    }
  }

  // Posts a new offer after the pause for this number of failures.
  async #again(attempt, seconds = 0) {
    if (this.#attempt !== attempt || this.#end.signal.aborted) return;
    clearTimeout(attempt.timer);
    attempt.pc.onconnectionstatechange = null;
    this.#on.state('reconnecting');
    await delay(Math.max(nextPause(this.#failures++), seconds * 1000), attempt.abort.signal);
    if (this.#attempt === attempt) this.#connect();
  }

  // New ICE credentials on the same session: DTLS and the streams go on (RFC 9725 section 4.3.2).
  async #restart(attempt) {
    if (!attempt?.answer || this.#attempt !== attempt || attempt.restarting) return;
    attempt.restarting = true;
    const { pc } = attempt;
    if (pc.connectionState !== 'connected') this.#on.state('reconnecting');
    clearTimeout(attempt.timer);
    attempt.timer = setTimeout(() => (attempt.restarting || pc.connectionState !== 'connected') && this.#again(attempt), deadline);
    try {
      attempt.candidates = [];
      await this.#offer(pc, { iceRestart: true });
      const response = await this.#patch(attempt, fragment(pc.localDescription.sdp, []), attempt.etag);
      if (response.status !== 200) throw new Error('not restarted');
      attempt.etag = response.headers.get('ETag') ?? attempt.etag;
      attempt.answer = withFragment(attempt.answer, await response.text());
      await this.#heed(attempt);
      attempt.restarting = false;
      this.#trickle(attempt);
    } catch {
      this.#again(attempt);
    }
  }

  #trickle(attempt) {
    if (attempt.restarting || attempt.candidates.length === 0 || !credentials(attempt.pc.localDescription.sdp)) return;
    const body = fragment(attempt.pc.localDescription.sdp, attempt.candidates.splice(0));
    this.#patch(attempt, body, attempt.etag).catch(() => {}); // it may work without these; if not, ICE fails
  }

  #patch(attempt, body, etag) {
    return this.#rest.request('PATCH', this.#path, {
      body,
      type: 'application/trickle-ice-sdpfrag',
      headers: etag ? { 'If-Match': etag } : {},
      signal: attempt.abort.signal,
    });
  }
}
