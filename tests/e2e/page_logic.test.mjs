// SPDX-License-Identifier: AGPL-3.0-or-later
// What the page decides by itself, without a page: words for figures, cutting a stream, how much is sent and held back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('what the browser counts becomes words', async () => {
  const { digest, verdict } = await import('../../api/web/line.js');
  const steps = [{ videoKbps: 1200 }, { videoKbps: 400 }, { videoKbps: 0 }];
  assert.equal(verdict({}, steps[0], steps[0]), null);
  assert.equal(verdict({}, steps[1], steps[0]), 'lineThin');
  assert.equal(verdict({}, steps[2], steps[0]), 'lineSound');
  assert.equal(verdict({}, steps[2], steps[2]), null);
  assert.equal(verdict({ lossIn: 6 }), 'lineLoses');
  assert.equal(verdict({ lossOut: 6 }), 'lineLosesYours');
  assert.equal(verdict({ delay: 500 }), 'lineSlow');
  const report = (timestamp, bytesReceived, packetsReceived, packetsLost) => new Map([['v', { id: 'v', type: 'inbound-rtp', kind: 'video', timestamp, bytesReceived, packetsReceived, packetsLost, frameWidth: 640, frameHeight: 360, framesPerSecond: 25 }]]);
  const figures = digest(report(3000, 400_000, 280, 20), report(1000, 150_000, 100, 0));
  assert.equal(figures.kbpsIn, 1000);
  assert.equal(figures.lossIn, 10);
  assert.deepEqual(figures.picture, { width: 640, height: 360, fps: 25 });
  assert.equal(digest(report(3000, 1, 1, 0), null).kbpsIn, undefined);
});

test('of a line a word is said when what is found lasts, however often it is looked at', async () => {
  const { Lasting } = await import('../../api/web/line.js');
  const lasting = new Lasting();
  assert.deepEqual([0, 100, 200, 300, 400].map((now) => lasting.has('lineThin', now)), [false, false, false, false, false]);
  assert.deepEqual([4000, 4500, 6000].map((now) => lasting.has('lineThin', now)), [false, true, true]);
  assert.equal(lasting.has(null, 7000), false);
  assert.equal(lasting.has('lineThin', 8000), false, 'it begins anew');
  assert.equal(lasting.has('lineThin', 12_500), true);
});

test('a stream of WebM is cut into whole elements, however it comes', async () => {
  const { WholeBlocks } = await import('../../api/web/whole_blocks.js');
  const elements = [[0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255], [0x1f, 0x43, 0xb6, 0x75, 0xff], [0xa3, 0x84, 1, 2, 3, 4], [0xec, 0x40, 0x03, 7, 7, 7], [0xa0, 0x80], [0xa3, 0x81, 9]];
  const all = Uint8Array.from(elements.flat());
  for (const step of [1, 2, 5, all.length]) {
    const blocks = new WholeBlocks();
    const found = [];
    for (let at = 0; at < all.length; at += step) found.push(...blocks.take(all.slice(at, at + step)).map((one) => [...one]));
    assert.deepEqual(found, elements, `in pieces of ${step}`);
  }
});

test('sound is held back while losses are made up, and no longer', async () => {
  const { digest } = await import('../../api/web/line.js');
  const { Depth } = await import('../../api/web/depth.js');
  const sound = (timestamp, totalSamplesReceived, concealedSamples, silentConcealedSamples) => new Map([['a', { id: 'a', type: 'inbound-rtp', kind: 'audio', timestamp, bytesReceived: 1, packetsReceived: 1, packetsLost: 0, totalSamplesReceived, concealedSamples, silentConcealedSamples }]]);
  assert.equal(digest(sound(3000, 96_000, 1960, 1000), sound(2000, 48_000, 1000, 1000)).madeUp, 2);
  const depth = new Depth();
  assert.equal(depth.look({ lossIn: 5, madeUp: 0.1 }), false);
  assert.equal(depth.look({ lossIn: 0, madeUp: 3 }), false, 'the line is slow, and nothing comes again');
  assert.equal(depth.look({ lossIn: 5, madeUp: 1 }), true);
  assert.equal(depth.ms, 120);
  for (let i = 0; i < 39; i++) assert.equal(depth.look({ lossIn: 0, madeUp: 0 }), false);
  assert.equal(depth.look({ lossIn: 0, madeUp: 0 }), true);
  assert.equal(depth.ms, null);
});

test('on a thin line less of the camera is sent at once, and more again in steps', async () => {
  const { Uplink } = await import('../../api/web/uplink.js');
  const uplink = new Uplink();
  const look = (figures, times = 1) => {
    for (let i = 0; i < times; i++) uplink.look(figures);
    return uplink.kbps;
  };
  assert.equal(look({}, 5), Infinity, 'nothing is known');
  assert.equal(look({ roundTrip: 40, pictures: 500 }, 5), Infinity);
  assert.equal(look({ roundTrip: 40, pictures: 500, lossOut: 8 }, 5), Infinity, 'a line that loses is not a full one');
  assert.equal(look({ roundTrip: 400, pictures: 50, available: 400 }, 3), Infinity, 'what waits waits for the line down');
  assert.equal(look({ roundTrip: 400, pictures: 50 }), 30);
  assert.equal(look({ roundTrip: 400, pictures: 50 }, 2), 30, 'what was sent before is still on its way');
  assert.equal(look({ roundTrip: 400, pictures: 30 }), 18);
  assert.equal(look({ roundTrip: 60, pictures: 18 }), 18 * 1.1);
  assert.equal(look({ roundTrip: 400, pictures: 2 }, 2), 10);
  assert.equal(look({ roundTrip: 400, pictures: 10 }, 3), 0, 'the line is for the voice alone');
  assert.equal(look({ roundTrip: 40 }, 10), 0);
  assert.equal(look({ roundTrip: 40 }), 10);
  assert.equal(look({ roundTrip: 40, pictures: 500 }, 60), Infinity, 'within 90 s');
  look({ roundTrip: 300, pictures: 500 }, 40);
  assert.ok(uplink.kbps > 10 && look({ roundTrip: 300, pictures: 500 }, 60) === Infinity, 'a longer way is no full one');
});

test('a flow that stops is told from one that is slow', async () => {
  const { Flow } = await import('../../api/web/flow.js');
  const flow = new Flow();
  const looks = (times) => times.map((timestamp) => flow.look([{ getSynchronizationSources: () => [{ timestamp }] }, { getSynchronizationSources: () => [] }]));
  assert.deepEqual(looks([0, 0, 0, 0, 0, 0]), Array(6).fill(false), 'nothing has come yet');
  assert.deepEqual(looks([1, 2, 2, 3, 3, 3]), Array(6).fill(false), 'one a second');
  assert.deepEqual(looks([4, 5, 6, 7, 7, 7, 7, 7]), [false, false, false, false, false, true, false, false], 'said once');
  assert.deepEqual(looks([8, 9, 10, 11, 11, 12]), Array(6).fill(false), 'back, and one was late');
});
