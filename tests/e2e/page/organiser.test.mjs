// SPDX-License-Identifier: AGPL-3.0-or-later
// An organiser, from registering to erasing the account.
import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { call, origin, startServer } from '../support/server.mjs';

const password = 'correct horse battery';

// What a camera reads from rows of 0 and 1.
function read(rows) {
  const [scale, quiet] = [3, 12];
  const size = rows.length * scale + 2 * quiet;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < rows.length * scale; y++)
    for (let x = 0; x < rows.length * scale; x++)
      if (rows[Math.floor(y / scale)][Math.floor(x / scale)])
        pixels.fill(0, 4 * ((y + quiet) * size + x + quiet), 4 * ((y + quiet) * size + x + quiet) + 3);
  return jsQR(pixels, size, size)?.data;
}

test('QR codes of every size say what they should', async () => {
  const { qr } = await import('../../../api/web/invitations/qr.js');
  for (const length of [1, 14, 15, 60, 100, 121, 122, 180, 251, 287, 366, 500, 666]) {
    const text = 'https://meet.example.org/join#Ünï/'.slice(0, length) + 'aB3_-'.repeat(140).slice(0, Math.max(0, length - 36));
    assert.equal(read(qr(text)), text, `${length} bytes`);
  }
  assert.throws(() => qr('x'.repeat(667)), RangeError);
});

async function fill(page, values) {
  for (const [selector, value] of Object.entries(values)) {
    await page.appears(selector);
    if (page.kind === 'firefox') await page.page.locator(selector).fill(value);
    else await page.page.fill(selector, value);
  }
}

for (const kind of ['chromium', 'firefox'])
  test(`in ${kind} an organiser registers, makes a room, invites, enters, and erases all of it`, { timeout: 90_000 }, (t) =>
    organise(t, kind),
  );

