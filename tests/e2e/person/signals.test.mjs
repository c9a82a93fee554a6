// SPDX-License-Identifier: AGPL-3.0-or-later
// How people learn of what happens while they do not look: sounds, the number in the title, notifications.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browsers.mjs';
import { call, startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';

// Runs in the page: an ear at the loudspeaker. `heard` has each loud frequency in turn, as the tunes name them.
function listen() {
  const tones = [523, 587, 659, 784, 880, 988, 1047];
  window.heard = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    if (to === this.context.destination && !this.context.ear) {
      const ear = (this.context.ear = this.context.createAnalyser());
      ear.fftSize = 4096;
      ear.smoothingTimeConstant = 0;
      const bins = new Float32Array(ear.frequencyBinCount);
      const timer = setInterval(() => {
        if (ear.context.state === 'closed') return clearInterval(timer);
        ear.getFloatFrequencyData(bins);
        const most = bins.indexOf(Math.max(...bins));
        const frequency = (most * ear.context.sampleRate) / ear.fftSize;
        const tone = tones.find((one) => Math.abs(one - frequency) < 25);
        if (bins[most] > -50 && tone && window.heard.at(-1) !== tone) window.heard.push(tone);
      }, 15);
    }
    if (to === this.context.destination) connect.call(this, this.context.ear);
    return connect.call(this, to, ...more);
  };
  window.notified = [];
  window.Notification = class {
    static requestPermission = async () => 'granted';
    constructor(text) {
      window.notified.push(text);
    }
  };
  document.hasFocus = () => false;
}

// After it the next signal of each kind is heard.
async function calm(page) {
  await page.evaluate(() => (window.since = performance.now()));
  await page.until(() => performance.now() - window.since > 3100, undefined, 'a calm');
  await page.evaluate(() => window.heard && (window.heard.length = 0));
}

test('joining, waiting, a hand and a message are heard, counted and told, each once', { timeout: 120_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Weekly');
  t.after(() => room.end());
  const [host, guests] = [await room.link('moderator'), await room.link()];
  const pages = [await openPage('chromium', 0), await openPage('firefox', 1)];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  for (const page of pages) {
    await page.join(host.joinUrl, `Host in ${page.kind}`);
    await page.playing();
  }
  // Those who came until now may still be heard.
  for (const page of pages) {
    await calm(page);
    await page.evaluate(listen);
  }
  const join = async (displayName) => (await call('POST', `/rooms/${room.id}/participants`, { displayName }, guests.token)).json();
  const heard = async (tune, what) => {
    for (const page of pages) {
      await page.until((wanted) => wanted.every((tone) => window.heard.includes(tone)), tune, what);
      await page.until(() => window.heard.length === 0 || !(window.heard.length = 0), undefined, 'a clean ear');
    }
  };
  const titled = async (title) => {
    for (const page of pages) await page.until((wanted) => document.title === wanted, title, title);
  };

  const grace = await join('Grace');
  const asGrace = (method, path, body) => call(method, `/rooms/${room.id}${path}`, body, grace.token);
  await heard([523, 784], 'two tones for who joins');
  await asGrace('PATCH', `/participants/${grace.participant.id}`, { hand: true });
  await heard([659, 880], 'two tones for a hand');
  await asGrace('POST', '/messages', { text: 'between us' });
  await heard([988], 'a tone for a message');
  await titled('(1) Weekly · Lethe');
  for (const page of pages) await page.press('c');
  await titled('Weekly · Lethe');
  for (const page of pages) await page.press('Escape');

  await t.test('who waits is heard and counted until somebody lets them in', async () => {
    await room.patch({ lobby: true });
    const ben = await join('Ben');
    await heard([784, 587], 'three tones for who waits');
    await titled('(1) Weekly · Lethe');
    await call('POST', `/rooms/${room.id}/participants/${ben.participant.id}/deny`);
    await titled('Weekly · Lethe');
    await room.patch({ lobby: false });
  });

  await t.test('many at once are heard once, and nobody hears of what they do themselves', async () => {
    const [ada] = pages;
    for (const page of pages) await calm(page);
    await Promise.all(Array.from({ length: 8 }, (_, n) => join(`Guest ${n}`)));
    await ada.until(() => document.querySelectorAll('.people ul:last-child li').length === 11, undefined, 'all of them');
    await ada.until(() => window.heard.includes(784), undefined, 'the tones of one');
    await ada.press('r');
    await ada.appears('.round.hand.on');
    await ada.press('c');
    await ada.page.keyboard.insertText('Hello');
    await ada.press('Enter');
    await ada.until(() => /Hello/.test(document.querySelector('.chat li:last-child').textContent), undefined, 'the own message');
    await ada.press('Escape');
    await pages[1].until(() => window.heard.some((tone) => tone === 659 || tone === 880), undefined, 'the hand, with the other');
    assert.deepEqual(await ada.evaluate(() => window.heard), [523, 784]);
  });

  await t.test('sounds are switched off, and notifications on: they say who, and never what', async () => {
    for (const page of pages) {
      await page.click('.round.more');
      await page.click('[data-act=signals]');
      await page.click('#sounds');
      await page.click('#desktop');
      await page.press('Escape');
      await page.until(() => !document.querySelector('dialog'), undefined, 'no menu');
      await calm(page);
    }
    await asGrace('POST', '/messages', { text: 'a secret' });
    for (const page of pages) {
      await page.until(() => window.notified.length > 0, undefined, 'a notification');
      assert.deepEqual(await page.evaluate(() => window.notified), ['New message from Grace']);
      assert.deepEqual(await page.evaluate(() => window.heard), []);
      assert.deepEqual(page.problems, []);
    }
  });
});
