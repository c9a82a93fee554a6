// SPDX-License-Identifier: AGPL-3.0-or-later
// Phones: what fits their screens, and what the page asks of their systems.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { Peer } from '../support/peer.mjs';
import { startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';

const upright = { width: 390, height: 664 }; // 390 × 844 without the browser's bars
const onItsSide = { width: 844, height: 340 };
const boxOf = (page, selector) => page.evaluate((one) => document.querySelector(one).getBoundingClientRect().toJSON(), selector);
const inside = (box, { width, height }) => box.top >= 0 && box.left >= 0 && box.right <= width && box.bottom <= height;

test('a phone shows Join at once, also with a PIN, upright and on its side', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('A room with quite a long name');
  t.after(() => room.end());
  await room.patch({ pin: '1234' });
  const link = await room.link();
  for (const viewport of [upright, onItsSide]) {
    const page = await openPage('chromium', 0, { viewport, phone: true });
    await page.open(link.joinUrl);
    await page.appears('#pin');
    await page.until(() => document.querySelector('.preview video').videoWidth > 0, undefined, 'a preview');
    assert.equal(await page.evaluate(() => document.activeElement.matches('input')), false, 'no keyboard over it');
    const join = await boxOf(page, 'form .primary');
    assert.ok(inside(join, viewport), JSON.stringify(join));
    await assertAccessible(page, `lobby ${viewport.width}`);
    await page.page.fill('#name', 'Ada');
    await page.page.fill('#pin', '4321');
    await page.click('form .primary');
    await page.until(() => document.activeElement.id === 'pin', undefined, 'the focus where the mistake is');
    assert.notEqual(await page.text('#pin-error'), '');
    await page.close();
  }
});

test('the camera on the other side of a phone, before and in a meeting', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Sides');
  t.after(() => room.end());
  const page = await openPage('chromium', 0, { viewport: upright, phone: true });
  t.after(() => page.close());
  const asked = () => page.evaluate(() => window.e2e.asked.video.facingMode);
  await page.open((await room.link()).joinUrl);
  await page.click('.preview-buttons [aria-label="Switch camera"]');
  await page.appears('.preview video.away');
  assert.equal(await asked(), 'environment');
  await page.page.fill('#name', 'Ada');
  await page.click('form .primary');
  await page.playing();
  await page.appears('.cover video.away');
  await page.click('.stage .flip');
  await page.appears('.cover video:not(.away)');
  assert.equal(await asked(), 'user');
  await page.click('.round.camera');
  await page.appears('.stage .flip[hidden]');
  assert.deepEqual(page.problems, []);
});

test('small screens show the name of the room, who speaks, and every button', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Weekly');
  t.after(() => room.end());
  const link = await room.link();
  const grace = await Peer.join(room, link, 'Grace', { n: 2 });
  t.after(() => grace.release());
  for (const [viewport, edges] of [
    [upright, { top: 47, right: 0, bottom: 34, left: 0 }],
    [onItsSide, { top: 0, right: 44, bottom: 21, left: 44 }],
  ]) {
    const page = await openPage('chromium', 0, { viewport, phone: true });
    await page.join(link.joinUrl, 'Ada');
    await page.playing();
    await page.until(
      () => /Weekly.*Grace/.test(document.querySelector('.about').innerText.replaceAll('\n', ' ')),
      undefined,
      'name and speaker',
    );
    assert.ok(inside(await boxOf(page, '.about'), viewport));
    const buttons = await page.evaluate(() =>
      [...document.querySelectorAll('.buttons button')].map((one) => one.getBoundingClientRect().toJSON()).filter(({ width }) => width > 0),
    );
    assert.equal(buttons.length, 7);
    for (const box of buttons) assert.ok(inside(box, viewport) && box.width >= 36 && box.height >= 36, JSON.stringify(box));
    const stage = await boxOf(page, '.stage');
    const share = (stage.width * stage.height) / (viewport.width * viewport.height);
    assert.ok(share > 0.85, `the picture has ${share} of the screen`);
    await assertAccessible(page, `room ${viewport.width}`);
    await page.click('.round.more');
    await page.appears('dialog[open]');
    await assertAccessible(page, `menu ${viewport.width}`);
    await page.press('Escape');
    // Where the system keeps a hole for the camera and a bar for the thumb.
    const session = await page.page.context().newCDPSession(page.page);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: edges });
    const padded = ({ top, left }) => {
      const { paddingTop, paddingLeft } = getComputedStyle(document.querySelector('.room'));
      return paddingTop === `${top}px` && paddingLeft === `${left}px`;
    };
    await page.until(padded, edges, 'the edges');
    for (const selector of ['.round.microphone', '.round.leave', '.about', '.frame']) {
      const box = await boxOf(page, selector);
      const clear = { width: viewport.width - edges.right, height: viewport.height - edges.bottom };
      assert.ok(inside(box, clear) && box.left >= edges.left && box.top >= edges.top, `${selector} ${JSON.stringify(box)}`);
    }
    await page.close();
  }
});

test('a meeting keeps the screen on, and obeys the buttons of the system', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Weekly');
  t.after(() => room.end());
  const link = await room.link('moderator');
  for (const kind of ['chromium', 'firefox']) {
    const page = await openPage(kind, 0);
    await page.open(link.joinUrl);
    await page.appears('#name');
    await page.evaluate(() => {
      const system = (window.system = { locks: 0, actions: {}, said: {} });
      const wakeLock = { request: async () => ((system.locks += 1), { release: () => (system.locks -= 1) }) };
      const mediaSession = {
        setActionHandler(name, run) {
          if (name === 'togglecamera') throw new TypeError('not known here');
          system.actions[name] = run;
        },
        setMicrophoneActive: (on) => (system.said.microphone = on),
      };
      Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
      Object.defineProperty(navigator, 'mediaSession', { value: mediaSession });
    });
    await page.page.type('#name', 'Ada');
    await page.click('form .primary');
    await page.until(() => window.system.locks === 1 && window.system.said.microphone === true, undefined, 'a screen that stays on');
    assert.equal(await page.evaluate(() => navigator.mediaSession.metadata.title), 'Lethe');
    await page.evaluate(() => window.system.actions.togglemicrophone());
    await page.appears('.round.microphone.off');
    await page.until(() => window.system.said.microphone === false, undefined, 'the system to know');
    await page.evaluate(() => window.system.actions.hangup());
    await page.appears('.card');
    assert.deepEqual(await page.evaluate(() => [window.system.locks, window.system.actions.hangup]), [0, null]);
    assert.deepEqual(page.problems, []);
    await page.close();
  }
});
