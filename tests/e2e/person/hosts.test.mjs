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

test('a calendar file has lines of 75 bytes at most, and says what it should', async () => {
  const { calendar } = await import('../../../api/web/invitations/calendar.js');
  const file = calendar({
    title: 'Rat, Ausschuss; Süd',
    text: `Einladung zu Süd\nLink: https://meet.example.org/join#${'a'.repeat(80)} ${'ü'.repeat(60)}`,
    url: 'https://meet.example.org/join#room/li_x',
    begin: new Date('2030-02-03T09:30:00Z'),
    id: '1-2-3',
    now: new Date('2030-01-01T00:00:00.5Z'),
  });
  const lines = file.split('\r\n');
  assert.equal(lines.pop(), '');
  for (const line of lines) assert.ok(new TextEncoder().encode(line).length <= 75 && !/[\r\n]/.test(line), line);
  const whole = file.replaceAll('\r\n ', '').split('\r\n');
  assert.deepEqual(
    ['DTSTAMP:20300101T000000Z', 'DTSTART:20300203T093000Z', 'DTEND:20300203T103000Z', 'SUMMARY:Rat\\, Ausschuss\\; Süd'].filter(
      (line) => !whole.includes(line),
    ),
    [],
  );
  assert.ok(whole.includes(`DESCRIPTION:Einladung zu Süd\\nLink: https://meet.example.org/join#${'a'.repeat(80)} ${'ü'.repeat(60)}`));
});

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
  assert.match(await ben.text('.toast.unshared'), /host stopped your screen sharing/);
  await until(() => room.person('Ada').screen && !room.person('Ben').screen, 'the screen of Ada instead');
  await ada.press('d');
  await grace.until(() => !document.querySelector('.toast.taken, .round.screen.taken'), undefined, 'the note to go');
});

inBoth('whoever is alone copies a link, and a host finds text, mail and calendar beside it', async (t, open) => {
  const room = await made(t, 'Weekly; "with", commas', { pin: '4711' });
  const ada = await open();
  await ada.open((await room.link('moderator')).joinUrl);
  await ada.appears('#pin');
  await ada.page.type('#name', 'Ada');
  await ada.page.type('#pin', '4711');
  await ada.press('Enter');
  assert.match(await ada.text('.toast.alone'), /only one here/);
  await ada.screenshot(`alone-${ada.kind}`);
  await accessible(ada, 'alone');
  await ada.click('.toast.alone button');
  await ada.appears('.made textarea');
  const link = await ada.evaluate(() => document.querySelector('.copy input').value);
  const shown = (part) => ada.evaluate((selector) => Boolean(document.querySelector(selector)), part);
  assert.equal(await ada.evaluate(() => document.querySelector('[data-act=calendar]').hidden), true);
  await ada.evaluate(() => {
    for (const [id, value] of [
      ['invite-when', '2030-02-03T09:30'],
      ['invite-pin', '4711'],
    ]) {
      document.getElementById(id).value = value;
      document.getElementById(id).dispatchEvent(new Event('input'));
    }
  });
  const text = await ada.evaluate(() => document.querySelector('.made textarea').value);
  assert.match(text, /^Invitation to Weekly; "with", commas\nWhen: Sunday, .*2030.*9:30.*\nLink: http.*\nPIN: 4711$/);
  assert.ok(text.includes(link));
  const mail = await ada.evaluate(() => document.querySelector('[data-act=mail]').href);
  assert.equal(new URL(mail).searchParams.get('body').replaceAll('\r\n', '\n'), text);
  await ada.screenshot(`invite-${ada.kind}`);
  await accessible(ada, 'ready text');
  await ada.press('Escape');

  // Nobody else but the one who came is needed for the note to go.
  await call('POST', `/rooms/${room.id}/participants`, { displayName: 'Grace', pin: '4711' }, link.split('/').at(-1));
  await ada.until(() => !document.querySelector('.toast.alone'), undefined, 'no note any more');
  assert.ok(await shown('.room'));
});

inBoth('a guest who is alone copies the link by which they came, but not one for one person', async (t, open) => {
  const room = await made(t, 'Guests');
  const [ada, grace] = [await open(), await open()];
  const link = await room.link();
  await ada.join(link.joinUrl, 'Ada');
  await ada.evaluate(() => (navigator.clipboard.writeText = async (text) => void (window.copied = text)));
  await ada.click('.toast.alone button');
  await ada.until((url) => window.copied === url, link.joinUrl, 'the link');
  await ada.click('.round.more');
  await ada.appears('dialog [data-act=copy]');
  await grace.join((await room.link('participant', { uses: 1 })).joinUrl, 'Grace');
  await grace.click('.round.more');
  await grace.appears('dialog [data-act=devices]');
  assert.equal(await grace.evaluate(() => document.querySelector('dialog [data-act=copy]')), null);
  await ada.until(() => !document.querySelector('.toast.alone'), undefined, 'company');
});

inBoth('invitations have labels and dates, and are withdrawn only after a question', async (t, open) => {
  const room = await made(t, 'Links');
  const ada = await open();
  await ada.join((await room.link('moderator', { label: 'For me' })).joinUrl, 'Ada');
  await ada.click('.people-toggle');
  await ada.click('.people [data-act=invite]');
  await ada.until(() => /For me/.test(document.querySelector('.invitations li')?.textContent), undefined, 'the link by which she came');
  assert.match(await ada.text('.invitations li'), /created .*last used/);
  await ada.page.type('#invite-label', 'Press <b>');
  await ada.press('Enter');
  await ada.until(() => /Press <b>/.test(document.querySelector('.invitations li:nth-child(2)')?.textContent), undefined, 'the other one');
  assert.match(await ada.text('.invitations li:nth-child(2)'), /not used yet/);
  await ada.screenshot(`links-${ada.kind}`);
  await ada.click('.invitations li:nth-child(2) button');
  assert.match(await ada.text('dialog:last-of-type .hint'), /Press <b>/);
  await accessible(ada, 'withdrawing');
  await ada.click('dialog:last-of-type .danger');
  await ada.until(() => document.querySelectorAll('.invitations li').length === 1, undefined, 'one link');
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

inBoth('who wants to stay logged in is, in other tabs, until they log out', async (t, open) => {
  const page = await open();
  const name = `stays.${Math.random().toString(36).slice(2, 8)}`;
  await page.open(origin);
  await page.click('.other-way .link');
  assert.match(await page.text('#password-hint'), /cannot be reset by e-mail/);
  await page.screenshot(`register-${page.kind}`);
  await page.page.type('#user', name);
  await page.page.type('#password', 'correct horse battery');
  await page.click('#stay');
  await page.press('Enter');
  await page.appears('.organiser');
  await page.evaluate(() => sessionStorage.clear()); // as in another tab
  await page.open('about:blank');
  await page.open(origin);
  await page.appears('.organiser');
  await page.click('.bar button');
  await page.click('[data-act=erase]');
  await page.click('dialog:last-of-type .row:last-child .danger:last-child');
  await page.appears('.home');
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
});
