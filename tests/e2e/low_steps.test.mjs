// SPDX-License-Identifier: AGPL-3.0-or-later
// Real browsers, and libwebrtc in Node, on the low steps, where they get VP9, and on the way there and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { hueDistance, hueOf } from './support/pattern.mjs';
import { Peer } from './support/peer.mjs';
import { startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

// Formats, height, and how long nothing new was seen since the last look, ms.
const figures = async (page) => {
  const { ssrc, packetsLost: lost, pliCount: plis } = await page.evaluate(() => window.e2e.stats());
  const seen = await page.evaluate(() => {
    const { e2e } = window;
    const gap = Math.round(Math.max(e2e.longestGap, performance.now() - e2e.lastTime));
    e2e.longestGap = 0;
    return { gap, height: e2e.video().videoHeight };
  });
  return { ...(await page.evaluate(() => window.e2e.codecs())), ...seen, ssrc, lost, plis };
};

// The same for a peer in Node, as far as it is asked for.
const ofPeer = async ({ pc, received }) => {
  const report = await pc.getStats();
  const { codecId } = [...report.values()].find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
  return { gets: report.get(codecId).mimeType, height: received.frame.height };
};

test(
  'Chromium, Firefox and libwebrtc get VP9 on the low steps, send VP8 all the time, and see no gap on the way',
  { timeout: 120_000 },
  async (t) => {
    await startServer();
    const room = await TestRoom.make('Low');
    t.after(() => room.end());
    const link = await room.link();
    const pages = [];
    for (const [n, kind] of ['chromium', 'firefox'].entries()) pages.push(await openPage(kind, n));
    t.after(() => Promise.all(pages.map((page) => page.close())));
    const names = ['Lo', 'Wei', 'Node'];
    for (const [n, page] of pages.entries()) await page.join(link.joinUrl, names[n]);
    const peer = await Peer.join(room, link, names[2], { n: 2 });
    t.after(() => peer.release());
    const layout = await room.shows(names);
    const senders = new Map(names.map((name, n) => [room.person(name).id, n]));
    for (const page of pages) {
      await page.playing();
      await page.seesHues(layout, senders);
    }
    const comesTo = (page, codec, height) => {
      let longest = 0;
      let now;
      return until(
        async () => {
          now = await figures(page);
          longest = Math.max(longest, now.gap);
          return now.gets === codec && now.height === height && { ...now, longest };
        },
        () => `${codec} of ${height} lines in ${page.kind}; it has ${JSON.stringify(now)}`,
      );
    };
    const first = [];
    for (const page of pages) first.push(await comesTo(page, 'video/VP8', 720));

    // Down to VP9, on within it, and up to VP8 again.
    const way = [
      ['180p', 'video/VP9', 180, 500],
      ['thin', 'video/VP9', 180, 600],
      ['180p', 'video/VP9', 180, 600],
      ['720p', 'video/VP8', 720, 500],
    ];
    for (const [step, codec, height, gap] of way)
      await t.test(`on ${step} all see each other in ${codec}`, async (test) => {
        for (const page of pages) await figures(page); // from here on gaps count
        for (const name of names) await room.server.call('PATCH', `/rooms/${room.id}/participants/${room.person(name).id}`, { step });
        for (const [n, page] of pages.entries()) {
          const { longest } = await comesTo(page, codec, height);
          await page.seesHues(layout, senders);
          await page.seesMotion(layout);
          const now = await figures(page);
          now.gap = Math.max(now.gap, longest);
          test.diagnostic(`${page.kind}: ${JSON.stringify(now)}`);
          assert.equal(now.sends, 'video/VP8');
          assert.deepEqual([now.ssrc, now.lost], [first[n].ssrc, first[n].lost], 'one stream all the time');
          assert.ok(now.gap < gap, `${page.kind} saw nothing new for ${now.gap} ms`);
        }
        let now;
        await until(
          async () => {
            now = await ofPeer(peer);
            // How much more than the low steps its line carries is for its estimate to say, on a busy machine 360 lines at first.
            return now.gets === codec && (height > 180 ? now.height > 180 : now.height === height);
          },
          () => `${codec} of ${height} lines in Node; it has ${JSON.stringify(now)}`,
        );
        const right = (name, n) => hueDistance(peer.received.hue(room.tile(name)) ?? Infinity, hueOf(n)) < 22;
        await until(() => names.every(right), 'the right hues in Node');
      });

    assert.deepEqual(
      pages.flatMap((page) => page.problems),
      [],
    );
  },
);
