// SPDX-License-Identifier: AGPL-3.0-or-later
// A meeting as hosts and guests experience it: joining in three actions, lobby, chat, hands and moderation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from './support/accessible.mjs';
import { openPage } from './support/browsers.mjs';
import { Peer } from './support/peer.mjs';
import { call, direct, origin, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const said = (page, pattern) =>
  page.until(
    (source) => new RegExp(source).test(document.getElementById('live').textContent),
    pattern.source,
    `the announcement ${pattern}`,
  );
const gone = (page, selector) => page.until((wanted) => !document.querySelector(wanted), selector, `no ${selector}`);
const row = (room, name, part = '') => `.people li[data-id="${room.person(name).id}"] ${part}`;
const seen = (page) => page.evaluate(() => [...document.querySelectorAll('.chat .text')].map((one) => one.textContent));

// What nobody's browser may run, and what everybody shall see as it was written.
const texts = [
  '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>',
  'مرحبا بالعالم <b>abc</b> 123',
  '👩‍👩‍👧‍👦🏳️‍🌈 ok',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
  'x'.repeat(200),
];

test('a meeting: three actions, chat, hands, moderating, ending', { timeout: 120_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Weekly');
  t.after(() => room.end());
  const guests = await room.link();
  const pages = [await openPage('chromium', 0), await openPage('chromium', 1), await openPage('firefox', 2)];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  const [ada, grace, emilie] = pages;
  const elsewhere = [];
  for (const page of [ada, grace])
    page.page.on(
      'request',
      (request) => /^(blob|data):/.test(request.url()) || request.url().startsWith(`${origin}/`) || elsewhere.push(request.url()),
    );

  await t.test('from the link to the meeting: open, name, Enter', async () => {
    await ada.join((await room.link('moderator')).joinUrl, 'Ada');
    for (const [page, name] of [
      [grace, 'Grace'],
      [emilie, 'Émilie'],
    ]) {
      await page.open(guests.joinUrl);
      await page.appears('#name');
      await page.page.keyboard.type(name); // it has the focus
      await page.press('Enter');
      await page.playing();
    }
    await room.shows(['Ada', 'Grace', 'Émilie']);
    await said(ada, /Grace joined/);
  });

  await t.test('chat shows everything as it was written, and runs nothing', async () => {
    await grace.press('c');
    await grace.appears('.chat:not([hidden])');
    for (const text of texts) {
      await grace.page.keyboard.insertText(text);
      await grace.press('Enter');
    }
    for (const page of pages) {
      await page.until((count) => document.querySelectorAll('.chat .text').length === count, texts.length, 'all messages');
      assert.deepEqual(await seen(page), texts);
      assert.deepEqual(
        await page.evaluate(() => [window.hacked ?? null, document.querySelectorAll('.chat img, .chat script, .chat b').length]),
        [null, 0],
      );
    }
    await said(ada, /Grace: 👩‍👩‍👧‍👦🏳️‍🌈 ok/);
    await ada.appears('.chat-toggle[data-count="5"]');
    await ada.press('c');
    await gone(ada, '.chat-toggle[data-count]');
    await assertAccessible(ada, 'chat');
  });

  await t.test('a private message goes to one, and a host deletes what should not stay', async () => {
    await ada.page.selectOption('.chat select', room.person('Grace').id);
    await ada.page.keyboard.press('Tab');
    await ada.page.keyboard.insertText('between us');
    await ada.press('Enter');
    await grace.appears('.chat li.private');
    await ada.click('.chat li:first-child .head button');
    await emilie.until((first) => document.querySelector('.chat .text').textContent === first, texts[1], 'the first message gone');
    assert.deepEqual(await seen(emilie), texts.slice(1));
  });

  await t.test('a host closes the chat to others', async () => {
    await room.patch({ chat: false });
    await grace.until(
      () => document.querySelector('.chat form').hidden && /off/.test(document.querySelector('.chat > .hint:last-child').textContent),
      undefined,
      'a closed chat',
    );
    await room.patch({ chat: true });
    await grace.appears('.chat form:not([hidden])');
    await grace.click('.chat header button');
  });

  await t.test('a hand goes up, comes first, and is lowered by a host', async () => {
    await ada.click('.people-toggle');
    await emilie.press('r');
    await said(ada, /Émilie raised their hand/);
    await ada.until((id) => document.querySelector('.people ul:last-child li').dataset.id === id, room.person('Émilie').id, 'Émilie first');
    await assertAccessible(ada, 'hand');
    await ada.click(row(room, 'Émilie', '[data-act=more]'));
    await ada.click('[data-act=lower]');
    await said(emilie, /host lowered your hand/);
    await gone(emilie, '.round.hand.on');
  });

  await t.test('a host mutes all, and asks one to speak again', async () => {
    await ada.click('[data-act=mute-all]');
    for (const page of [grace, emilie]) await page.appears('.round.microphone.off');
    await said(grace, /host muted your microphone/);
    await until(async () => [1, 2].every((n, i, all) => ada.levels(all).then((levels) => levels.get(n) < -40)), 'silence');
    await ada.click(row(room, 'Grace', '[data-act=ask]'));
    await grace.appears('.toast.unmute');
    await assertAccessible(grace, 'asked');
    assert.match(await grace.text('.toast.unmute'), /Ada asks you to unmute/);
    await grace.click('.toast.unmute button');
    await ada.hears([1]);
  });

  await t.test('Space is for talking while it is held', async () => {
    await emilie.page.keyboard.down(' ');
    await ada.hears([1, 2]);
    await emilie.page.keyboard.up(' ');
    await emilie.appears('.round.microphone.off');
    await until(async () => (await ada.levels([2])).get(2) < -40, 'Émilie to be silent');
  });

  await t.test('a host makes somebody large, by keyboard alone', async () => {
    const more = row(room, 'Grace', '[data-act=more]');
    await ada.evaluate((place) => (window.more = document.querySelector(place)), more);
    await ada.page.focus(more);
    await ada.press('Enter');
    await ada.page.focus('dialog [data-act=spotlight]');
    await ada.press('Enter');
    await until(() => room.tile('Grace')?.width > 1.5 * room.tile('Émilie')?.width, 'a large Grace');
    await said(ada, /Grace is in the spotlight/);
    await ada.appears(row(room, 'Grace', '.mark.pinned'));
    assert.ok(
      await ada.evaluate((place) => window.more === document.querySelector(place), more),
      'the button outlasts a change of its row, and so does a click that has begun',
    );
    await ada.page.focus('.round.layout');
    await ada.press('Enter');
    await ada.page.focus('dialog [data-act=gallery]');
    await ada.press('Enter');
    await until(() => room.tile('Grace').width === room.tile('Émilie').width, 'a gallery');
  });

  await t.test('who is made a viewer is seen and heard no more, and comes back', async () => {
    await ada.click(row(room, 'Grace', '[data-act=more]'));
    await ada.click('[data-act=viewer]');
    await grace.appears('.round.microphone[hidden]');
    await room.shows(['Ada', 'Émilie']);
    await grace.playing();
    await ada.click(row(room, 'Grace', '[data-act=more]'));
    await ada.click('[data-act=participant]');
    await grace.appears('.round.camera.off:not([hidden])');
    await grace.press('v');
    await grace.press('m');
    const layout = await room.shows(['Ada', 'Grace', 'Émilie']);
    await ada.seesHues(
      layout,
      new Map(
        [
          ['Ada', 0],
          ['Grace', 1],
          ['Émilie', 2],
        ].map(([name, n]) => [room.person(name).id, n]),
      ),
    );
    await ada.hears([1]);
  });

  await t.test('figures of the line come', async () => {
    await grace.press('t');
    await grace.until(
      () =>
        /\d+ kbit\/s/.test(document.querySelector('.statistics dl')?.textContent) &&
        /\d+ × \d+/.test(document.querySelector('.statistics dl')?.textContent),
      undefined,
      'figures',
    );
    await assertAccessible(grace, 'statistics');
    await grace.press('t');
  });

  await t.test('all that a guest and a host load is small and from here, and leaves nothing behind', async () => {
    await ada.click('[data-act=invite]');
    await ada.click('dialog form button');
    await ada.appears('.qr');
    await ada.press('Escape');
    for (const [page, most] of [
      [grace, 85_000],
      [ada, 95_000],
    ]) {
      const bytes = await page.weight();
      t.diagnostic(`${page.name ?? 'a guest'} loaded ${bytes} bytes`);
      assert.ok(bytes > 20_000 && bytes <= most, `${bytes} bytes`);
      assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ['', 0, 1]); // its stay
    }
    assert.deepEqual(elsewhere, []);
  });

  await t.test('a host ends it for everybody', async () => {
    await ada.click('.round.leave');
    await ada.click('[data-act=end]');
    await ada.click('dialog .danger');
    for (const page of pages) assert.match(await page.text('.card h1'), /over/);
  });

  await t.test('no page complained', () =>
    assert.deepEqual(
      pages.flatMap((page) => page.problems),
      [],
    ),
  );
});

