// SPDX-License-Identifier: AGPL-3.0-or-later
// What hosts are told and can do, and what their guests are asked: in Chromium and in Firefox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { call, origin, startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

const inBoth = (name, run) => {
  for (const kind of ['chromium', 'firefox'])
    test(`in ${kind} ${name}`, { timeout: 60_000 }, async (t) => {
      await startServer();
      const pages = [];
      t.after(() => Promise.all(pages.map((page) => page.close())));
      const open = async (n = pages.length) => (pages.push(await openPage(kind, n)), pages.at(-1));
      await run(t, open);
    });
};
const made = async (t, name, settings = {}) => {
  const room = await TestRoom.make(name);
  t.after(() => room.end());
  await room.patch(settings);
  return room;
};
const knock = async (room, link, displayName) =>
  (await call('POST', `/rooms/${room.id}/participants`, { displayName }, link.token)).json().participant.id;
const accessible = (page, what) => page.kind === 'chromium' && assertAccessible(page, what);

test('links are found in what people paste, and only those of this server', async () => {
  const { findLink, isCut, readLink } = await import('../../../api/web/base/link.js');
  const token = `li_${'aB3-_'.repeat(8)}xyz`;
  const [host, hash] = ['meet.example.org:8443', `#room1/${token}`];
  for (const text of [
    `https://${host}/join${hash}`,
    `${host}/join${hash}`,
    `<https://${host}/join${hash}>`,
    `Come to "https://${host}/listen${hash}".`,
    `http://MEET.example.org:8443/join/${hash} tomorrow`,
  ])
    assert.equal(findLink(text, host), hash, text);
  for (const text of [`https://other.example.org/join${hash}`, `https://${host}.evil.org/join${hash}`, `https://${host}/join`, hash, ''])
    assert.equal(findLink(text, host), null, text);
  assert.deepEqual([isCut(readLink(hash)), isCut(readLink(hash.slice(0, -1)))], [false, true]);
});

inBoth('a host who comes late is told who waits, and lets them in from there', async (t, open) => {
  const room = await made(t, 'Late', { lobby: true });
  const guests = await room.link();
  const guest = await open();
  await guest.open(guests.joinUrl);
  await guest.appears('#name');
  await guest.page.type('#name', 'Grace');
  await guest.press('Enter');
  await guest.until(() => /wait/.test(document.querySelector('h1').textContent), undefined, 'the wait');
  assert.match(await guest.text('.lead'), /as soon as one is here/);

  const ada = await open();
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  assert.match(await ada.text('.toast.knock'), /Grace is waiting/);
  await ada.screenshot(`waits-${ada.kind}`);
  await knock(room, guests, 'Heidi');
  await ada.until(() => /2 people/.test(document.querySelector('.toast.knock').textContent), undefined, 'one note for both');
  assert.equal(await ada.evaluate(() => document.querySelectorAll('.toast.knock').length), 1);
  await accessible(ada, 'two wait');
  await ada.click('.toast.knock button:nth-of-type(1)');
  await guest.appears('.room');
  await until(() => room.person('Heidi'), 'Heidi inside');
  await ada.until(() => !document.querySelector('.toast.knock'), undefined, 'no note any more');
});

inBoth('the list of rooms says who waits, and the owner is asked for no PIN', async (t, open) => {
  const account = { name: `owner.${Math.random().toString(36).slice(2, 8)}`, password: 'correct horse battery' };
  await call('POST', '/accounts', account);
  const { token } = (await call('POST', '/sessions', account)).json();
  t.after(() => call('DELETE', '/accounts/me', undefined, token));
  const { id } = (await call('POST', '/rooms', { name: 'Own', lobby: true, pin: '4711' }, token)).json();
  const guests = (await call('POST', `/rooms/${id}/invitations`, {}, token)).json();
  await call('POST', `/rooms/${id}/participants`, { displayName: 'Grace', pin: '4711' }, guests.token);
  const page = await open();
  await page.open(origin);
  await page.appears('#user');
  await page.evaluate((value) => sessionStorage.setItem('lethe', value), token);
  await page.open('about:blank');
  await page.open(origin);
  await page.until(() => /1 waiting/.test(document.querySelector('.rooms .hint')?.textContent), undefined, 'one who waits');
  await page.click('.rooms .primary');
  await page.appears('#name');
  assert.equal(await page.evaluate(() => document.querySelector('#pin')), null);
  await page.open('about:blank');
  await page.open(guests.joinUrl);
  await page.appears('#pin');
});

inBoth('who is invited to watch is asked for no camera, and told that they watch', async (t, open) => {
  const room = await made(t, 'Watched');
  const page = await open();
  await page.open((await room.link('viewer')).joinUrl);
  assert.match(await page.text('.lead'), /watch and listen/);
  await page.screenshot(`watch-${page.kind}`);
  await accessible(page, 'lobby of a viewer');
  assert.equal(await page.evaluate(() => document.querySelector('.check-up, #listen')), null);
  await page.page.type('#name', 'Grace');
  await page.press('Enter');
  await page.appears('.watching:not([hidden])');
  await page.playing();
  await page.screenshot(`watching-${page.kind}`);
  assert.equal(await page.evaluate(() => Object.keys(window.e2e.asked ?? {}).length), 0);
  await accessible(page, 'room of a viewer');
});

