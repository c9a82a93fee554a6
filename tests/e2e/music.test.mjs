// SPDX-License-Identifier: AGPL-3.0-or-later
// Music: whoever switches on original sound is heard in stereo, and so is a shared screen with sound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { decibels, rightOf, toneLevel, toneOf } from './support/pattern.mjs';
import { startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

// What Ada sends is heard like that: two ears, in each the levels of her two tones in dB against what she sends.
const near = (level) => Math.abs(level) < 3;
const apart = ([left, right], [leftToo, rightToo]) => near(left) && right < -25 && near(rightToo) && leftToo < -25;
const alike = ([left, right], [leftToo, rightToo]) => near(left) && near(leftToo) && right < -25 && rightToo < -25;
const silent = (...ears) => ears.flat().every((level) => level < -40);

// hears(page, one of these, what)
function hearing(t) {
  const ear = async (page, side) =>
    (await page.evaluate(([tones, one]) => window.e2e.listen(tones, one), [[toneOf(0), rightOf(0)], side]))?.map((amplitude) =>
      Math.round(decibels(amplitude / toneLevel)),
    );
  return async (page, fits, what) => {
    let last;
    const look = async () => {
      last = [await ear(page, 0), await ear(page, 1)];
      return last.every(Boolean) && fits(...last);
    };
    await until(look, () => `${what} in ${page.kind}; it heard ${JSON.stringify(last)}`, 15_000);
    t.diagnostic(`${what}, ${page.kind}: left ${last[0]}, right ${last[1]} dB`);
  };
}

test('a participant switches original sound on, and two browsers hear left and right apart', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Choir');
  t.after(() => room.end());
  const link = await room.link();
  const [ada, grace, ben] = [await openPage('chromium', 0), await openPage('chromium', 1), await openPage('firefox', 2)];
  t.after(() => Promise.all([ada, grace, ben].map((page) => page.close())));
  await ada.join(link.joinUrl, 'Ada');
  await ada.playing();
  for (const page of [grace, ben]) {
    await page.join(link.joinUrl, page === grace ? 'Grace' : 'Ben');
    await page.playing();
    await page.press('m'); // who is heard is Ada
  }
  const hears = hearing(t);
  for (const page of [grace, ben]) await hears(page, alike, 'one tone in both ears');

  await ada.evaluate(() => (window.e2e.pcs = window.e2e.peers.length));
  await ada.click('.round.more');
  await ada.click('#music');
  await ada.press('Escape');
  await until(() => room.person('Ada').music, 'the room to know');
  const asked = await ada.evaluate(() => window.e2e.asked.audio);
  assert.deepEqual(
    [asked.echoCancellation, asked.noiseSuppression, asked.autoGainControl, asked.channelCount],
    [false, false, false, { ideal: 2 }],
  );
  for (const page of [grace, ben]) await hears(page, apart, 'a tone in each ear');
  assert.equal(await ada.evaluate(() => window.e2e.peers.length - window.e2e.pcs), 0, 'the connection is the same');
  assert.equal(await ada.evaluate(() => document.querySelector('.round.microphone').classList.contains('off')), false);

  await ada.click('.round.more');
  await ada.appears('#music');
  assert.equal(await ada.evaluate(() => document.querySelector('#music').checked), true);
  await ada.click('#music');
  await ada.press('Escape');
  await until(() => !room.person('Ada').music, 'the room to know');
  assert.equal(await ada.evaluate(() => window.e2e.asked.audio.echoCancellation), true);
  for (const page of [grace, ben]) await hears(page, alike, 'one tone again');
  assert.deepEqual(ada.problems, []);
});

test('a shared screen is heard in stereo, also with the microphone off, and until a host ends it', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Film');
  t.after(() => room.end());
  const link = await room.link();
  const [ada, grace, ben] = [
    await openPage('chromium', 0, { screenSound: true }),
    await openPage('chromium', 1),
    await openPage('firefox', 2),
  ];
  t.after(() => Promise.all([ada, grace, ben].map((page) => page.close())));
  await ada.join(link.joinUrl, 'Ada');
  await ada.playing();
  for (const page of [grace, ben]) {
    await page.join(page === grace ? (await room.link('moderator')).joinUrl : link.joinUrl, page === grace ? 'Grace' : 'Ben');
    await page.playing();
    await page.press('m');
  }
  const hears = hearing(t);
  await ada.press('m');
  for (const page of [grace, ben]) await hears(page, silent, 'nothing of a microphone that is off');
  await ada.press('d');
  for (const page of [grace, ben]) await hears(page, apart, 'the screen, a tone in each ear');
  assert.deepEqual([room.person('Ada').microphone, room.person('Ada').music, room.person('Ada').speaking], [false, true, false]);

  await grace.press('p');
  await grace.click(`.people li[data-id="${room.person('Ada').id}"] [data-act=more]`);
  await grace.click('dialog [data-act=unshare]');
  for (const page of [grace, ben]) await hears(page, silent, 'nothing any more');
  await until(() => !room.person('Ada').music, 'the room to know');
  await ada.press('m');
  for (const page of [grace, ben]) await hears(page, alike, 'the microphone again');
  for (const page of [ada, grace, ben]) assert.deepEqual(page.problems, []);
});
