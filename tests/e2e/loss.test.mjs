// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens when a media process dies, or a participant's machine does.
import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { test } from 'node:test';
import { openPage } from './browsers.mjs';
import { markSteps } from './pattern.mjs';
import { markOf, Peer } from './peer.mjs';
import { mediaProcess, startServer, TestRoom } from './server.mjs';
import { until } from './wait.mjs';

// Watches every picture of a sender that is slower than the composite: no place of its mark may be left out.
function watchMarks(received, tile) {
  const seen = { places: 0, skipped: 0, last: null };
  received.onFrame = (frame) => {
    const place = markOf(frame, tile);
    if (place === seen.last) return;
    if (seen.last !== null && place !== (seen.last + 1) % markSteps) seen.skipped += 1;
    seen.places += 1;
    seen.last = place;
  };
  return seen;
}

test('a killed media process is replaced: video again within 5 s without reload, and the next room loses no frame', { timeout: 90_000 }, async (t) => {
  await startServer();
  const struck = await TestRoom.make('Struck');
  const spared = await TestRoom.make('Spared');
  t.after(() => Promise.all([struck.end(), spared.end()]));
  const link = await struck.link();
  const pages = [await openPage('chromium', 0), await openPage('firefox', 1)];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  await pages[0].join(link.joinUrl, 'Ada');
  await pages[1].join(link.joinUrl, 'Grace');
  const other = await spared.link();
  const sender = await Peer.join(spared, other, 'Sender', { n: 3, fps: 12.5 });
  const receiver = await Peer.join(spared, other, 'Receiver', { listener: true });
  t.after(() => [sender, receiver].forEach((peer) => peer.release()));

  let layout = await struck.shows(['Ada', 'Grace']);
  const senders = new Map([[struck.person('Ada').id, 0], [struck.person('Grace').id, 1]]);
  for (const page of pages) {
    await page.seesHues(layout, senders);
    await page.evaluate(() => (window.e2e.notReloaded = true));
  }
  await spared.shows(['Sender', 'Receiver']);
  await receiver.playing();
  const marks = watchMarks(receiver.received, spared.tile('Sender'));
  await until(() => marks.places > 20, 'the mark in the spared room');
  const before = { ...marks, frames: receiver.received.frames, at: performance.now() };

  const victim = mediaProcess(await pages[0].evaluate(() => window.e2e.remotePort()));
  assert.notEqual(victim, mediaProcess(receiver.port));
  const offers = await Promise.all(pages.map((page) => page.evaluate(() => window.e2e.posted)));
  struck.layout = null;
  process.kill(victim, 'SIGKILL');
  const killed = performance.now();

  layout = await struck.shows(['Ada', 'Grace'], 5000);
  for (const [i, page] of pages.entries()) {
    await page.until((posted) => window.e2e.posted > posted && window.e2e.firstFrame > 0, offers[i], 'a frame of the new session', 5000);
    await page.seesHues(layout, senders, 5000);
    const took = performance.now() - killed;
    t.diagnostic(`${page.kind}: video again after ${Math.round(took)} ms`);
    assert.ok(took <= 5000, `${page.kind} took ${took} ms`);
    assert.equal(await page.evaluate(() => window.e2e.notReloaded), true);
    await page.seesMotion(layout);
  }
  for (const page of pages) await page.hears([1 - page.n]);

  const rate = (1000 * (receiver.received.frames - before.frames)) / (performance.now() - before.at);
  const stats = await receiver.stats();
  t.diagnostic(`spared room: ${marks.places - before.places} places of the mark, ${marks.skipped - before.skipped} skipped, ${rate.toFixed(1)} frames a second, ${stats.packetsLost} packets lost`);
  assert.equal(marks.skipped - before.skipped, 0);
  assert.ok(rate > 24, `${rate} frames a second`);
  assert.equal(stats.packetsLost, 0);
});

test('who vanishes without a word leaves the composite within 10 s', { timeout: 40_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const stayer = await Peer.join(room, link, 'Stayer', { n: 1 });
  t.after(() => stayer.release());
  const child = fork(new URL('vanishing_peer.mjs', import.meta.url).pathname, [room.id, link.token, 'Ghost']);
  t.after(() => child.kill('SIGKILL'));
  await new Promise((sending) => child.once('message', sending));
  await room.shows(['Stayer', 'Ghost']);
  const vanished = performance.now();
  child.kill('SIGKILL');
  await room.shows(['Stayer'], 15_000);
  const took = performance.now() - vanished;
  t.diagnostic(`gone after ${Math.round(took)} ms`);
  assert.ok(took <= 10_000, `it took ${took} ms`);
  await until(() => stayer.received.frames > 0, 'pictures for who stayed');
});

// Whether UDP passes in the run's own network namespace.
function setUdp(passes) {
  const nft = (line) => execFileSync('nft', line.split(' '));
  if (passes) return nft('delete table inet outage');
  nft('add table inet outage');
  nft('add chain inet outage input { type filter hook input priority 0 ; }');
  nft('add rule inet outage input meta l4proto udp drop');
}

test('a page whose network was gone for some seconds goes on in the same seat', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.join(link.joinUrl, 'Ada');
  let layout = await room.shows(['Ada']);
  const { id } = room.person('Ada');
  await page.seesHues(layout, new Map([[id, 0]]));
  setUdp(false);
  try {
    await page.until(() => document.querySelector('.notice').textContent !== '', undefined, 'a notice', 20_000);
  } finally {
    setUdp(true);
  }
  await page.until(() => document.querySelector('.notice').textContent === '', undefined, 'the end of the notice', 20_000);
  layout = await room.shows(['Ada'], 10_000);
  await page.seesHues(layout, new Map([[id, 0]]));
  await page.seesMotion(layout);
  t.diagnostic(`offers posted: ${await page.evaluate(() => window.e2e.peers.length)}`);
});