async function organise(t, kind) {
  await startServer();
  const page = await openPage(kind, 0);
  t.after(() => page.close());

  await t.test('mistakes have sentences', async () => {
    await page.open(origin);
    await page.click('.other-way .link');
    await fill(page, { '#user': 'ada organiser', '#password': 'short' });
    await page.press('Enter');
    assert.match(await page.text('#user-error'), /2 to 32/);
    await assertAccessible(page, 'registering');
    await fill(page, { '#user': 'ada.organiser' });
    await page.press('Enter');
    assert.match(await page.text('#password-error'), /10 characters/);
  });

  await t.test('registering leads to the rooms', async () => {
    await fill(page, { '#password': password });
    await page.press('Enter');
    await page.appears('.organiser');
    assert.match(await page.text('.bar bdi'), /ada\.organiser/);
    await assertAccessible(page, 'no rooms yet');
    assert.deepEqual(await page.evaluate(() => [document.cookie, Object.keys(localStorage).length]), ['', 0]);
  });

  await t.test('a room is made and set', async () => {
    await fill(page, { '#room-name': '部屋'.repeat(60) });
    await page.press('Enter');
    assert.equal(await page.text('.rooms h2'), '部屋'.repeat(50));
    await page.click('[data-act=settings]');
    await fill(page, { '#set-name': '<b>Weekly</b> شات' });
    await page.press('Enter');
    await page.until(() => document.querySelector('.rooms h2').textContent.startsWith('<b>'), undefined, 'the other name');
    assert.equal(await page.text('.rooms h2'), '<b>Weekly</b> شات');
    await page.click('[data-act=settings]');
    await page.click('#set-lobby');
    await fill(page, { '#set-pin': '12' });
    await page.press('Enter');
    assert.match(await page.text('#set-pin-error'), /4 to 12/);
    await assertAccessible(page, 'settings of a room');
    await fill(page, { '#set-pin': '1234' });
    await page.press('Enter');
    await page.until(() => /lobby · PIN/.test(document.querySelector('.rooms .hint').textContent), undefined, 'a lobby and a PIN');
  });

  let link;
  await t.test('it has a link as text and as a QR code, which can be withdrawn', async () => {
    await page.click('[data-act=invite]');
    await page.click('dialog form button');
    await page.appears('.qr');
    link = await page.evaluate(() => document.querySelector('.copy input').value);
    const rows = await page.evaluate(() => {
      const size = document.querySelector('.qr').viewBox.baseVal.width - 8;
      const dark = Array.from({ length: size }, () => new Array(size).fill(0));
      for (const [, x, y] of document
        .querySelector('.qr path')
        .getAttribute('d')
        .matchAll(/M(\d+) (\d+)/g))
        dark[y - 4][x - 4] = 1;
      return dark;
    });
    assert.equal(read(rows), link);
    assert.ok(link.startsWith(`${origin}/join#`));
    await assertAccessible(page, 'invitations');
    await page.appears('.invitations li');
    await page.click('dialog form button');
    await page.until(() => document.querySelectorAll('.invitations li').length === 2, undefined, 'two links');
    await page.click('.invitations li:nth-child(2) button');
    await page.click('dialog:last-of-type .danger');
    await page.until(() => document.querySelectorAll('.invitations li').length === 1, undefined, 'one link');
    await page.press('Escape');
  });

  await t.test('the link leads a guest to the lobby of the room, never to an account', async () => {
    const guest = await openPage('chromium', 1);
    await guest.open(link);
    assert.match(await guest.text('h1'), /Weekly/);
    await guest.appears('#pin');
    assert.equal(await guest.evaluate(() => document.querySelector('#user, .organiser')), null);
    await guest.close();
  });

  await t.test('the owner enters without link, PIN or lobby, with a name filled in', async () => {
    await page.click('.rooms .primary');
    await page.appears('#name');
    assert.equal(await page.evaluate(() => document.querySelector('#name').value), 'ada.organiser');
    await page.click('form button[type=submit]');
    await page.appears('.room');
    await page.playing();
    await page.click('.round.leave');
    await page.click('[data-act=leave]');
    await page.click('a.button');
    await page.appears('.rooms li');
  });

  await t.test('password, data and leaving', async () => {
    await page.click('.bar button');
    await fill(page, { '#password-now': 'wrong horse battery', '#password-next': `${password} staple` });
    await page.press('Enter');
    assert.match(await page.text('#password-now-error'), /not your current/);
    await assertAccessible(page, 'account');
    await fill(page, { '#password-now': password });
    await page.press('Enter');
    assert.match(await page.text('.done'), /Password changed/);
    if (kind === 'chromium') {
      const download = page.page.waitForEvent('download');
      await page.click('[data-act=export]');
      let text = '';
      for await (const chunk of await (await download).createReadStream()) text += chunk;
      assert.equal(JSON.parse(text).rooms[0].name, '<b>Weekly</b> شات');
    }
    await page.click('[data-act=out]');
    await page.appears('.home');
  });

  await t.test('logging in again, and out everywhere', async () => {
    await fill(page, { '#user': 'ada.organiser', '#password': password });
    await page.press('Enter');
    assert.match(await page.text('.ways .panel:last-child form > .error'), /Wrong user name or password/);
    await fill(page, { '#password': `${password} staple` });
    await page.press('Enter');
    await page.appears('.rooms li');
    await page.click('.bar button');
    await page.click('[data-act=everywhere]');
    await page.appears('#user');
    await fill(page, { '#user': 'ada.organiser', '#password': `${password} staple` });
    await page.press('Enter');
    await page.appears('.rooms li');
  });

  await t.test('rooms and account are deleted', async () => {
    await page.click('[data-act=delete]');
    await page.click('dialog .danger');
    await page.until(() => document.querySelectorAll('.rooms li').length === 0, undefined, 'no room');
    await page.click('.bar button');
    await page.click('[data-act=erase]');
    await page.click('dialog:last-of-type .row:last-child .danger:last-child');
    assert.match(await page.text('.notice-line'), /have been deleted/);
  });

  await t.test('the page complained of nothing but the wrong passwords', () =>
    assert.deepEqual(
      page.problems.filter((one) => !/401/.test(one)),
      [],
    ),
  );
}

test('the screens of an organiser suit a phone at night, German, and 200 % zoom', { timeout: 60_000 }, async (t) => {
  await startServer();
  const account = { name: 'grace', password };
  await call('POST', '/accounts', account);
  const { token } = (await call('POST', '/sessions', account)).json();
  await call('POST', '/rooms', { name: 'Sprechstunde mit einem ziemlich langen Namen', lobby: true, pin: '1234' }, token);
  for (const look of [
    { locale: 'de', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
    { locale: 'de', colorScheme: 'light', viewport: { width: 640, height: 400 } },
  ]) {
    const page = await openPage('chromium', 0, look);
    const screen = (name) => assertAccessible(page, `${name} ${look.colorScheme}`);
    await page.open(origin);
    await page.click('.other-way .link');
    await screen('registering');
    await page.evaluate((value) => sessionStorage.setItem('lethe', value), token);
    await page.open('about:blank');
    await page.open(origin);
    await page.appears('.rooms li');
    await screen('rooms');
    await page.click('[data-act=settings]');
    await screen('settings of a room');
    await page.press('Escape');
    await page.click('[data-act=invite]');
    await page.click('dialog form button');
    await page.appears('.qr');
    await screen('invitations');
    await page.press('Escape');
    await page.click('.bar button');
    await screen('account');
    await page.press('Escape');
    await page.click('[data-act=delete]');
    await screen('deleting');
    const bytes = await page.weight();
    t.diagnostic(`the start page loaded ${bytes} bytes`);
    assert.ok(bytes > 10_000 && bytes <= 60_000, `${bytes} bytes`);
    assert.deepEqual(page.problems, []);
    await page.close();
  }
  await call('DELETE', '/accounts/me', undefined, token);
});
