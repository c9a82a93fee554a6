// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants made of libwebrtc in Node: content, times, latency and lip sync, without a browser's drawing in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyMeter, DirectPair } from './support/latency.mjs';
import { hueDistance, hueOf } from './support/pattern.mjs';
import { markOf, mean, Peer } from './support/peer.mjs';
import { call, directly, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { median, until } from './support/wait.mjs';

const sees = (peer, tile, n) => {
  const hue = peer.received.hue(tile);
  return hue !== null && hueDistance(hue, hueOf(n)) < 22;
};

test(
  'libwebrtc peers and a listener that only receives see everybody and hear everybody but themselves',
  { timeout: 60_000 },
  async (t) => {
    await startServer();
    const room = await TestRoom.make();
    t.after(() => room.end());
    const link = await room.link();
    const viewing = await room.link('viewer');
    const peers = [
      await Peer.join(room, link, 'Zero', { n: 0 }),
      await Peer.join(room, link, 'One', { n: 1 }),
      await Peer.join(room, link, 'Two', { n: 2 }),
    ];
    const viewer = await Peer.join(room, viewing, 'Viewer', { listener: true });
    t.after(() => [...peers, viewer].forEach((peer) => peer.release()));
    await room.shows(['Zero', 'One', 'Two']);
    for (const [own, peer] of [...peers.entries(), [null, viewer]]) {
      await peer.playing();
      await until(() => ['Zero', 'One', 'Two'].every((name, n) => sees(peer, room.tile(name), n)), `all hues for ${own ?? 'the viewer'}`);
      const level = (n) => peer.received.level(n);
      await until(
        () => [0, 1, 2].every((n) => (n === own ? level(n) <= -43 : Math.abs(level(n)) < 3)),
        () => `the tones for ${own ?? 'the viewer'}; it heard ${[0, 1, 2].map(level)}`,
      );
    }
    await viewer.leave();
    for (const peer of peers) await peer.leave();
  },
);

test('a connection that offers again sees and is seen, hears and is heard as before', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const first = await Peer.join(room, link, 'First', { n: 0 });
  const second = await Peer.join(room, link, 'Second', { n: 2 });
  t.after(() => [first, second].forEach((peer) => peer.release()));
  await room.shows(['First', 'Second']);
  const moves = async (peer, name, n) => {
    const marks = new Set();
    const tile = room.tile(name);
    await until(() => sees(peer, tile, n) && marks.add(markOf(peer.received.frame, tile)).size >= 4, `${name}'s picture, moving`);
  };
  for (const [what, change, options] of [
    ['nothing new', () => {}],
    ['a section more', () => first.pc.addTransceiver('video', { direction: 'sendonly' })],
    ['new ICE credentials', () => {}, { iceRestart: true }],
  ]) {
    change();
    await first.offer(options);
    await moves(first, 'Second', 2);
    await moves(second, 'First', 0);
    await until(() => Math.abs(first.received.level(2)) < 3 && Math.abs(second.received.level(0)) < 3, `both tones after ${what}`);
    assert.equal(first.pc.connectionState, 'connected', what);
  }
});

test('a listener who takes part has an avatar and receives everything', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const sender = await Peer.join(room, link, 'Sender', { n: 3 });
  const listener = await Peer.join(room, link, 'Listener', { listener: true });
  t.after(() => [sender, listener].forEach((peer) => peer.release()));
  await room.shows(['Sender', 'Listener']);
  await until(() => sees(listener, room.tile('Sender'), 3), 'the sender for the listener');
  await until(
    () => Math.abs(listener.received.level(3)) < 3,
    () => `the tone; it is at ${listener.received.level(3)} dB`,
  );
  await until(() => sender.received.level(3) < -43, 'silence for the sender');
});

