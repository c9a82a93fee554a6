// SPDX-License-Identifier: AGPL-3.0-or-later
// Cameras and displays by WHIP and WHEP, with a client that knows nothing of Lethe, from Node and from pages of another
// origin.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import wrtc from '@roamhq/wrtc';
import { WHEPClient } from 'whip-whep/whep.js';
import { WHIPClient } from 'whip-whep/whip.js';
import { openPage } from './support/browsers.mjs';
import { hueDistance, hueOf } from './support/pattern.mjs';
import { Pattern, Peer, Received } from './support/peer.mjs';
import { origin, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const sees = (received, tile, n) => {
  const hue = received.hue(tile);
  return hue !== null && hueDistance(hue, hueOf(n)) < 22;
};

// The room's newest participant, once `make` has brought it.
async function newest(room, make) {
  const before = new Set(room.participants.keys());
  await make();
  const id = await until(() => [...room.participants.keys()].find((one) => !before.has(one)), 'one more in the room');
  return room.participants.get(id);
}

test('a camera and a display of Node come, are seen, see, restart ICE and leave', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Devices');
  t.after(() => room.end());
  const pattern = new Pattern(1);
  const camera = new wrtc.RTCPeerConnection();
  const display = new wrtc.RTCPeerConnection();
  const received = new Received();
  const person = await Peer.join(room, await room.link(), 'Ada', { listener: true });
  t.after(() => {
    person.release();
    received.close();
    pattern.close();
    [camera, display].forEach((pc) => pc.close());
  });

  for (const track of Object.values(pattern.tracks)) camera.addTransceiver(track, { direction: 'sendonly' });
  const whip = new WHIPClient();
  const { token } = await room.link();
  await newest(room, () => whip.publish(camera, `${origin}/whip/${room.id}`, token));
  await room.shows(['Ada', 'Guest']);
  await until(() => sees(person.received, room.tile('Guest'), 1), 'the camera in the composite');

  for (const kind of ['audio', 'video']) received.take(display.addTransceiver(kind, { direction: 'recvonly' }).receiver.track);
  const whep = new WHEPClient();
  const watching = await room.link('viewer');
  const viewer = await newest(room, () => whep.view(display, `${origin}/whep/${room.id}`, watching.token));
  await until(() => sees(received, room.tile('Guest'), 1), 'the camera on the display');
  await until(
    () => Math.abs(received.level(1)) < 3,
    () => `the tone on the display; it is at ${received.level(1)} dB`,
  );
  await until(() => room.participants.get(viewer.id).connection === 'connected', 'a connected viewer');

  await t.test('both restart ICE and go on', async () => {
    for (const client of [whip, whep]) {
      const before = client.iceUsername;
      await client.restart();
      assert.notEqual(client.iceUsername, before);
    }
    const frames = received.frames;
    await until(() => received.frames > frames + 50, 'pictures after the restart');
    await until(() => Math.abs(received.level(1)) < 3, 'the tone after the restart');
  });

  await t.test('the figures of the server tell of pictures, sound and rates', async () => {
    const metrics = async () => {
      const lines = (await (await fetch(`${origin}/metrics`)).text()).split('\n').filter((line) => line && !line.startsWith('#'));
      return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
    };
    const told = await until(async () => {
      const now = await metrics();
      return now.lethe_pictures_decoded_total > 0 && now.lethe_sound_frames_decoded_total > 0 && now;
    }, 'figures of pictures and sound');
    assert.ok(told.lethe_asked_bits_per_second > 60_000, `${told.lethe_asked_bits_per_second} bit/s are asked for`);
    assert.ok(
      told.lethe_decode_seconds_total / told.lethe_pictures_decoded_total < 0.04,
      'a picture is decoded sooner than the next comes',
    );
    assert.equal(told['lethe_http_requests_total{operation="postWhip",status="201",code=""}'], 1);
    assert.equal(told['lethe_participants{role="viewer"}'], 1);
  });

  await t.test('who stops has left at once', async () => {
    await whep.stop();
    await until(() => !room.participants.has(viewer.id), 'no viewer', 2000);
    await whip.stop();
    await room.shows(['Ada'], 2000);
  });
});

// Serves the client as it is, and a page with a place for pictures, from an origin of its own.
async function serveClient(t) {
  const document =
    '<!doctype html><meta charset="utf-8"><title>Device</title><link rel="icon" href="data:,"><div class="frame"><video autoplay playsinline></video></div>';
  const server = createServer(async ({ url }, response) => {
    if (url === '/') return response.writeHead(200, { 'Content-Type': 'text/html' }).end(document);
    const script = await readFile(new URL(`node_modules/whip-whep${url}`, import.meta.url));
    response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

const publish = (page, url, token) =>
  page.evaluate(
    async ({ endpoint, bearer }) => {
      const { WHIPClient: Client } = await import('/whip.js');
      const pc = new RTCPeerConnection();
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      for (const track of stream.getTracks()) pc.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
      window.client = new Client();
      await window.client.publish(pc, endpoint, bearer);
    },
    { endpoint: url, bearer: token },
  );

const view = (page, url, token) =>
  page.evaluate(
    async ({ endpoint, bearer }) => {
      const { WHEPClient: Client } = await import('/whep.js');
      const pc = new RTCPeerConnection();
      const stream = new MediaStream();
      for (const kind of ['audio', 'video']) stream.addTrack(pc.addTransceiver(kind, { direction: 'recvonly' }).receiver.track);
      document.querySelector('video').srcObject = stream;
      window.client = new Client();
      await window.client.view(pc, endpoint, bearer);
    },
    { endpoint: url, bearer: token },
  );

test('cameras and displays in both browsers, on pages of another origin', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Devices of browsers');
  t.after(() => room.end());
  const elsewhere = await serveClient(t);
  const link = await room.link();
  const watching = await room.link('viewer');
  const open = async (kind, n) => {
    const page = await openPage(kind, n);
    t.after(() => page.close());
    await page.open(elsewhere);
    return page;
  };

  const senders = new Map();
  const cameras = [await open('chromium', 0), await open('firefox', 2)];
  for (const page of cameras) senders.set((await newest(room, () => publish(page, `${origin}/whip/${room.id}`, link.token))).id, page.n);
  const displays = [await open('chromium', 3), await open('firefox', 4)];
  for (const page of displays) {
    await view(page, `${origin}/whep/${room.id}`, watching.token);
    await page.playing();
    const layout = await room.shows(['Guest', 'Guest']);
    await page.seesHues(layout, senders);
    await page.seesMotion(layout);
    await page.hears([0, 2]);
  }
  // Before they stop: this client may send a last candidate after its good-bye.
  assert.deepEqual(
    [...cameras, ...displays].flatMap((page) => page.problems),
    [],
  );
  for (const page of [...displays, ...cameras]) await page.evaluate(() => window.client.stop());
  await until(() => room.participants.size === 0, 'an empty room', 3000);
});
