// SPDX-License-Identifier: AGPL-3.0-or-later
// A real Chromium behind a link that becomes thin, loses packets, changes and recovers, with two others on good links.
// tools/bench thin measures more such links.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markOf } from './support/peer.mjs';
import { describe, ThinMeeting } from './support/thin.mjs';
import { until } from './support/wait.mjs';

// What the line is set to, how it has to be for some seconds within a while from then on, and what the page says.
const lines = [
  ['300 kbit/s', { down: { rate: 300 } }, { fps: 13, height: 270, concealed: 1 }],
  [
    '64 kbit/s',
    { down: { rate: 64 } },
    { fps: 5, height: 180, gap: 1000, concealed: 1, queue: 300 },
    /connection is slow: reduced video quality/,
  ],
  ['32 kbit/s', { down: { rate: 32 } }, { gap: 4000, concealed: 2 }],
  ['16 kbit/s', { down: { rate: 16 } }, { concealed: 3 }],
];

test('a thin line gets what it carries, and the others notice nothing', { timeout: 600_000 }, async (t) => {
  const line = await ThinMeeting.line(t);
  line.set({ down: { rate: 2000 } });
  const meeting = await ThinMeeting.make(t, line);
  const { page, room } = meeting;
  const holds = async (step, limits) => step.diagnostic(describe(await meeting.comesTo(limits)));
  // Who is where, and in which format that comes.
  const sees = async (format) => {
    await page.seesHues(room.layout, new Map(['Thin', 'Other 1', 'Other 2'].map((name, n) => [room.person(name).id, n])));
    assert.deepEqual(await page.evaluate(() => window.e2e.codecs()), { gets: format, sends: 'video/VP8' });
  };
  const height = async (wanted) =>
    until(async () => (await page.evaluate(() => window.e2e.video().videoHeight)) === wanted, `${wanted} lines`);

  await t.test('2 Mbit/s carry the full picture within 15 s, and nothing is said of the line on the way there', async () => {
    await meeting.reaches(['720p'], 15_000);
    assert.equal(await page.evaluate(() => document.querySelector('.line').hidden), true);
  });

  for (const [name, set, limits, sentence] of lines)
    await t.test(`at ${name} it comes to ${Object.entries(limits).join(', ')}`, async (step) => {
      line.set(set);
      await holds(step, limits);
      if (!sentence) return;
      await sees('video/VP9');
      assert.match(
        await page.until(
          () => !document.querySelector('.line').hidden && document.querySelector('.line').textContent,
          undefined,
          'a word about the line',
          15_000,
        ),
        sentence,
      );
      assert.match(await page.evaluate(() => document.getElementById('live').textContent), sentence, 'and to who cannot see');
    });

  // From sound alone, too: padding tells that there is room for more.
  await t.test('at 2 Mbit/s again the full picture is back within 40 s', async () => {
    line.set({ down: { rate: 2000 } });
    await meeting.reaches(['720p'], 40_000);
    await height(720);
    await sees('video/VP8');
  });

  await t.test('with a tenth of the packets lost the sound is whole and the picture moves', async (step) => {
    line.set({ down: { loss: 0.1 } });
    await holds(step, { concealed: 2, gap: 500 });
    line.clear();
  });

  await t.test('so it does in VP9, which is repaired by packets that are sent again', async (step) => {
    const pin = (name) => room.server.call('PATCH', `/rooms/${room.id}/participants/${room.person('Thin').id}`, { step: name });
    const again = async () => (await page.evaluate(() => window.e2e.stats())).retransmittedPacketsReceived;
    await pin('180p');
    await meeting.reaches(['180p'], 10_000);
    line.set({ down: { loss: 0.1 } });
    const before = await again();
    await holds(step, { fps: 13, height: 180, concealed: 2, gap: 500 });
    assert.ok((await again()) > before);
    await sees('video/VP9');
    line.clear();
    await pin('720p');
    await meeting.reaches(['720p'], 40_000);
  });

  await t.test('on 64 kbit/s upwards the others hear whole sound and see the picture', async (step) => {
    line.set({ up: { rate: 64 } });
    await holds(step, { talker: 1, up: 64.5, sent: 4 });
    const [{ received }] = meeting.others;
    const places = new Set();
    received.onFrame = (frame) => places.add(markOf(frame, room.tile('Thin')));
    await until(() => places.size > 3, "the thin one's mark, moving, in another's picture");
    received.onFrame = () => {};
    line.clear();
  });

  await t.test('at another address media are back within 3 s, in the same seat', async (step) => {
    const { id } = room.person('Thin');
    const sessions = () => page.evaluate(() => window.e2e.requests.filter(({ method }) => method === 'POST').length);
    const before = await sessions();
    const frames = () => page.evaluate(() => window.e2e.frames);
    const restarts = () => page.evaluate(() => window.e2e.requests.filter(({ restart, status }) => restart && status === 200).length);
    const restarted = await restarts();
    line.move();
    const moved = performance.now();
    await until(async () => (await restarts()) > restarted, 'the answer to a restart of ICE', 20_000);
    const seen = await frames(); // what was buffered has been shown
    await until(async () => (await frames()) > seen + 2, 'pictures at the new address', 20_000);
    const took = performance.now() - moved;
    step.diagnostic(`pictures after ${Math.round(took)} ms`);
    assert.ok(took <= 3000, `it took ${took} ms`);
    assert.equal(room.person('Thin').id, id);
    assert.equal(await sessions(), before, 'without another session');
  });

  assert.deepEqual(page.problems, []);
  for (const other of meeting.others) {
    const stats = await other.stats();
    assert.deepEqual([stats.packetsLost, stats.framesDropped ?? 0, stats.freezeCount ?? 0], [0, 0, 0]);
  }
});