test('who speaks is marked in the composite until they are muted', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const speaker = await Peer.join(room, link, 'Speaker', { n: 0 });
  const listener = await Peer.join(room, link, 'Listener', { listener: true });
  t.after(() => [speaker, listener].forEach((peer) => peer.release()));
  await room.shows(['Speaker', 'Listener']);
  const tile = room.tile('Speaker');
  // The red in the first pixels from the left: the pattern has 184 there, and the green mark 65.
  const red = () => {
    const { frame } = listener.received;
    return frame && mean(frame, 2, tile.x, tile.y + tile.height * 0.2, 4 / frame.scale, tile.height * 0.4);
  };
  await until(
    () => sees(listener, tile, 0) && red() < 110,
    () => `the mark; the edge is at ${red()}`,
  );
  await call('PATCH', speaker.path, { microphone: false });
  await until(
    () => sees(listener, tile, 0) && red() > 140,
    () => `no mark; the edge is at ${red()}`,
  );
  await call('PATCH', speaker.path, { microphone: true }, speaker.token);
  await until(
    () => red() < 110,
    () => `the mark again; the edge is at ${red()}`,
  );
});

test('an offer is answered in 10 ms and a picture is there within 400 ms, in the median of 10 joins', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const resident = await Peer.join(room, link, 'Resident', { n: 4 });
  t.after(() => resident.release());
  await resident.playing();
  const [round, answer, picture] = [[], [], []];
  for (let i = 0; i < 10; i++) {
    const guest = await Peer.join(room, link, 'Guest', { listener: true, measured: true });
    await guest.playing();
    answer.push(guest.answered - guest.posted);
    picture.push(guest.received.firstFrame - guest.posted);
    const begin = performance.now();
    await directly('GET', guest.path, undefined, guest.token);
    round.push(performance.now() - begin);
    await guest.leave();
    await room.shows(['Resident']);
    // Key frames are a budget: the next guest shall not wait for the last one's.
    const seen = resident.received.frames;
    await until(() => resident.received.frames > seen + 15, 'pictures');
  }
  t.diagnostic(
    `answer ${median(answer).toFixed(1)} ms, of which ${median(round).toFixed(1)} ms any request takes; picture ${median(picture).toFixed(0)} ms (slowest ${Math.max(...picture).toFixed(0)})`,
  );
  assert.ok(median(answer) - median(round) <= 10, `the answer took ${median(answer)} ms`);
  assert.ok(median(picture) <= 400, `the picture took ${median(picture)} ms`);
});

test('the server adds at most 60 ms from flash to flash and moves lips by at most 40 ms', { timeout: 60_000 }, async (t) => {
  await startServer();
  const flashes = 20;
  // The tick of the composite and the camera must not stay in step, or one phase would be measured instead of all.
  const pattern = { n: 1, fps: 23, flashEvery: 480 };
  const direct = await DirectPair.make(pattern);
  const floor = await direct.meter.collect(flashes);
  direct.close();

  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const meter = new LatencyMeter();
  const sender = await Peer.join(room, link, 'Sender', { ...pattern, onFlash: (now) => meter.sent(now) });
  const receiver = await Peer.join(room, link, 'Receiver', { listener: true });
  t.after(() => [sender, receiver].forEach((peer) => peer.release()));
  await room.shows(['Sender', 'Receiver']);
  await until(() => sees(receiver, room.tile('Sender'), 1), 'the sender in the composite');
  meter.watch(receiver.received, room.tile('Sender'));
  const through = await meter.collect(flashes);

  const [ownFlash, ownBeep] = [median(floor.flash), median(floor.beep)];
  const [flash, beep] = [median(through.flash), median(through.beep)];
  t.diagnostic(
    `flash ${flash.toFixed(0)} ms (directly ${ownFlash.toFixed(0)}), beep ${beep.toFixed(0)} ms (directly ${ownBeep.toFixed(0)})`,
  );
  t.diagnostic(
    `added ${(flash - ownFlash).toFixed(0)} ms to the picture, ${(beep - ownBeep).toFixed(0)} ms to the sound; sound minus picture ${(beep - flash).toFixed(0)} ms`,
  );
  assert.ok(flash - ownFlash <= 60, `the server added ${flash - ownFlash} ms`);
  // The client alone, directly connected, plays sound later than it shows pictures: by its own jitter buffer.
  const apart = beep - ownBeep - (flash - ownFlash);
  assert.ok(Math.abs(apart) <= 40, `the server put sound ${apart} ms after the picture`);
});