test('the lobby: a host is told, lets in or turns away', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Weekly');
  t.after(() => room.end());
  const guests = await room.link();
  const ada = await openPage('chromium', 0);
  t.after(() => ada.close());
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  await ada.playing();
  await ada.click('.people-toggle');
  await ada.click('.round.more');
  await ada.click('[data-act=all]');
  for (const name of ['lobby', 'muteOnEntry']) {
    await ada.click(`#set-${name}`);
    await until(async () => room.events.some(({ type, data }) => type === 'room.updated' && data[name]), name);
  }
  await assertAccessible(ada, 'menu');
  await ada.press('Escape');
  for (const [action, sees] of [
    [1, '.room'],
    [2, '.card'],
  ]) {
    const late = await openPage('chromium', 1);
    await late.open(guests.joinUrl);
    await late.appears('#name');
    await late.page.keyboard.type('<i>Late</i> 👋🏽');
    await late.press('Enter');
    await late.until(() => /wait/.test(document.querySelector('h1').textContent), undefined, 'the wait');
    if (action === 1) await assertAccessible(late, 'waiting');
    assert.match(await ada.text('.toast.knock'), /<i>Late<\/i> 👋🏽 is waiting/);
    await assertAccessible(ada, `knock ${action}`);
    await ada.click(`.toast.knock button:nth-of-type(${action})`);
    await late.appears(sees);
    if (action === 1) {
      await late.appears('.round.microphone.off');
      assert.match(await late.text('.toast.muted'), /joined muted/);
      await late.press('m');
      await late.appears('.round.microphone:not(.off)');
      await until(() => room.person('<i>Late</i> 👋🏽')?.microphone, 'who was let in to be heard');
    }
    if (action === 2) await late.until(() => /not admitted/.test(document.querySelector('h1').textContent), undefined, 'a refusal');
    await late.close();
    await gone(ada, '.waiting li');
  }
  assert.deepEqual(ada.problems, []);
});

