// SPDX-License-Identifier: AGPL-3.0-or-later
// What the picture shows besides people: how much of the window it fills, and the state of everybody in their labels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browsers.mjs';
import { Peer } from '../support/peer.mjs';
import { startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

const windows = [
  { width: 1280, height: 800 },
  { width: 1280, height: 800, panel: true },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
];

// Grace, without a browser, and Ada, in one.
async function two(t, kind, options) {
  await startServer();
  const room = await TestRoom.make('Picture');
  const link = await room.link();
  const grace = await Peer.join(room, link, 'Grace', { n: 2 });
  const page = await openPage(kind, 1, options);
  t.after(async () => {
    grace.release();
    await page.close();
    await room.end();
  });
  await page.join(link.joinUrl, 'Ada');
  await room.shows(['Grace', 'Ada']);
  await page.appears('.cover:not([hidden])');
  return { room, grace, page };
}

// The part of the stage on which people are.
const filled = (page) =>
  page.evaluate(() => {
    const area = ({ width, height }) => width * height;
    const box = (one) => one.getBoundingClientRect();
    const stage = box(document.querySelector('.stage'));
    return [...document.querySelectorAll('.tile')].reduce((sum, tile) => sum + area(box(tile)), 0) / area(stage);
  });

for (const kind of ['chromium', 'firefox'])
  test(`two people fill the stage of every window in ${kind}`, { timeout: 120_000 }, async (t) => {
    const { room, page } = await two(t, kind, { viewport: windows[0] });
    const senders = new Map([
      [room.person('Grace').id, 2],
      [room.person('Ada').id, 1],
    ]);
    for (const { panel, ...size } of windows) {
      await (kind === 'firefox' ? page.page.setViewport(size) : page.page.setViewportSize(size));
      if (panel) await page.press('p');
      let part;
      await until(
        async () => (part = await filled(page)) >= 0.88,
        () => `88 % of ${JSON.stringify(size)} to be filled; it is ${part}`,
      );
      await page.seesHues(room.layout, senders);
      // The preview covers the own tile: the other's stays free.
      const [cover, ...tiles] = await page.evaluate((me) => {
        const shown = [document.querySelector('.cover'), ...document.querySelectorAll('.tile')];
        return shown.map((one) => ({ own: one.dataset.id === me, ...one.getBoundingClientRect().toJSON() }));
      }, room.person('Ada').id);
      const own = tiles.find((tile) => tile.own);
      for (const side of ['x', 'y', 'width', 'height']) assert.ok(Math.abs(cover[side] - own[side]) < 1, side);
      t.diagnostic(`${size.width}×${size.height}${panel ? ' with a panel' : ''}: ${(100 * part).toFixed(1)} % filled`);
      await page.screenshot(`two-${kind}-${size.width}${panel ? '-panel' : ''}`);
      if (panel) await page.press('p');
    }
  });

// Where the strip behind the name is in a tile of the composite: [from the tile's lower edge to it, its height], in window pixels.
const strip = (page, id) =>
  page.evaluate((seat) => {
    const { width, height, tiles } = window.e2e.ownLayout();
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    pen.drawImage(window.e2e.video(), 0, 0);
    const tile = tiles.find(({ participant }) => participant === seat);
    const at = (y) => pen.getImageData(Math.round(tile.x) + 15, Math.round(y), 1, 1).data;
    const light = (y) => at(y)[0] + at(y)[1] + at(y)[2];
    const clear = light(tile.y + tile.height * 0.6);
    const dark = [];
    for (let y = tile.y + tile.height * 0.8; y < tile.y + tile.height - 2; y++) if (light(y) < clear * 0.7) dark.push(y);
    const scale = document.querySelector('.frame').clientWidth / width;
    return [(tile.y + tile.height - dark.at(-1) - 1) * scale, (dark.at(-1) - dark[0] + 1) * scale];
  }, id);

const ownStrip = (page) =>
  page.evaluate(() => {
    const [tag, cover] = ['.tag', '.cover'].map((one) => document.querySelector(one).getBoundingClientRect());
    return [cover.bottom - tag.bottom, tag.height];
  });

const near = (a, b, most) => a.every((value, i) => Math.abs(value - b[i]) <= most);

test('labels tell who is muted, raises a hand and is host, and the own one looks like the others', { timeout: 120_000 }, async (t) => {
  const { room, grace, page } = await two(t, 'chromium', { viewport: windows[0] });
  const ids = [room.person('Grace').id, room.person('Ada').id];
  const letters = async () => (await page.evaluate(() => window.e2e.letters(window.e2e.ownLayout())))[0];
  const patch = (id, change) => room.server.call('PATCH', `/rooms/${room.id}/participants/${id}`, change);
  let strips;
  await until(
    async () => near(...(strips = [await strip(page, ids[0]), await ownStrip(page)]), 2),
    () => `strips of one place and height; they are ${JSON.stringify(strips)}`,
  );
  const plain = await letters();
  await patch(ids[0], { microphone: false });
  let muted;
  await until(
    async () => (muted = await letters()) > plain + 60,
    () => `a sign; ${plain} bright pixels became ${muted}`,
  );
  await room.server.call('PATCH', grace.path, { hand: true }, grace.token);
  await until(async () => (await letters()) > muted + 60, 'a raised hand');
  await page.press('m');
  await page.appears('.tag .icon');
  await page.press('r');
  await until(async () => (await page.evaluate(() => document.querySelector('.tag').textContent)) === '2Ada (you)', 'the second place');
  assert.equal(await page.evaluate(() => document.querySelectorAll('.tag .icon').length), 2);
  await page.screenshot('states');
});

const tilesOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.tile')].map((tile) => ({
      id: tile.dataset.id,
      width: tile.clientWidth,
      pinned: tile.matches(':has(.icon)'),
    })),
  );

