// SPDX-License-Identifier: AGPL-3.0-or-later
// A network that lets only the web through: the page says so, and one click leads to the way over HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { Peer } from '../support/peer.mjs';
import { startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

// Neither side gets to know an address of the other.
const hideAddresses = (page) =>
  page.evaluate(() => {
    const { fetch } = window;
    const without = (sdp) => sdp?.replace(/^a=candidate.*\r\n/gm, '');
    window.fetch = async (path, options = {}) => {
      if (!String(path).endsWith('/session')) return fetch(path, options);
      const answer = await fetch(path, { ...options, body: without(options.body) });
      return answer.status === 201 ? new Response(without(await answer.text()), answer) : answer;
    };
  });

for (const kind of ['chromium', 'firefox'])
  test(`${kind}: without UDP a sentence and one click to /listen, with the same name`, { timeout: 90_000 }, async (t) => {
    await startServer();
    const room = await TestRoom.make('Behind a firewall');
    t.after(() => room.end());
    const peer = await Peer.join(room, await room.link(), 'Grace', { n: 1 });
    t.after(() => peer.release());
    const page = await openPage(kind, 0);
    t.after(() => page.close());
    await page.open((await room.link('participant', { uses: 1 })).joinUrl);
    await page.appears('#name');
    await hideAddresses(page);
    await page.page.type('#name', 'Ada');
    const begun = performance.now();
    await page.click('form button[type=submit]');
    assert.match(await page.text('.notice'), /^Connecting/);
    await page.appears('.toast.blocked button', 30_000);
    t.diagnostic(`told after ${Math.round(performance.now() - begun)} ms`);
    assert.match(await page.text('.toast.blocked p'), /seems to block video calls/);
    assert.match(await page.text('.notice'), /^Connecting/, 'what never was is not lost');
    if (kind === 'chromium') await assertAccessible(page, 'a blocked network');
    await page.screenshot(`blocked-${kind}`);
    await page.click('.toast.blocked button');
    await page.until(() => location.pathname === '/listen' && document.querySelector('.room'), undefined, 'the way over HTTP', 20_000);
    await page.playing();
    const layout = await room.shows(['Grace']);
    await page.seesHues(layout, new Map([[room.person('Grace').id, 1]]));
    await until(
      () => [...room.participants.values()].map((one) => `${one.displayName}:${one.listening}`).join() === 'Grace:false,Ada:true',
      'Ada once',
    );
    assert.deepEqual(page.asked, [], 'nobody is asked whether to leave');
    assert.deepEqual(page.problems, []);
  });