// The quickest of three visits: what the page takes, not what else the machine does.
test('a first visit is joined within 1.5 s of opening the link, start of the devices included', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Quick');
  t.after(() => room.end());
  const { hash } = new URL((await room.link()).joinUrl);
  const visit = async (kind) => {
    const page = await openPage(kind, 0);
    const begin = performance.now();
    await page.open(`${direct}/join${hash}`); // past the contract, whose check of each request takes its time
    await page.appears('#name');
    await page.page.keyboard.type('Lin');
    await page.press('Enter');
    await page.appears('.room');
    const joined = performance.now() - begin;
    await page.playing();
    const seen = performance.now() - begin;
    await page.close();
    return { joined, seen };
  };
  for (const kind of ['chromium', 'firefox']) {
    const visits = [await visit(kind), await visit(kind), await visit(kind)];
    t.diagnostic(
      `${kind}: ${visits.map(({ joined, seen }) => `joined after ${Math.round(joined)} ms, first picture after ${Math.round(seen)} ms`).join('; ')}`,
    );
    assert.ok(Math.min(...visits.map(({ joined }) => joined)) <= 1500);
  }
});

test('names of every kind are shown as they are, on the page and in the composite', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('<u>Names</u>');
  t.after(() => room.end());
  const link = await room.link();
  const names = [
    '<b onclick=1>Bold</b>',
    'محمد عبد الله',
    '👩🏽‍🚀 Astro',
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍al̠ͨͧͩ͘go',
    'é'.repeat(200),
    '<i>محمد</i> '.repeat(16),
    '👩🏽‍🚀é'.repeat(40),
  ].map((name) => name.trim());
  const peers = [];
  t.after(() => peers.forEach((peer) => peer.release()));
  for (const name of names) peers.push(await Peer.join(room, link, name, { listener: true }));
  const page = await openPage('chromium', 0, { viewport: { width: 390, height: 844 } });
  t.after(() => page.close());
  // More than 200 characters that people see as 40: as many as fit are kept, none is broken.
  await page.join(link.joinUrl, '👨‍👩‍👧‍👦'.repeat(40));
  const { displayName: own } = await until(() => [...room.participants.values()][names.length], 'one more in the room');
  assert.match(own, /^(👨‍👩‍👧‍👦)+$/u);
  assert.equal([...own].length, 196);
  const layout = await room.shows([...names, own]);
  await page.until(
    (wanted) => window.e2e.firstFrame && window.e2e.letters(wanted).every((count) => count > 20),
    layout,
    'letters in every tile',
  );
  await assertAccessible(page, 'upright');
  await page.click('.people-toggle');
  const listed = await page.evaluate(() => [...document.querySelectorAll('.people .name')].map((one) => one.textContent));
  assert.deepEqual(listed.slice(0, names.length), names);
  assert.ok(
    await page.evaluate(
      () => document.documentElement.scrollWidth <= innerWidth && document.querySelectorAll('.people b, .room u').length === 0,
    ),
  );
  await assertAccessible(page, 'names');
  await assert.rejects(call('POST', `/rooms/${room.id}/participants`, { displayName: 'x'.repeat(201) }, link.token), { status: 400 });
});