test('a click pins somebody for oneself, two show them alone, and one can hide oneself', { timeout: 120_000 }, async (t) => {
  const { room, page } = await two(t, 'chromium', { viewport: windows[0] });
  const bob = await Peer.join(room, await room.link(), 'Bob', { n: 3 });
  t.after(() => bob.release());
  await room.shows(['Grace', 'Ada', 'Bob']);
  const [grace, ada] = ['Grace', 'Ada'].map((name) => room.person(name).id);
  let tiles;
  const shows = (what, right) =>
    until(
      async () => right((tiles = await tilesOf(page))),
      () => `${what}; there are ${JSON.stringify(tiles)}`,
    );
  const of = (id) => tiles.find((tile) => tile.id === id);
  await shows('three equal tiles', () => tiles.length === 3 && of(grace).width === of(ada).width);
  await page.click(`.tile[data-id="${grace}"]`);
  await shows('Grace large, with a sign', () => of(grace)?.pinned && of(grace).width > 2 * of(ada).width);
  await page.screenshot('pinned');
  assert.deepEqual(new Set(room.layout.tiles.map(({ width }) => width)).size, 1, 'for others nothing has changed');
  await page.page.dblclick(`.tile[data-id="${grace}"]`);
  await shows('Grace alone', () => tiles.length === 1 && of(grace));
  await page.page.dblclick(`.tile[data-id="${grace}"]`);
  await shows('three equal tiles', () => tiles.length === 3 && of(grace).width === of(ada).width);

  await page.click('.round.more');
  await page.click('dialog [data-act=self]');
  await shows('the others only', () => tiles.length === 2 && !of(ada));
  assert.equal(await page.evaluate(() => document.querySelector('.cover').hidden), true);
  assert.ok(room.tile('Ada'), 'the others see her');
  await page.screenshot('self-hidden');
  await page.click('.round.more');
  await page.click('dialog [data-act=self]');
  await shows('herself again', () => tiles.length === 3 && of(ada));
});

test('short notes tell who comes, goes and raises a hand, until they are switched off', { timeout: 60_000 }, async (t) => {
  const { room, grace, page } = await two(t, 'chromium', { viewport: windows[0] });
  const link = await room.link();
  const note = (text) =>
    page.until((wanted) => [...document.querySelectorAll('.toast p')].some((one) => one.textContent === wanted), text, text);
  const bob = await Peer.join(room, link, 'Bob', { n: 3 });
  await note('Bob joined');
  await room.server.call('PATCH', grace.path, { hand: true }, grace.token);
  await note('Grace raised their hand');
  await page.screenshot('notes');
  await bob.leave();
  await note('Bob left');
  await page.click('.round.more');
  await page.click('dialog [data-act=signals]');
  await page.click('dialog #notices');
  await page.press('Escape');
  await page.until(() => !document.querySelector('.toast'), undefined, 'an end of all notes', 12_000);
  const eve = await Peer.join(room, link, 'Eve', { n: 4 });
  t.after(() => eve.release());
  await page.until(() => document.getElementById('live').textContent.includes('Eve joined'), undefined, 'the news for screen readers');
  assert.equal(await page.evaluate(() => document.querySelectorAll('.toast').length), 0);
});
