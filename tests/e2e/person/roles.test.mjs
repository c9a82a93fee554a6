// SPDX-License-Identifier: AGPL-3.0-or-later
// Whoever becomes a viewer, and a participant again, keeps the picture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browsers.mjs';
import { Peer } from '../support/peer.mjs';
import { call, startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

for (const kind of ['chromium', 'firefox'])
  test(`${kind}: another role interrupts no picture`, { timeout: 60_000 }, async (t) => {
    await startServer();
    const room = await TestRoom.make('Panel');
    t.after(() => room.end());
    const host = await Peer.join(room, await room.link('moderator'), 'Grace', { n: 1 });
    t.after(() => host.release());
    const page = await openPage(kind, 0);
    t.after(() => page.close());
    await page.join((await room.link()).joinUrl, 'Ada');
    await page.playing();
    await room.shows(['Ada', 'Grace']);
    const give = (role) => call('PATCH', `/rooms/${room.id}/participants/${room.person('Ada').id}`, { role }, host.token);

    await give('viewer');
    await page.appears('.toast.role');
    const alone = await room.shows(['Grace']);
    await page.seesHues(alone, new Map([[room.person('Grace').id, 1]]));
    await page.screenshot(`role-viewer-${kind}`);
    assert.equal(await page.evaluate(() => window.e2e.tracks.every((track) => track.readyState === 'ended')), true, 'nothing is open');

    await give('participant');
    await page.appears('.controls .microphone:not([hidden])');
    await page.press('m');
    await page.press('v');
    await until(() => room.person('Ada').microphone && room.person('Ada').camera, 'her devices');
    const both = await room.shows(['Ada', 'Grace']);
    const senders = new Map([
      [room.person('Grace').id, 1],
      [room.person('Ada').id, 0],
    ]);
    await page.seesHues(both, senders);
    assert.equal(await page.evaluate(() => window.e2e.peers.length), 1, 'one connection for all of it');
    assert.ok(await page.evaluate(() => window.e2e.longestGap < 2000), 'the picture has gone on');
    await until(() => Math.abs(host.received.level(0)) < 3, 'her tone');
    assert.deepEqual(page.problems, []);
  });