test('by keyboard alone: a guest joins without devices, saving data, writes, and leaves', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Quiet');
  t.after(() => room.end());
  const link = await room.link();
  for (const kind of ['chromium', 'firefox']) {
    const page = await openPage(kind, 4, { denied: 'NotFoundError' });
    await page.open(link.joinUrl);
    assert.match(await page.text('.problem'), /No camera or microphone found. You can still join to watch and listen/);
    await page.tabTo('#name');
    await page.page.keyboard.type(`Lin ${kind}`);
    await page.tabTo('#saver');
    await page.press(' ');
    await page.press('Enter');
    await page.playing();
    await room.shows([`Lin ${kind}`]);
    await until(() => room.person(`Lin ${kind}`).step === '360p15', 'a low step');
    await page.tabTo('.round.chat-toggle');
    await page.press('Enter');
    await page.until(() => document.activeElement.tagName === 'TEXTAREA', undefined, 'the focus in the message');
    await page.page.keyboard.type('Hello');
    await page.press('Enter');
    await page.until(() => document.querySelector('.chat .text')?.textContent === 'Hello', undefined, 'the message');
    await page.press('Escape');
    await page.appears('.chat[hidden]');
    await page.tabTo('.round.more');
    await page.press('Enter');
    await page.tabTo('#quality');
    await page.press('Home');
    await until(() => room.person(`Lin ${kind}`).step === '720p', 'the usual step');
    await page.press('Escape');
    await page.tabTo('.round.leave');
    await page.press('Enter');
    assert.match(await page.text('.card h1'), /left/);
    assert.deepEqual(page.problems, []);
    await page.close();
  }
});

test('an upright window takes a wide composite apart', async () => {
  const { arrange } = await import('../../api/web/stage/portrait.js');
  const tile = (participant, x, y, width, height) => ({ participant, picture: 'camera', x, y, width, height });
  const two = [tile('a', 0, 180, 640, 360), tile('b', 640, 180, 640, 360)];
  assert.equal(arrange(two, 1280, 720), null);
  assert.equal(arrange(two.slice(1), 390, 700), null);
  const [a, b] = arrange(two, 390, 700);
  assert.ok(a.width > 380 && b.width > 380 && b.y >= a.y + a.height, JSON.stringify([a, b]));
  const speaker = arrange([tile('a', 0, 0, 320, 180), tile('b', 0, 180, 1280, 540)], 390, 700);
  assert.deepEqual([speaker[0].tile.participant, speaker[0].y, speaker[0].width], ['b', 0, 390]);
  for (let n = 2; n < 26; n++)
    for (const place of arrange(
      Array.from({ length: n }, (_, i) => tile(String(i), 0, 0, 100, 100)),
      390,
      700,
    ))
      assert.ok(place.x >= 0 && place.y >= 0 && place.x + place.width <= 390.1 && place.y + place.height <= 700.1);
});
