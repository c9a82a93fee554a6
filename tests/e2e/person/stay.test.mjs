// SPDX-License-Identifier: AGPL-3.0-or-later
// A page that is reloaded, left by mistake, or whose browser crashes comes straight back, with its devices as they were.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { call, startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

// As after a crash: nobody says good-bye.
const vanish = (page) =>
  page.evaluate(() => {
    const { fetch } = window;
    window.fetch = (path, options) => (String(path).endsWith('/away') ? new Promise(() => {}) : fetch(path, options));
  });

const inside = async (page, room, name, { microphone, camera }) => {
  await page.appears('.room');
  await page.playing();
  await until(
    () => {
      const people = [...room.participants.values()].filter((one) => one.displayName === name);
      return people.length === 1 && people[0].microphone === microphone && people[0].camera === camera;
    },
    () => `one ${name}, ${JSON.stringify({ microphone, camera })}; there are ${JSON.stringify([...room.participants.values()])}`,
  );
  assert.equal(await page.evaluate(() => !document.querySelector('.microphone').classList.contains('off')), microphone);
  assert.equal(await page.evaluate(() => !document.querySelector('.camera').classList.contains('off')), camera);
};

for (const kind of ['chromium', 'firefox'])
  test(`${kind}: a link for one person survives reload, Back and a crash`, { timeout: 120_000 }, async (t) => {
    await startServer();
    const room = await TestRoom.make('Consultation');
    t.after(() => room.end());
    const { joinUrl } = await room.link('participant', { uses: 1 });
    const page = await openPage(kind, 0);
    t.after(() => page.close());
    await page.join(joinUrl, 'Ada');
    await inside(page, room, 'Ada', { microphone: true, camera: true });

    await t.test('a reload asks first, and keeps the devices off', async () => {
      await page.press('m');
      await page.press('v');
      await inside(page, room, 'Ada', { microphone: false, camera: false });
      await page.page.reload();
      await inside(page, room, 'Ada', { microphone: false, camera: false });
      assert.deepEqual(page.asked, ['beforeunload']);
      assert.equal(await page.evaluate(() => window.e2e.asked.video), undefined, 'no camera is opened');
      assert.equal(await page.evaluate(() => window.e2e.tracks[0].enabled), false);
    });

    await t.test('or on', async () => {
      await page.press('m');
      await page.press('v');
      await inside(page, room, 'Ada', { microphone: true, camera: true });
      await page.page.reload();
      await inside(page, room, 'Ada', { microphone: true, camera: true });
    });

    await t.test('whoever goes Back by mistake goes on again', async () => {
      await page.open('about:blank');
      await until(() => !room.person('Ada'), 'an empty room');
      await page.page.goBack();
      await inside(page, room, 'Ada', { microphone: true, camera: true });
    });

    await t.test('after a crash, into a room that has got a lobby, a PIN and a lock meanwhile', async () => {
      await page.press('m');
      await inside(page, room, 'Ada', { microphone: false, camera: true });
      await room.patch({ lobby: true, locked: true, pin: '4711' });
      await vanish(page);
      await page.page.reload();
      await inside(page, room, 'Ada', { microphone: false, camera: true });
    });

    await t.test('who left is asked for a name, and comes in muted again', async () => {
      await room.patch({ lobby: false, locked: false, pin: '' });
      const { token } = await room.link();
      await call('POST', `/rooms/${room.id}/participants`, { displayName: 'Grace' }, token); // the meeting goes on
      await page.click('.round.leave');
      await page.click('.card button.primary');
      await page.appears('.preview .microphone.off');
      assert.equal(await page.evaluate(() => document.querySelector('#name').value), 'Ada');
      await page.click('form button[type=submit]');
      await inside(page, room, 'Ada', { microphone: false, camera: true });
      await page.click('.round.leave');
      await page.appears('.card');
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    });
    assert.deepEqual(page.problems, []);
  });

for (const kind of ['chromium', 'firefox'])
  test(`${kind}: who waits and reloads waits on, by a link for one person`, { timeout: 60_000 }, async (t) => {
    await startServer();
    const room = await TestRoom.make('Consultation');
    t.after(() => room.end());
    await room.patch({ lobby: true });
    const page = await openPage(kind, 0);
    t.after(() => page.close());
    await page.open((await room.link('participant', { uses: 1 })).joinUrl);
    await page.appears('#name');
    await page.page.type('#name', 'Ada');
    await page.click('form button[type=submit]');
    await page.appears('.card .spinner');
    await page.until(() => document.querySelector('.card .preview video')?.videoWidth > 0, undefined, 'her picture while she waits');
    assert.equal(await page.text('.waiting-for'), 'Consultation');
    if (kind === 'chromium') await assertAccessible(page, 'waiting');
    await page.screenshot(`waiting-${kind}`);
    await page.click('.card .preview .microphone:not(.off)');
    const waiting = async (unlike) => {
      const { participants } = (await call('GET', `/rooms/${room.id}/participants`)).json();
      return participants.length === 1 && participants[0].state === 'waiting' && participants[0].id !== unlike && participants[0].id;
    };
    const first = await until(() => waiting(), 'Ada in the lobby');
    await page.page.reload();
    const second = await until(() => waiting(first), 'Ada in the lobby again');
    await call('POST', `/rooms/${room.id}/participants/${second}/admit`);
    await inside(page, room, 'Ada', { microphone: false, camera: true });
  });

const ada = async (t) => {
  await startServer();
  const room = await TestRoom.make('Consultation');
  t.after(() => room.end());
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.join((await room.link()).joinUrl, 'Ada');
  return { room, page };
};

test('a way back that is worth nothing any more leads to the lobby, with a word', { timeout: 60_000 }, async (t) => {
  const { room, page } = await ada(t);
  await page.press('m');
  await inside(page, room, 'Ada', { microphone: false, camera: true });
  // At the last moment: the page writes its stay at each change.
  await page.evaluate(() =>
    window.addEventListener('pagehide', () => {
      const stay = JSON.parse(sessionStorage.getItem('lethe-stay'));
      sessionStorage.setItem('lethe-stay', JSON.stringify({ ...stay, wayBack: `${stay.wayBack}x` }));
    }),
  );
  await page.page.reload();
  await page.appears('.preview .microphone.off');
  assert.match(await page.text('form > .error'), /away too long/);
  assert.equal(await page.evaluate(() => document.querySelector('#name').value), 'Ada');
});

test('a tab that was duplicated with its storage leaves the first one its seat', { timeout: 60_000 }, async (t) => {
  const { room, page } = await ada(t);
  await inside(page, room, 'Ada', { microphone: true, camera: true });
  const { id } = room.person('Ada');
  const opened = page.page.waitForEvent('popup');
  await page.evaluate(() => void window.open(location.href));
  await (await opened).waitForSelector('#name');
  assert.equal(room.person('Ada').id, id);
  await page.appears('.room');
});