inBoth('a host sees who is in the spotlight, and ends it', async (t, open) => {
  const room = await made(t, 'Spotlight');
  const guests = await room.link();
  const [ada, grace] = [await open(), await open()];
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  await grace.join(guests.joinUrl, 'Grace');
  await until(() => room.person('Grace'), 'Grace');
  const grace_ = `.people li[data-id="${room.person('Grace').id}"]`;
  await ada.click('.people-toggle');
  const label = async () => {
    await ada.click(`${grace_} [data-act=more]`);
    return ada.text('[data-act=spotlight]');
  };
  assert.match(await label(), /Spotlight for everyone/);
  await ada.click('[data-act=spotlight]');
  await ada.appears(`${grace_} .mark.pinned`);
  await ada.screenshot(`spotlight-${ada.kind}`);
  await accessible(ada, 'spotlight');
  await grace.click('.people-toggle');
  await grace.appears(`${grace_} .mark.pinned`);
  assert.match(await label(), /Remove spotlight/);
  await ada.click('[data-act=spotlight]');
  await ada.until((row) => !document.querySelector(`${row} .mark.pinned`), grace_, 'no spotlight');
  await until(() => room.person('Grace').pinned === false, 'a gallery for all');
});

inBoth('who is removed can be shut out in the same dialog', async (t, open) => {
  const room = await made(t, 'Order');
  const guests = await room.link();
  const ada = await open();
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  const join = (displayName, link) => call('POST', `/rooms/${room.id}/participants`, { displayName }, link.token);
  await join('Mallory', guests);
  await until(() => room.person('Mallory'), 'Mallory');
  await ada.click('.people-toggle');
  await ada.click(`.people li[data-id="${room.person('Mallory').id}"] [data-act=more]`);
  await ada.click('[data-act=remove]');
  await ada.click('#remove-withdraw');
  await ada.click('#remove-lock');
  await ada.screenshot(`remove-${ada.kind}`);
  await accessible(ada, 'removing');
  await ada.click('dialog .danger');
  await until(() => !room.person('Mallory'), 'Mallory to be out');
  await assert.rejects(join('Mallory', guests), { status: 401 });
  await assert.rejects(join('Mallory', await room.link()), { status: 409 });
});

inBoth('who shares a screen is known before, and a host may take over', async (t, open) => {
  const room = await made(t, 'Screens');
  const guests = await room.link();
  const [ada, ben, grace] = [await open(), await open(), await open()];
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  await ben.join(guests.joinUrl, 'Ben');
  await grace.join(guests.joinUrl, 'Grace');
  await ben.playing();
  await ben.press('d');
  await ben.appears('.round.screen.on');
  await grace.appears('.round.screen.taken');
  assert.match(await grace.evaluate(() => document.querySelector('.round.screen').title), /Ben is sharing a screen/);
  await grace.press('d');
  assert.match(await grace.text('.toast.taken'), /Ben is sharing a screen/);
  assert.equal(await grace.evaluate(() => window.e2e.screensAsked ?? 0), 0);
  await ada.press('d');
  await ada.appears('.toast.taken');
  await ada.screenshot(`taken-${ada.kind}`);
  await accessible(ada, 'a screen is shared');
  await ada.click('.toast.taken button');
  await ada.appears('.round.screen.on');
  assert.match(await ben.text('.toast.unshared'), /host ended your screen sharing/);
  await until(() => room.person('Ada').screen && !room.person('Ben').screen, 'the screen of Ada instead');
  await ada.press('d');
  await grace.until(() => !document.querySelector('.toast.taken, .round.screen.taken'), undefined, 'the note to go');
});

inBoth('links that were cut, wrapped in text or half right get an answer that fits', async (t, open) => {
  const room = await made(t, 'Cut');
  const { joinUrl } = await room.link();
  const page = await open();
  const lead = async (url) => {
    await page.open('about:blank');
    await page.open(url);
    return page.text('.lead');
  };
  for (const cut of [`${origin}/join`, joinUrl.slice(0, -4), joinUrl.slice(0, joinUrl.lastIndexOf('/') + 1), `${origin}/join#${room.id}`])
    assert.match(await lead(cut), /incomplete/, cut);
  assert.match(await lead(`${joinUrl.slice(0, -4)}AAAA`), /not valid/);
  const hostless = joinUrl.replace(/^https?:\/\//, '');
  for (const text of [hostless, `<${joinUrl}>`, `Join here: ${joinUrl}. Bye`, ` ${joinUrl} `]) {
    await page.open('about:blank');
    await page.open(origin);
    await page.appears('#link');
    await page.page.type('#link', text);
    await page.press('Enter');
    await page.appears('#name');
  }
  await page.open('about:blank');
  await page.open(joinUrl.replace('/join#', '/join/#'));
  await page.appears('#name');
  await page.open(`${origin}/rooms`);
  assert.match(await page.text('h1'), /no page here/);
  await page.screenshot(`nothing-${page.kind}`);
});
