// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking part without JavaScript: Firefox set like Tor Browser at its safest level.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchIn, openPage } from './support/browsers.mjs';
import { placeOf, soundOf, textOf } from './support/inside.mjs';
import { PlainSeat } from './support/onion_seats.mjs';
import { hueDistance, hueOf, hueOfRgb, zones } from './support/pattern.mjs';
import { readPng } from './support/png.mjs';
import { call, origin, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

test('without a script the documents show their content at once, and the way to listen', { timeout: 60_000 }, async (t) => {
  await startServer();
  const pages = [await openPage('plain', 1), await openPage('chromium', 0, { script: false })];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  for (const page of pages) {
    const place = (selector) => (page.kind === 'plain' ? placeOf(page, selector) : page.page.locator(selector).boundingBox());
    for (const [path, wanted] of [
      ['/', 'a[href="listen"]'],
      ['/join', 'a[href="listen"]'],
      ['/listen', '#invitation'],
    ]) {
      await page.open(origin + path);
      const { y, height } = await until(() => place(wanted), `${wanted} of ${path} in ${page.kind}`);
      assert.ok(height > 20 && y > 0 && y + height < 600, `${wanted} of ${path} is at ${y} in ${page.kind}`);
    }
    await page.screenshot(`scriptless-${page.kind}`);
  }
});

test('without a script: pictures, sound, chat both ways, a hand, removal', { timeout: 120_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Scriptless');
  t.after(() => room.end());
  const link = await room.link('moderator');
  const ada = await openPage('chromium', 0);
  const seat = await PlainSeat.open('plain', 1, 'Grace');
  t.after(() => Promise.all([ada.close(), seat.page.close()]));
  await ada.join(link.joinUrl, 'Ada');
  const layout = await room.shows(['Ada']);

  await t.test('the form leads in', async () => {
    await seat.join(link.joinUrl, () => seat.page.screenshot('plain-form'));
    await until(() => room.person('Grace')?.connection === 'connected', 'her streams');
    assert.equal(room.person('Grace').listening, true);
  });

  await t.test('the picture has the right hue and moves', async () => {
    let seen;
    await until(
      async () => {
        seen = await seat.sees(layout, zones.colour);
        const hue = seen && hueOfRgb(seen.colour);
        return hue !== null && hueDistance(hue, hueOf(0)) < 22;
      },
      () => `the hue ${hueOf(0)}; it saw ${seen?.colour}`,
      15_000,
    );
    const places = new Set();
    await until(async () => places.add(String((await seat.sees(layout, zones.mark)).colour)).size > 3, 'motion', 15_000);
  });

  const play = async () => {
    await seat.turnOn();
    let level;
    await until(
      async () => Math.abs(({ level } = await seat.hears(0)).level) < 3,
      () => `the tone at its level; it has ${level} dB`,
      20_000,
    );
    return level;
  };
  await t.test('Firefox plays the sound by itself, with the right tone, at most 3 s behind what has come', async () => {
    t.diagnostic(`tone at ${(await play()).toFixed(1)} dB`);
    await seat.page.screenshot('plain-room');
    const { behind } = await soundOf(seat.page);
    t.diagnostic(`${behind.toFixed(2)} s behind what has come`);
    assert.ok(behind < 3, `${behind} s`);
  });

  await t.test('sound only is a choice, and back', async () => {
    const steps = (await call('GET', '/capabilities')).json().steps;
    await seat.choose('step', steps.find(({ width }) => width === 0).name);
    await until(
      async () => (await textOf(seat.page, 'pictures')).includes('You receive audio only.'),
      'a word in the place of the picture',
    );
    await until(async () => (await textOf(seat.page, 'news')).includes('From now on you receive audio only.'), 'a word in the news');
    assert.ok((await seat.hears(0)).level > -3);
    await seat.page.screenshot('plain-sound-only');
    await seat.choose('step', steps.find(({ width }) => width === 640).name);
    await until(
      async () => hueDistance(hueOfRgb((await seat.sees(layout, zones.colour))?.colour ?? [0, 0, 0]) ?? 180, hueOf(0)) < 22,
      'the picture again',
      15_000,
    );
  });

  await t.test('she writes, raises her hand, and reads what others write', async () => {
    await seat.write('Hello without a script');
    await until(() => room.events.some(({ type, data }) => type === 'message' && data.text === 'Hello without a script'), 'her message');
    await seat.raiseHand();
    await until(() => room.person('Grace').hand, 'her hand');
    await ada.press('c');
    await ada.appears('.chat:not([hidden])');
    await ada.page.keyboard.insertText('Welcome, Grace');
    await ada.press('Enter');
    await until(async () => (await seat.reads()).includes('Welcome, Grace'), 'it in the news');
    await seat.page.screenshot('plain-talk');
  });

  await t.test('where the room speaks, she may have a line said aloud', async () => {
    await call('PATCH', `/rooms/${room.id}`, { spokenChat: true });
    await seat.write('Now with a voice');
    const aloud = await until(() => placeOf(seat.page, 'button[name=aloud]', { frame: 'say' }), 'the button');
    await seat.clickAt(await placeOf(seat.page, 'input[name=text]', { frame: 'say' }));
    await seat.type('Good morning');
    await seat.page.screenshot('plain-aloud');
    await seat.clickAt(aloud);
    await until(
      () => room.events.some(({ type, data }) => type === 'message' && data.text === 'Good morning' && data.spoken),
      'it as a spoken line',
    );
  });

  await t.test('removal ends it, and is told', async () => {
    await call('DELETE', `/rooms/${room.id}/participants/${room.person('Grace').id}`);
    await until(() => !room.person('Grace'), 'that she is gone');
    await until(async () => (await seat.ending()).includes('You were removed'), 'the end of the news');
  });
});

test('without a script the first view has the way in, in both browsers', { timeout: 60_000 }, async (t) => {
  await startServer();
  launchIn('scriptless', '/usr/bin/chromium', ['--blink-settings=scriptEnabled=false']);
  const accent = [11, 107, 98]; // of the button that leads on
  for (const kind of ['scriptless', 'plain']) {
    const page = await openPage(kind, 0);
    t.after(() => page.close());
    for (const path of ['/', '/join', '/listen']) {
      await page.open(origin + path);
      let seen = 0;
      await until(
        async () => {
          const { width, pixels } = readPng(Buffer.from(await page.page.screenshot()));
          seen = 0;
          for (let at = 0; at < 3 * width * 700; at += 3) seen += accent.every((value, i) => Math.abs(pixels[at + i] - value) < 8) ? 1 : 0;
          return seen > 3000;
        },
        () => `a button in the first view of ${path} in ${kind}; ${seen} pixels have its colour`,
      );
    }
  }
});
