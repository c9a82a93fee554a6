// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages on bad networks: requests that fail, files that do not arrive, and a tab that was asleep.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { cutRequests, failNext, silenceEvents, stillFailing } from './support/contract_proxy.mjs';
import { addressOf, call, direct, directly, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

// A room that is followed past what fails.
async function makeRoom(t) {
  await startServer();
  const room = await TestRoom.make('Network', { origin: direct, call: directly });
  t.after(() => room.end());
  return room;
}
const layoutOf = async (room) => (await directly('GET', `/rooms/${room.id}/layout`)).json();

test(
  'what is switched while no request gets through is seen to wait, and counts once they do, the latest of each',
  { timeout: 60_000 },
  async (t) => {
    const room = await makeRoom(t);
    const link = await room.link('moderator');
    const page = await openPage('chromium', 0);
    t.after(() => page.close());
    await page.join(link.joinUrl, 'Ada');
    await page.playing();
    const { participant } = (await directly('POST', `/rooms/${room.id}/participants`, { displayName: 'Grace' }, link.token)).json();
    const ada = () => room.person('Ada');
    await page.press('p');
    await page.appears(`.people li[data-id="${participant.id}"] [data-act=more]`);
    assert.deepEqual([ada().microphone, ada().camera, ada().hand, ada().screen], [true, true, undefined, false]);

    await page.until(
      () =>
        ['room_menu', 'dialogs', 'layout_choice', 'person_menu'].every((name) =>
          performance.getEntriesByType('resource').some((one) => one.name.includes(`/${name}.`)),
        ),
      undefined,
      'the menus',
    );
    const pass = cutRequests();
    try {
      for (const key of ['m', 'v', 'r', 'w', 'd']) await page.press(key);
      for (const key of ['m', 'm']) await page.press(key); // off, on, off
      await page.click('.round.more');
      await page.page.selectOption('#quality', '360p');
      await page.click('[data-act=all]');
      await page.click('#set-locked');
      await page.press('Escape');
      await page.click(`.people li[data-id="${participant.id}"] [data-act=more]`);
      await page.click('dialog [data-act=viewer]');
      assert.match(await page.text('.toast.untold'), /cannot be reached/);
      assert.equal(await page.evaluate(() => document.querySelector('.round.hand').classList.contains('on')), true);
      assert.deepEqual(
        [ada().microphone, ada().camera, ada().hand, ada().screen, ada().bestStep, room.person('Grace').role],
        [true, true, undefined, false, '720p', 'moderator'],
      );
    } finally {
      pass();
    }
    await until(
      () => !ada().microphone && !ada().camera && ada().hand && ada().screen && ada().bestStep === '360p',
      () => `what was asked; it is ${JSON.stringify(ada())}`,
      12_000,
    );
    await until(() => room.person('Grace').role === 'viewer', "Grace's role");
    await until(async () => (await layoutOf(room)).kind === 'speaker', 'the next layout');
    await until(async () => (await directly('GET', `/rooms/${room.id}`)).json().locked, 'a locked room');
    await page.until(() => !document.querySelector('.toast.untold'), undefined, 'the end of the note');
    await page.appears('.round.microphone.off');

    const again = cutRequests();
    await page.press('m');
    await page.appears('.toast.untold');
    again();
    await until(() => ada().microphone, 'her microphone', 12_000);
    await page.appears('.round.microphone:not(.off)');
  },
);

test('a change that is refused is taken back and seen', { timeout: 30_000 }, async (t) => {
  const room = await makeRoom(t);
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.join((await room.link('moderator')).joinUrl, 'Ada');
  await page.playing();
  await page.page.route('**/participants/*', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"code":"conflict"}' })
      : route.continue(),
  );
  await directly('PATCH', `/rooms/${room.id}/participants/${room.person('Ada').id}`, { microphone: false });
  await page.appears('.round.microphone.off');
  await page.press('m');
  await page.appears('.toast.problem');
  await page.appears('.round.microphone.off');
  await page.press('r');
  await page.until(() => !document.querySelector('.round.hand').classList.contains('on'), undefined, 'a hand that is down');
});

test('parts of the page that did not come, because the network changed, are loaded again', { timeout: 60_000 }, async (t) => {
  const room = await makeRoom(t);
  const { joinUrl } = await room.link();
  const failed = [];
  // A browser that has nothing of the page yet, and does not get this.
  const openWithout = async (path) => {
    const page = await openPage('chromium', 0);
    page.page.on('requestfailed', (request) => {
      // Not just a connection, which browsers try again by themselves.
      const { pathname } = new URL(request.url());
      failed.push(pathname);
      if (stillFailing(pathname)) failNext(pathname, 0);
    });
    failNext(path, Infinity);
    return page;
  };
  const looksRight = () =>
    getComputedStyle(document.querySelector('.primary')).borderRadius === '999px' &&
    getComputedStyle(document.querySelector('.columns')).display === 'grid';
  for (const name of ['main.js', 'dom.js', 'words/en.js', 'style.css', 'lobby.css', 'lobby.js']) {
    const path = await addressOf(name);
    const page = await openWithout(path);
    await page.open(joinUrl);
    await page.appears('#name');
    await page.until(looksRight, undefined, `its styles without ${path}`);
    assert.ok(failed.includes(path), path);
    await page.close();
  }
  const inside = await addressOf('room.js');
  const page = await openWithout(inside);
  t.after(() => page.close());
  await page.join(joinUrl, 'Ada');
  await page.playing();
  assert.ok(failed.includes(inside));
});

// Browsers freeze tabs that nobody looks at; here the connection dies as it does then, and the browser's word is played.
test('a tab that was asleep has what was said meanwhile within a second', { timeout: 60_000 }, async (t) => {
  const room = await makeRoom(t);
  const link = await room.link();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.join(link.joinUrl, 'Ada');
  await page.playing();
  const { token } = (await call('POST', `/rooms/${room.id}/participants`, { displayName: 'Grace' }, link.token)).json();
  const say = (text) => directly('POST', `/rooms/${room.id}/messages`, { text }, token);
  const reads = () => page.evaluate(() => document.querySelector('.chat').textContent);
  await say('before');
  await until(async () => /before/.test(await reads()), 'what was said before');
  silenceEvents();
  await say('while you slept');
  await until(() => room.events.some(({ type, data }) => type === 'message' && data.text === 'while you slept'), 'it to have been said');
  assert.doesNotMatch(await reads(), /slept/);
  const woken = performance.now();
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  await until(async () => /while you slept/.test(await reads()), 'the message', 20_000);
  const took = performance.now() - woken;
  t.diagnostic(`after ${Math.round(took)} ms`);
  assert.ok(took <= 1000, `${took} ms`);
  assert.equal((await reads()).match(/before/g).length, 1, 'nothing comes twice');
});
