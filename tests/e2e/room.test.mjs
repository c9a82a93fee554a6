// SPDX-License-Identifier: AGPL-3.0-or-later
// People in browsers, through the real page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const kinds = ['chromium', 'chromium', 'firefox'];
const names = ['Ada', 'Grace', 'Émilie 王'];

// Three pages in one room, their n as in `kinds`, and who sends what.
async function threePeople() {
  await startServer();
  const room = await TestRoom.make('Three');
  const link = await room.link('moderator');
  const pages = [];
  for (const [n, kind] of kinds.entries()) pages.push(await openPage(kind, n));
  for (const [n, page] of pages.entries()) {
    await page.join(link.joinUrl, names[n]);
    await page.playing(); // before the next page needs the cores to load
  }
  const layout = await room.shows(names);
  const senders = new Map(names.map((name, n) => [room.person(name).id, n]));
  return { room, pages, layout, senders };
}

const avatar = ({ colour, flash }) => Math.max(...colour) > 30 && colour.every((value, i) => Math.abs(value - flash[i]) < 16);

test('two Chromiums and a Firefox see and hear each other, mute, hide and leave', { timeout: 120_000 }, async (t) => {
  const { room, pages, layout, senders } = await threePeople();
  t.after(() => room.end());
  t.after(() => Promise.all(pages.map((page) => page.close())));
  const [ada, grace, emilie] = pages;

  await t.test('each composite holds all three pictures, moving', async () => {
    for (const page of pages) {
      await page.playing();
      await page.seesHues(layout, senders);
      await page.seesMotion(layout);
    }
  });

  await t.test('each hears the two others at full level and itself at least 40 dB lower', async () => {
    for (const page of pages)
      t.diagnostic(`${page.kind} ${page.n}: ${JSON.stringify([...(await page.hears([0, 1, 2].filter((n) => n !== page.n)))])}`);
  });

  await t.test('a first frame came within a second of the offer, drawn by three browsers on the same cores', async () => {
    for (const page of pages) {
      const took = await page.evaluate(() => window.e2e.firstFrame - window.e2e.posted);
      t.diagnostic(`${page.kind} ${page.n}: first frame after ${Math.round(took)} ms`);
      assert.ok(took > 0 && took <= 1000, `${page.kind} took ${took} ms`);
    }
  });

  await t.test('the local preview covers the own tile exactly', async () => {
    for (const page of pages) {
      await page.appears('.cover:not([hidden])');
      const tile = room.tile(page.name);
      const places = await page.evaluate(() => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON();
        return { frame: box('.frame > video'), cover: box('.cover') };
      });
      const scale = places.frame.width / layout.width;
      for (const [side, expected] of Object.entries({
        x: places.frame.x + tile.x * scale,
        y: places.frame.y + tile.y * scale,
        width: tile.width * scale,
        height: tile.height * scale,
      }))
        assert.ok(Math.abs(places.cover[side] - expected) < 1.5, `${page.kind}: ${side} is ${places.cover[side]}, not ${expected}`);
      await page.screenshot(`room-${page.kind}-${page.n}`);
    }
  });

  await t.test('the list names everybody, and opens with a key', async () => {
    await ada.press('p');
    await ada.appears('.people:not([hidden]) li:nth-child(3)');
    const listed = await ada.evaluate(() => [...document.querySelectorAll('.people .name')].map((one) => one.textContent));
    assert.deepEqual(listed, ['Ada (you)', 'Grace', 'Émilie 王']);
    await ada.screenshot('list');
  });

  await t.test('a muted microphone is not heard and is marked', async () => {
    await grace.press('m');
    await ada.appears('.people li:nth-child(2) .mark.muted');
    await until(async () => (await ada.levels([1])).get(1) < -40, 'Grace to be silent');
    await grace.press('m');
    await ada.hears([1, 2]);
  });

  await t.test('a host mutes somebody, who sees it and can speak again', async () => {
    await ada.click('.people li:nth-child(3) [data-act=mute]');
    await emilie.appears('.round.microphone.off');
    await until(async () => (await ada.levels([2])).get(2) < -40, 'Émilie to be silent');
    await emilie.click('.round.microphone');
    await ada.hears([1, 2]);
  });

  await t.test('a camera that is off becomes an avatar and comes back', async () => {
    await grace.press('v');
    const tileOf = (tiles) => tiles?.find((tile) => tile.participant === room.person('Grace').id);
    const look = async () => tileOf(await ada.evaluate((wanted) => window.e2e.look(wanted), layout));
    await until(async () => avatar(await look()), 'an avatar for Grace');
    assert.equal(await grace.evaluate(() => document.querySelector('.cover').hidden), true);
    await ada.screenshot('avatar');
    await grace.press('v');
    await ada.seesHues(layout, senders);
    await ada.seesMotion(layout);
  });

  await t.test('who leaves is gone from picture and list, and gets a goodbye', async () => {
    await grace.click('.round.leave');
    await grace.click('[data-act=leave]'); // a host chooses for whom
    assert.match(await grace.text('.card h1'), /left/);
    const two = await room.shows(['Ada', 'Émilie 王'], 3000);
    await ada.seesHues(two, senders);
    await ada.until(() => document.querySelectorAll('.people li').length === 2, undefined, 'two in the list');
    assert.match(await ada.evaluate(() => document.getElementById('live').textContent), /Grace left/);
    await ada.hears([2]);
  });

  await t.test('a host removes somebody, who is told', async () => {
    await ada.click('.people li:nth-child(2) [data-act=more]');
    await ada.click('dialog [data-act=remove]');
    await ada.click('dialog .danger');
    assert.match(await emilie.text('.card h1'), /removed/);
    await room.shows(['Ada'], 3000);
  });

  await t.test('no page complained', () =>
    assert.deepEqual(
      pages.flatMap((page) => page.problems),
      [],
    ),
  );
});
