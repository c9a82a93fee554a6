// SPDX-License-Identifier: AGPL-3.0-or-later
// A participant made of libwebrtc only: sends the pattern and records what it receives.
import wrtc from '@roamhq/wrtc';
import {
  amplitude,
  beepTone,
  decibels,
  height,
  hueOf,
  hueOfRgb,
  markSteps,
  rgbOfHue,
  toneLevel,
  toneOf,
  width,
  zones,
} from './pattern.mjs';
import { call, directly } from './server.mjs';
import { until } from './wait.mjs';

const { RTCPeerConnection, MediaStream, nonstandard } = wrtc;
const { RTCVideoSource, RTCVideoSink, RTCAudioSource, RTCAudioSink } = nonstandard;
const rate = 48_000;
const kept = 32_768; // samples

// Calls `run` every `interval` ms without drift, until `stop.aborted`.
function every(interval, stop, run) {
  const begin = performance.now();
  let count = 0;
  const next = () => {
    if (stop.aborted) return;
    while (begin + count * interval <= performance.now()) run(count++);
    setTimeout(next, begin + count * interval - performance.now());
  };
  next();
}

// Calls `run` with at least `interval` ms between two calls, so that no picture is too short to be seen.
function spaced(interval, stop, run) {
  const next = () => {
    if (stop.aborted) return;
    run();
    setTimeout(next, interval);
  };
  next();
}

// Picture and sound of participant n. `onFlash(now)` is told when a flash with its beep begins.
export class Pattern {
  #stop = new AbortController();
  #flash = false;

  constructor(n, { fps = 25, flashEvery = 1000, onFlash = () => {} } = {}) {
    this.video = new RTCVideoSource();
    this.audio = new RTCAudioSource();
    this.tracks = { video: this.video.createTrack(), audio: this.audio.createTrack() };
    this.counter = 0;
    const frame = background(n);
    const clean = Uint8Array.from(frame.data);
    spaced(1000 / fps, this.#stop.signal, () => {
      const now = performance.now();
      const flash = now % flashEvery < 160;
      frame.data.set(clean);
      const row = Math.floor(((this.counter++ % markSteps) * 252) / markSteps);
      block(frame, 270, row, 130, Math.floor(252 / markSteps), 235);
      if (flash) block(frame, 416, 0, 224, 252, 235);
      if (flash && !this.#flash) {
        onFlash(now);
        this.beepUntil = now + 160;
      }
      this.#flash = flash;
      this.video.onFrame(frame);
    });
    let phase = 0;
    every(10, this.#stop.signal, () => {
      const samples = new Int16Array(480);
      const beep = performance.now() < this.beepUntil ? toneLevel : 0;
      for (let i = 0; i < 480; i++, phase++) {
        const time = (2 * Math.PI * phase) / rate;
        samples[i] = 32_767 * (toneLevel * Math.sin(time * toneOf(n)) + beep * Math.sin(time * beepTone));
      }
      this.audio.onData({ samples, sampleRate: rate, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
    });
  }

  close() {
    this.#stop.abort();
    for (const track of Object.values(this.tracks)) track.stop();
  }
}

// I420 of the pattern without mark and flash.
function background(n) {
  const data = new Uint8ClampedArray((width * height * 3) / 2);
  const [red, green, blue] = rgbOfHue(hueOf(n));
  const luma = 16 + 0.257 * red + 0.504 * green + 0.098 * blue;
  const chroma = [128 - 0.148 * red - 0.291 * green + 0.439 * blue, 128 + 0.439 * red - 0.368 * green - 0.071 * blue];
  data.fill(luma, 0, width * height);
  chroma.forEach((value, plane) => data.fill(value, width * height * (1 + plane / 4), width * height * (1 + (plane + 1) / 4)));
  const frame = { width, height, data };
  block(frame, 256, 0, 384, 252, 16);
  return frame;
}

// A rectangle of one brightness without colour.
function block({ data }, x, y, w, h, luma) {
  for (let row = y; row < y + h; row++) data.fill(luma, row * width + x, row * width + x + w);
  const half = width / 2;
  for (const plane of [width * height, width * height * 1.25])
    for (let row = y >> 1; row < (y + h) >> 1; row++) data.fill(128, plane + row * half + (x >> 1), plane + row * half + ((x + w) >> 1));
}

// What comes in on a connection. `onFrame(frame, now)`, `onSound(samples, now)` see everything as it arrives.
export class Received {
  canvas = 1280; // width in which tiles are given: a low step's frames are smaller
  frames = 0;
  firstFrame = 0;
  frame = null;
  onFrame = () => {};
  onSound = () => {};
  #samples = new Float32Array(kept);
  #sinks = [];

  take(track) {
    const sink = track.kind === 'video' ? new RTCVideoSink(track) : new RTCAudioSink(track);
    this.#sinks.push(sink);
    if (track.kind === 'video') {
      sink.onframe = ({ frame }) => {
        const now = performance.now();
        this.firstFrame ||= now;
        this.frames += 1;
        frame.scale = frame.width / this.canvas;
        this.frame = frame;
        this.onFrame(frame, now);
      };
    } else {
      sink.ondata = ({ samples, channelCount, numberOfFrames }) => {
        const now = performance.now();
        const mono = Float32Array.from({ length: numberOfFrames }, (_, i) => samples[i * channelCount] / 32_768);
        this.#samples.copyWithin(0, numberOfFrames);
        this.#samples.set(mono, kept - numberOfFrames);
        this.onSound(mono, now);
      };
    }
  }

