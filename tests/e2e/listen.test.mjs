// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking part without devices and without WebRTC: the page at /listen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './support/accessible.mjs';
import { pictureAge } from './support/age.mjs';
import { openPage } from './support/browsers.mjs';
import { stallStreams } from './support/contract_proxy.mjs';
import { hueOf, rgbOfHue } from './support/pattern.mjs';
import { call, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const listenUrl = ({ joinUrl }) => joinUrl.replace('/join#', '/listen#');

// How far behind the newest that it has the player is, seconds.
const behind = (page) =>
  page.evaluate(() => {
    const { buffered, currentTime } = document.querySelector('.frame > video');
    return buffered.length ? buffered.end(buffered.length - 1) - currentTime : null;
  });

// How old what is seen in the first tile is.
const age = (page, layout) =>
  pictureAge(async () => {
    const [tile] = (await page.evaluate((wanted) => window.e2e.look(wanted), layout)) ?? [];
    return tile && { flash: tile.flash, at: Date.now() };
  });

test('two who only listen see and hear those who send, and are people of the room', { timeout: 240_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Hush-hush');
  t.after(() => room.end());
  const link = await room.link('moderator');
  const pages = [await openPage('chromium', 1), await openPage('chromium', 0), await openPage('firefox', 2)];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  const [ada, ...listeners] = pages;
  await ada.join(link.joinUrl, 'Ada');
  await listeners[0].open(listenUrl(link));
  await listeners[0].appears('#name');
  await listeners[0].screenshot('listen-lobby');
  await assertAccessible(listeners[0], 'the door');
  for (const [i, page] of listeners.entries()) await page.join(listenUrl(link), ['Grace', 'Hedwig'][i]);
  const layout = await room.shows(['Ada']);
  const senders = new Map([[room.person('Ada').id, 1]]);

  await t.test('the picture comes, moves, and stays close to the newest', async () => {
    for (const page of listeners) {
      await page.playing();
      await page.seesHues(layout, senders);
      await page.seesMotion(layout, 20_000);
      await page.until(
        () => {
          const { buffered, currentTime } = document.querySelector('.frame > video');
          return buffered.length > 0 && buffered.end(buffered.length - 1) - currentTime < 0.45;
        },
        undefined,
        'the newest',
      );
      t.diagnostic(`${page.kind}: ${(await behind(page)).toFixed(2)} s behind the newest`);
    }
  });

  await t.test('the colours are the same in all browsers', async () => {
    const colours = [];
    for (const page of listeners) colours.push((await page.seesHues(layout, senders))[0].colour);
    t.diagnostic(listeners.map((page, n) => `${page.kind}: ${colours[n].map(Math.round)}`).join(', '));
    // By the wrong matrix, which Chromium takes where none is named, its green is 20 less.
    for (const colour of colours)
      assert.ok(
        colour.every((value, i) => Math.abs(value - colours[0][i]) < 8),
        `${colours.join(' ')}`,
      );
  });

  await t.test('what is seen is at most 0.8 s old, after a stall of the line too', async () => {
    for (const when of ['at rest', 'after 3 s without a line']) {
      if (when !== 'at rest') await stallStreams(3000);
      for (const page of listeners) {
        await until(
          async () => ((await behind(page)) ?? 9) < 0.45,
          () => `${page.kind} to catch up`,
          15_000,
        );
        const delay = await age(page, layout);
        t.diagnostic(`${page.kind} ${when}: ${delay} ms from the flash to its picture`);
        assert.ok(delay <= 800, `${delay} ms`);
      }
    }
  });

  await t.test('the sound comes at its level', async () => {
    for (const page of listeners) t.diagnostic(`${page.kind}: ${JSON.stringify([...(await page.hears([1]))])}`);
  });

  await t.test('who takes sound alone goes on hearing, and sees again afterwards', async () => {
    const { steps } = (await call('GET', '/capabilities')).json();
    const take = (page, wanted) =>
      call('PATCH', `/rooms/${room.id}/participants/${room.person(page.name).id}`, {
        step: steps.find(({ width }) => width === wanted).name,
      });
    for (const page of listeners) {
      await take(page, 0);
      await page.until(() => document.querySelector('.frame > video').videoWidth === 0, undefined, 'the end of the picture');
      await page.hears([1]);
    }
    for (const page of listeners) await take(page, 640);
    for (const page of listeners) {
      await page.seesHues(layout, senders);
      await page.hears([1]);
    }
  });

  await t.test('the list says who listens, and each device is missing', async () => {
    for (const name of ['Grace', 'Hedwig']) {
      const { listening, microphone, camera, connection } = await until(
        () => room.person(name)?.connection === 'connected' && room.person(name),
        `${name} connected`,
      );
      assert.deepEqual([listening, microphone, camera, connection], [true, false, false, 'connected']);
    }
    for (const page of listeners)
      assert.deepEqual(
        await page.evaluate(() =>
          [...document.querySelectorAll('.controls .microphone, .controls .camera, .controls .screen')].map((one) => one.hidden),
        ),
        [true, true, true],
      );
    await ada.click('.people-toggle');
    await ada.until(() => document.querySelector('.people')?.textContent.includes('listening'), undefined, 'who listens');
    await listeners[0].screenshot('listen-room');
  });

  await t.test('hands and removal are as for anybody', async () => {
    await listeners[0].click('.controls .hand');
    await until(() => room.person('Grace').hand, 'her hand');
    const { id } = room.person('Hedwig');
    await call('DELETE', `/rooms/${room.id}/participants/${id}`);
    await listeners[1].until(
      () => document.querySelector('h1')?.textContent && !document.querySelector('.room'),
      undefined,
      'the good-bye',
    );
  });
  assert.deepEqual(
    pages.flatMap((page) => page.problems),
    [],
  );
});
