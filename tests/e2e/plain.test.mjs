// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking part without a script: Firefox set like Tor Browser at its safest level.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { openPage } from './browsers.mjs';
import { amplitude, hueDistance, hueOf, hueOfRgb, toneLevel, toneOf } from './pattern.mjs';
import { look, mean, width } from './screen_look.mjs';
import { call, origin, startServer, TestRoom } from './server.mjs';
import { until } from './wait.mjs';

test('without a script: pictures, sound, chat both ways, a hand, removal', { timeout: 120_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Scriptless');
  t.after(() => room.end());
  const link = await room.link('moderator');
  const ada = await openPage('chromium', 0);
  const plain = await openPage('plain', 1);
  t.after(() => Promise.all([ada.close(), plain.close()]));
  await ada.join(link.joinUrl, 'Ada');
  await room.shows(['Ada']);
  const { page } = plain;

  await t.test('the form leads in', async () => {
    await page.goto(`${origin}/listen`);
    await plain.screenshot('plain-door');
    // With the keyboard alone: the test has no script in the page either.
    for (const text of [link.joinUrl, 'Grace', '']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await plain.screenshot('plain-form');
    await page.keyboard.press('Enter');
    await until(() => room.person('Grace')?.connection === 'connected', 'her streams');
    assert.equal(room.person('Grace').listening, true);
  });

  // Pictures lie at the left, below the header.
  const picture = { left: 200, top: 200, wide: 60, high: 60 };
  await t.test('the picture has the right hue and moves', async () => {
    let colour;
    await until(async () => {
      colour = mean(await look(plain), picture.left, picture.top, picture.wide, picture.high);
      const hue = hueOfRgb(colour);
      return hue !== null && hueDistance(hue, hueOf(0)) < 22;
    }, () => `the hue ${hueOf(0)}; it saw ${colour}`, 15_000);
    await plain.screenshot('plain-room');
    const seen = new Set();
    await until(async () => seen.add(String((await look(plain)).subarray(3 * width * 100, 3 * width * 500).reduce((sum, value, i) => (sum + value * (i % 251)) % 1e9, 0))).size > 3, 'motion', 15_000);
  });

  let hedwig;
  await t.test('the sound has the right tone', async () => {
    const joined = hedwig = (await call('POST', `/rooms/${room.id}/participants`, { displayName: 'Hedwig', listening: true }, link.joinUrl.split('/').pop())).json();
    const { url } = (await call('POST', `/rooms/${room.id}/participants/${joined.participant.id}/streams`, { form: 'sound' }, joined.token)).json();
    const decoder = spawn('ffmpeg', ['-loglevel', 'error', '-i', `${origin}${url}`, '-t', '2', '-af', 'pan=mono|c0=c0', '-f', 'f32le', '-ar', '48000', '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = [];
    for await (const chunk of decoder.stdout) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const samples = new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4)).slice(48_000);
    const level = 20 * Math.log10(amplitude(samples, toneOf(0), 48_000) / toneLevel);
    t.diagnostic(`tone at ${level.toFixed(1)} dB`);
    assert.ok(Math.abs(level) < 3, `${level} dB`);
  });

  await t.test('Firefox plays the sound by itself, at most 3 s old', async () => {
    const { url } = (await call('POST', `/rooms/${room.id}/participants/${hedwig.participant.id}/streams`, { form: 'sound' }, hedwig.token)).json();
    const listener = await openPage('firefox', 3);
    t.after(() => listener.close());
    listener.page.goto(`${origin}${url}`).catch(() => {}); // its loading never ends
    const { behind } = await listener.until(() => {
      const { currentTime, buffered } = document.querySelector('video, audio') ?? {};
      return currentTime > 2 && { behind: buffered.end(buffered.length - 1) - currentTime };
    }, undefined, 'two seconds of sound', 20_000);
    t.diagnostic(`${behind.toFixed(2)} s behind what has come`);
    assert.ok(behind < 3, `${behind} s`);
  });

  await t.test('she writes, raises her hand, and reads what others write', async () => {
    await page.mouse.click(1085, 408);
    await page.keyboard.type('Hello without a script');
    await page.keyboard.press('Enter');
    await until(() => room.events.some(({ type, data }) => type === 'message' && data.text === 'Hello without a script'), 'her message');
    await page.mouse.click(906, 530);
    await until(() => room.person('Grace').hand, 'her hand');
    const news = async () => String((await look(plain)).subarray(3 * width * 85, 3 * width * 370).filter((_, i) => (i / 3) % width > 860));
    const before = await news();
    await call('POST', `/rooms/${room.id}/messages`, { text: 'Welcome, Grace' }, hedwig.token);
    await until(async () => (await news()) !== before, 'something new in the news');
    await plain.screenshot('plain-talk');
  });

  await t.test('removal ends it', async () => {
    await call('DELETE', `/rooms/${room.id}/participants/${room.person('Grace').id}`);
    await until(() => !room.person('Grace'), 'that she is gone');
  });
});
