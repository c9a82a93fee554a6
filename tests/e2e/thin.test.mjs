// SPDX-License-Identifier: AGPL-3.0-or-later
// A real Chromium behind a line that becomes thin and wide again, with two others on good ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchIn, openPage } from './browsers.mjs';
import { Line } from './line.mjs';
import { Peer } from './peer.mjs';
import { startServer, TestRoom } from './server.mjs';
import { until } from './wait.mjs';

// What Chromium says of what it has received.
const figures = (page) =>
  page.evaluate(async () => {
    const all = [...(await window.e2e.peers.at(-1).getStats()).values()].filter((one) => one.type === 'inbound-rtp');
    const [audio, video] = ['audio', 'video'].map((kind) => all.find((one) => one.kind === kind));
    return { at: audio.timestamp, frames: video.framesDecoded, height: video.frameHeight, frozen: video.totalFreezesDuration, samples: audio.totalSamplesReceived, concealed: audio.concealedSamples - audio.silentConcealedSamples };
  });

// Over so many seconds from now.
async function measure(page, seconds) {
  const before = await figures(page);
  const after = await until(async () => {
    const now = await figures(page);
    return now.at - before.at >= seconds * 1000 && now;
  }, `${seconds} s to pass`, seconds * 1000 + 5000);
  const time = (after.at - before.at) / 1000;
  return { fps: (after.frames - before.frames) / time, height: after.height, frozen: after.frozen - before.frozen, concealed: (after.concealed - before.concealed) / Math.max(1, after.samples - before.samples) };
}

test('a thin line gets a smaller picture and whole sound, and the others notice nothing', { timeout: 150_000 }, async (t) => {
  await startServer();
  const line = await Line.make();
  t.after(() => line.close());
  line.setRate(2000);
  const room = await TestRoom.make('Thin');
  t.after(() => room.end());
  const link = await room.link();
  const others = [await Peer.join(room, link, 'Ada', { n: 1 }), await Peer.join(room, link, 'Grace', { n: 2 })];
  t.after(() => others.forEach((peer) => peer.release()));
  await launchIn('thin', line.executable);
  const page = await openPage('thin', 0);
  t.after(() => page.close());
  await page.open(link.joinUrl);
  await page.appears('#name', 30_000); // the first program there reads itself from the disk
  await page.join(link.joinUrl, 'Thin');
  await page.playing();
  const step = () => room.person('Thin')?.step;
  const steps = (names, limit) => until(() => names.includes(step()), () => `one of ${names}; it is ${step()}`, limit);
  const note = (what, seen) => t.diagnostic(`${what}: ${step()}, ${seen.fps.toFixed(1)} fps at ${seen.height}, frozen ${seen.frozen.toFixed(2)} s, concealed ${(seen.concealed * 100).toFixed(2)} %`);

  await t.test('2 Mbit/s carry the full picture within 10 s', () => steps(['720p'], 10_000));

  await t.test('at 300 kbit/s it has a smaller picture that moves, and whole sound', async () => {
    line.setRate(300);
    await steps(['360p15', '270p', '180p'], 5000);
    await until(async () => (await figures(page)).height < 720, 'a smaller picture');
    await measure(page, 5); // until the queue of before is gone
    const seen = await measure(page, 6);
    note('300 kbit/s', seen);
    assert.ok(seen.fps >= 8 && seen.height >= 180, JSON.stringify(seen));
    assert.ok(seen.concealed <= 0.03, JSON.stringify(seen));
  });

  await t.test('at 64 kbit/s it has a small picture and whole sound', async () => {
    line.setRate(64);
    await steps(['thin', 'stills'], 10_000);
    await measure(page, 10); // the line was full of what it carried before
    const seen = await measure(page, 8);
    note('64 kbit/s', seen);
    assert.ok(seen.fps >= 0.8 && seen.height === 180, JSON.stringify(seen));
    assert.ok(seen.concealed <= 0.03, JSON.stringify(seen));
  });

  await t.test('at 32 kbit/s it has whole sound', async () => {
    line.setRate(32);
    await steps(['stills', 'audio'], 10_000);
    await measure(page, 10);
    const seen = await measure(page, 8);
    note('32 kbit/s', seen);
    assert.ok(seen.concealed <= 0.03, JSON.stringify(seen));
  });

  // From sound alone, too: padding tells that there is room for more.
  await t.test('at 2 Mbit/s again the full picture is back within 30 s', async () => {
    line.setRate(2000);
    await steps(['720p'], 30_000);
    await until(async () => (await figures(page)).height === 720, 'the full picture');
    assert.deepEqual(page.problems, []);
  });
});
