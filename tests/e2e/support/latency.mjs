// SPDX-License-Identifier: AGPL-3.0-or-later
// The time from a flash with its beep to their arrival. The same meter on two directly connected peers gives the client's
// share of it.
import wrtc from '@roamhq/wrtc';
import { amplitude, beepTone, height, toneLevel, width, zones } from './pattern.mjs';
import { described, mean, Pattern, Received } from './peer.mjs';
import { until } from './wait.mjs';

export class LatencyMeter {
  #sent = [];
  #results = { flash: [], beep: [] };
  #lit = false;
  #loud = false;

  sent(now) {
    this.#sent.push(now);
  }

  watch(received, tile) {
    received.onFrame = (frame, now) => {
      const lit =
        mean(
          frame,
          0,
          tile.x + tile.width * zones.flash.x,
          tile.y + tile.height * zones.flash.y,
          tile.width * zones.flash.width,
          tile.height * zones.flash.height,
        ) > 128;
      if (lit && !this.#lit) this.#arrived('flash', now);
      this.#lit = lit;
    };
    received.onSound = (samples, now) => {
      const loud = amplitude(samples, beepTone, 48_000) > toneLevel / 2;
      if (loud && !this.#loud) this.#arrived('beep', now);
      this.#loud = loud;
    };
  }

  #arrived(what, now) {
    const begin = this.#sent.filter((time) => time <= now).at(-1);
    if (begin !== undefined) this.#results[what].push(now - begin);
  }

  // Waits for so many of both; the first two are left out, while buffers settle.
  async collect(count) {
    const { flash, beep } = this.#results;
    await until(
      () => Math.min(flash.length, beep.length) >= count + 2,
      () => `${count} flashes and beeps; ${flash.length} and ${beep.length} came`,
      40_000,
    );
    return { flash: flash.slice(2), beep: beep.slice(2) };
  }
}

export class DirectPair {
  received = new Received();
  meter = new LatencyMeter();

  static async make(options) {
    const pair = new DirectPair();
    pair.received.canvas = width;
    pair.pattern = new Pattern(options.n, { ...options, onFlash: (now) => pair.meter.sent(now) });
    pair.pcs = [new wrtc.RTCPeerConnection(), new wrtc.RTCPeerConnection()];
    const [from, to] = pair.pcs;
    to.ontrack = ({ track }) => pair.received.take(track);
    const stream = new wrtc.MediaStream();
    for (const track of Object.values(pair.pattern.tracks)) from.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    await from.setLocalDescription(await from.createOffer());
    await to.setRemoteDescription(await described(from));
    await to.setLocalDescription(await to.createAnswer());
    await from.setRemoteDescription(await described(to));
    pair.meter.watch(pair.received, { x: 0, y: 0, width, height });
    await until(() => pair.received.firstFrame, 'a first frame on the direct pair');
    return pair;
  }

  close() {
    this.received.close();
    for (const pc of this.pcs) pc.close();
    this.pattern.close();
  }
}