  level(n) {
    return decibels(amplitude(this.#samples, toneOf(n), rate) / toneLevel);
  }

  // Hue in a tile's hue zone, or null.
  hue(tile) {
    const { frame } = this;
    if (!frame) return null;
    const { x: left, y: top, width: wide, height: high } = zones.colour;
    const [y, u, v] = [0, 1, 2].map((plane) =>
      mean(frame, plane, tile.x + tile.width * left, tile.y + tile.height * top, tile.width * wide, tile.height * high),
    );
    const light = 1.164 * (y - 16);
    return hueOfRgb([light + 1.596 * (v - 128), light - 0.813 * (v - 128) - 0.391 * (u - 128), light + 2.018 * (u - 128)]);
  }

  close() {
    for (const sink of this.#sinks) sink.stop();
  }
}

// Mean of one plane of an I420 frame over a rectangle given in luma pixels of the canvas.
export function mean({ width: w, height: h, data, scale = 1 }, plane, canvasX, canvasY, canvasWidth, canvasHeight) {
  const [x, y, rectWidth, rectHeight] = [canvasX, canvasY, canvasWidth, canvasHeight].map((pixels) => pixels * scale);
  const shift = plane === 0 ? 0 : 1;
  const base = plane === 0 ? 0 : w * h * (plane === 1 ? 1 : 1.25);
  let sum = 0;
  let count = 0;
  for (let row = Math.round(y) >> shift; row < Math.round(y + rectHeight) >> shift; row += 2)
    for (let column = Math.round(x) >> shift; column < Math.round(x + rectWidth) >> shift; column += 2, count++)
      sum += data[base + row * (w >> shift) + column];
  return sum / Math.max(1, count);
}

// Place of the mark in a tile, 0 … markSteps-1.
export function markOf(frame, tile) {
  let best = 0;
  let brightest = -1;
  for (let i = 0; i < markSteps; i++) {
    const bright = mean(
      frame,
      0,
      tile.x + tile.width * 0.46,
      tile.y + tile.height * 0.7 * ((i + 0.3) / markSteps),
      tile.width * 0.1,
      Math.max(2, tile.height * 0.7 * (0.4 / markSteps)),
    );
    if (bright > brightest) [best, brightest] = [i, bright];
  }
  return best;
}

// The description with all candidates. One that is read while another thread adds some to it crashes, once in some dozen runs.
export async function described(pc) {
  await until(() => pc.iceGatheringState === 'complete', 'its candidates');
  return pc.localDescription;
}

// Joined to a room with an invitation. A listener only receives.
export class Peer {
  received = new Received();

  static async join(room, invitation, name, { n = 0, listener = false, measured = false, ...pattern } = {}) {
    const peer = new Peer();
    const joined = (await call('POST', `/rooms/${room.id}/participants`, { displayName: name }, invitation.token)).json();
    Object.assign(peer, {
      id: joined.participant.id,
      token: joined.token,
      path: `/rooms/${room.id}/participants/${joined.participant.id}`,
    });
    peer.ask = measured ? directly : call;
    peer.pattern = listener ? null : new Pattern(n, pattern);
    try {
      await peer.connect();
    } catch (error) {
      peer.release();
      throw error;
    }
    return peer;
  }

  async connect() {
    this.pc = new RTCPeerConnection();
    const stream = new MediaStream();
    for (const kind of ['audio', 'video']) {
      const track = this.pattern?.tracks[kind];
      const transceiver = this.pc.addTransceiver(track ?? kind, { direction: track ? 'sendrecv' : 'recvonly', streams: [stream] });
      this.received.take(transceiver.receiver.track);
    }
    await this.offer();
  }

  // Once to connect, and again to change something.
  async offer(options) {
    await this.pc.setLocalDescription(await this.pc.createOffer(options));
    const { sdp } = await described(this.pc); // what libwebrtc does here meanwhile would count as the server's time
    this.posted = performance.now();
    const answer = await this.ask('POST', `${this.path}/session`, sdp, this.token, 'application/sdp');
    this.answered = performance.now();
    this.answer = answer.text;
    await this.pc.setRemoteDescription({ type: 'answer', sdp: answer.text });
  }

  playing(limit = 10_000) {
    return until(() => this.received.firstFrame, 'a first frame in Node', limit);
  }

  get port() {
    return Number(this.answer.match(/^a=candidate:\S+ 1 udp \d+ \S+ (\d+)/im)[1]);
  }

  async stats() {
    const report = await this.pc.getStats();
    return [...report.values()].find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
  }

  release() {
    this.received.close();
    this.pc.close();
    this.pattern?.close();
  }

  async leave() {
    await call('DELETE', this.path, undefined, this.token);
    this.release();
  }
}
