// SPDX-License-Identifier: AGPL-3.0-or-later
// Screens and layouts, as people share and choose them on the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { screenOf } from './support/pattern.mjs';
import { startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

test('a screen is shared and legible, and a host changes the layout', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Screens');
  t.after(() => room.end());
  const pages = [await openPage('chromium', 0), await openPage('chromium', 1)];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  const [ada, grace] = pages;
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  await grace.join((await room.link()).joinUrl, 'Grace');
  const gallery = await room.shows(['Ada', 'Grace']);
  const senders = new Map(
    [
      ['Ada', 0],
      ['Grace', 1],
    ].map(([name, n]) => [room.person(name).id, n]),
  );
  await grace.seesHues(gallery, senders);
  const screenIn = (layout) => layout?.tiles.find((tile) => tile.picture === 'screen');

  await t.test('the others see it, large and with its columns apart', async () => {
    await ada.press('d');
    const layout = await until(() => screenIn(room.layout)?.width > room.layout.width / 2 && room.layout, 'a presentation');
    const tile = screenIn(layout);
    await grace.seesHues({ ...layout, tiles: [tile] }, new Map([[tile.participant, screenOf(0)]]));
    await grace.seesHues({ ...layout, tiles: layout.tiles.filter((one) => one !== tile) }, senders);
    await grace.until(([all, one]) => window.e2e.contrast(all, one) > 100, [layout, tile], 'columns apart');
    await grace.screenshot('screen');
  });

  await t.test('who shares it sees a notice in its place', async () => {
    await ada.appears('.own-screen:not([hidden])');
    assert.match(await ada.text('.own-screen'), /sharing/);
  });

  await t.test('nobody else can share at the same time, and is told so', async () => {
    await grace.press('d');
    assert.match(await grace.text('.toast.taken'), /Ada is sharing a screen/);
  });

  await t.test('when it ends the gallery is back', async () => {
    await ada.click('.own-screen button');
    const layout = await until(() => room.layout.tiles.length === 2 && !screenIn(room.layout) && room.layout, 'the gallery');
    for (const page of pages) await page.seesHues(layout, senders);
    await ada.until(() => document.querySelector('.own-screen').hidden, undefined, 'no notice');
  });

  await t.test('W makes the speaker large for everybody', async () => {
    await ada.press('w');
    const layout = await until(() => room.layout.tiles[0].width > 1.5 * room.layout.tiles[1].width && room.layout, 'a large speaker');
    const other = pages.find((page) => room.person(page.name).id !== layout.tiles[0].participant);
    await other.seesHues(layout, senders);
    await other.screenshot('speaker');
  });

  await t.test('no page complained but of the refused share', () =>
    assert.deepEqual(
      pages.flatMap((page) => page.problems).filter((one) => !/409/.test(one)),
      [],
    ),
  );
});
