// SPDX-License-Identifier: AGPL-3.0-or-later
// The page's screens: words, refusals, devices that fail, and accessibility checks.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { assertAccessible } from './support/accessible.mjs';
import { openPage } from './support/browsers.mjs';
import { askedFor } from './support/contract_proxy.mjs';
import { Peer } from './support/peer.mjs';
import { addressOf, call, origin, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const web = new URL('../../api/web/', import.meta.url).pathname;
const sources = new Map(
  // name → path
  readdirSync(web, { recursive: true })
    .filter((path) => path.includes('.'))
    .map((path) => [basename(path), join(web, path)]),
);
const source = (name) => readFileSync(sources.get(name), 'utf8');

const filesOfThePage = (paths) => paths.filter((path) => !/^\/(api|whip|whep|streams)\//.test(path));

// What `run` returns in a browser that has loaded a module of the page; `run` gets the module and `argument`; as a
// string, it is not subject to the page's own policy.
async function inModule(name, run, argument) {
  await startServer();
  const page = await openPage('chromium', 0);
  try {
    await page.open(origin);
    return await page.evaluate(`import('/${name}').then((module) => (${run})(module, ${JSON.stringify(argument)}))`);
  } finally {
    await page.close();
  }
}

test('the page is that of the sources, comes from one place and has nothing inline', async () => {
  await startServer();
  const compared = await promisify(execFile)(new URL('../../tools/compare-page', import.meta.url).pathname, [origin]);
  const names = [...sources.keys()];
  assert.match(compared.stdout, /All \d+ files/);
  assert.ok(Number(compared.stdout.match(/\d+/)) > names.length, compared.stdout);
  // No text is over several lines, so that a line that looks like a comment is one.
  for (const name of names.filter((one) => one.endsWith('.js')))
    for (const line of source(name).split('\n')) assert.ok((line.match(/`/g)?.length ?? 0) % 2 === 0, `${name}: ${line}`);
  for (const name of names)
    assert.doesNotMatch(
      source(name).replaceAll('http://www.w3.org/2000/svg', ''),
      /https?:\/\/|innerHTML|insertAdjacentHTML|document\.write|eval\(/,
      name,
    );
  for (const name of ['index.html', 'listen.html'])
    assert.doesNotMatch(
      source(name).replace('<script type="importmap"></script>', ''),
      /<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/,
      name,
    );
  for (const path of ['/', '/join', '/listen', '/reference']) {
    const answer = await fetch(origin + path);
    const [, map] = (await answer.text()).match(/<script type="importmap">(.*?)<\/script>/);
    const policy = answer.headers.get('content-security-policy');
    assert.match(policy, /default-src 'self'/);
    assert.ok(policy.includes(`script-src 'self' 'sha256-${createHash('sha256').update(map).digest('base64')}';`), policy);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('set-cookie'), null);
  }
});

test('a first visit loads 60 kB at most, and the next one nothing that has not changed', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const { joinUrl } = await room.link();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  const finished = [];
  page.page.on(
    'requestfinished',
    (request) =>
      request.url().startsWith(`${origin}/`) && filesOfThePage([new URL(request.url()).pathname]).length && finished.push(request),
  );
  const visit = async () => {
    askedFor(); // by others, before
    await page.open('about:blank');
    await page.join(joinUrl, 'Ada');
    await page.playing();
    const files = filesOfThePage(askedFor());
    await page.click('.round.leave'); // otherwise the next visit comes straight back
    await page.appears('.card');
    return files;
  };
  const first = await visit();
  assert.ok(first.length > 30, first.join(' '));
  const sizes = await Promise.all(finished.map((request) => request.sizes()));
  const sum = (part) => sizes.reduce((all, one) => all + one[part], 0);
  const bodies = sum('responseBodySize');
  t.diagnostic(
    `a first visit, from the link into the room: ${first.length} files, ${bodies} bytes, and ${sum('responseHeadersSize')} bytes of headers`,
  );
  assert.ok(sizes.length >= first.length, 'what came from the memory of the browser is told, too');
  assert.ok(bodies > 20_000 && bodies <= 60_000, `${bodies} bytes`);
  assert.deepEqual(await visit(), ['/join']);
});

test('the document names all modules on the way to the lobby, and then to the room, so that they come at once', () => {
  const needed = new Set();
  const follow = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const [, next] of source(name).matchAll(/^import\b[^;]* from '([\w./]+\.js)';/gm)) follow(basename(next));
  };
  const named = (place) => [...source('index.html').matchAll(place)].map(([, name]) => name);
  follow('main.js');
  follow('lobby.js');
  const first = named(/(?:modulepreload" href|module" src)="(\w+\.js)"/g);
  assert.deepEqual(first.sort(), [...needed].sort());
  follow('room.js');
  assert.deepEqual([...first, ...named(/rel="later" href="(\w+\.js)"/g)].sort(), [...needed].sort());
});

test('devices are chosen before and in a meeting', { timeout: 30_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const page = await openPage('chromium', 0, { devices: 2 });
  t.after(() => page.close());
  const asked = () => page.evaluate(() => window.e2e.asked);
  await page.open((await room.link()).joinUrl);
  await page.appears('#pick-output');
  await page.page.selectOption('#pick-video', 'videoinput-1');
  await page.until(() => window.e2e.asked.video?.deviceId?.exact === 'videoinput-1', undefined, 'the other camera');
  await page.page.selectOption('#pick-output', 'audiooutput-1');
  await page.click('.preview .microphone');
  await page.appears('.preview .microphone.off');
  await assertAccessible(page, 'choice of devices');
  await page.page.type('#name', 'Ada');
  await page.press('Enter');
  await page.playing();
  await page.appears('.controls .microphone.off');
  await until(() => room.person('Ada')?.microphone === false && room.person('Ada').camera, 'a muted Ada');
  await page.click('.round.more');
  await page.click('[data-act=devices]');
  await page.appears('dialog #pick-audio');
  await page.page.selectOption('#pick-audio', 'audioinput-1');
  await page.until(() => window.e2e.asked.audio?.deviceId?.exact === 'audioinput-1', undefined, 'the other microphone');
  await page.press('Escape');
  await page.press('m');
  await until(() => room.person('Ada').microphone, 'Ada to be heard');
  assert.equal((await asked()).video, undefined);

  // The plug of the microphone that was opened last is pulled.
  await page.evaluate(() => {
    window.e2e.tracks[0].stop();
    window.e2e.tracks[0].dispatchEvent(new Event('ended'));
  });
  await page.appears('.controls .microphone.off');
  assert.match(await page.text('.toast.problem'), /No microphone found\.$/);
  await until(() => !room.person('Ada').microphone, 'a silent Ada');
});

test('the layout that a frame shows is told by timestamps modulo 2^32', async () => {
  const cases = [
    [1000, 1000, true],
    [1000, 1001, false],
    [3, 0xfffffff0, true],
    [0xfffffff0, 3, false],
    [0, 0x70000000, true], // long ago, not in half a day
  ];
  const told = await inModule('stage.js', ({ shows }, all) => all.map(([frame, timestamp]) => shows(frame, timestamp)), cases);
  assert.deepEqual(
    told,
    cases.map(([, , expected]) => expected),
  );
});

test('ICE fragments carry credentials and candidates, and replace those of an answer', async () => {
  const sdp = [
    'v=0',
    'm=audio 40000 UDP/TLS/RTP/SAVPF 111',
    'a=ice-ufrag:one',
    'a=ice-pwd:secret',
    'a=mid:0',
    'a=candidate:1 1 udp 1 192.0.2.1 5 typ host',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=ice-ufrag:one',
    'a=mid:1',
    '',
  ].join('\r\n');
  const [made, merged] = await inModule(
    'fragment.js',
    ({ fragment, withFragment }, text) => [
      fragment(text, ['candidate:7', null]),
      withFragment(text, 'a=ice-ufrag:two\r\na=ice-pwd:other\r\na=candidate:9 new\r\n'),
    ],
    sdp,
  );
  assert.equal(
    made,
    'a=ice-ufrag:one\r\na=ice-pwd:secret\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=candidate:7\r\na=end-of-candidates\r\n',
  );
  assert.deepEqual(
    merged.match(/ufrag:\w+|pwd:\w+|candidate:.*/g).map((part) => part.trim()),
    ['ufrag:two', 'pwd:other', 'candidate:9 new', 'ufrag:two'],
  );
});

test('a link that is not valid, a full room and a locked room each get a sentence', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  const sentence = async (url) => {
    await page.open('about:blank');
    await page.open(url);
    return page.text('.lead');
  };
  assert.match(await sentence(`${origin}/join`), /incomplete/);
  assert.match(await sentence(`${origin}/join#${room.id}/${'x'.repeat(43)}`), /not valid/);
  assert.match(await sentence(`${origin}/join#nowhere/${link.token}`), /not valid/);
  await assertAccessible(page, 'error');

  await call('POST', `/rooms/${room.id}/participants`, { displayName: 'First' }, link.token);
  await room.patch({ capacity: 1 });
  assert.match(await sentence(link.joinUrl), /full/);
  await room.patch({ capacity: 9, locked: true });
  await page.open('about:blank');
  await page.open(link.joinUrl);
  await page.appears('#name');
  await page.page.type('#name', 'Late');
  await page.click('form button[type=submit]');
  assert.match(await page.text('form > .error'), /locked/);
});

test('a part of the page that does not arrive leaves a sentence and a way on, never a blank page', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Parts');
  t.after(() => room.end());
  const { joinUrl } = await room.link();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  const without = async (part, look) => {
    const address = await addressOf(part);
    await page.page.route(`**${address}`, (route) => route.abort());
    await page.open('about:blank');
    await page.open(joinUrl);
    await look();
    await page.page.unroute(`**${address}`);
  };

  await without('brand.js', () =>
    page.until(
      () => getComputedStyle(document.querySelector('.late')).visibility === 'visible',
      undefined,
      'a word that it is late',
      10_000,
    ),
  );
  await without('room.js', async () => {
    await page.appears('#name');
    assert.equal(await page.evaluate(() => document.querySelector('.late')), null);
    await page.page.type('#name', 'Ada');
    await page.press('Enter');
    await page.until(
      () => [...document.querySelectorAll('form [role=alert]')].some((one) => /could not be loaded/.test(one.textContent)),
      undefined,
      'a sentence at the door',
    );
    assert.equal(room.participants.size, 0);
  });
  await without('lobby.js', async () => {
    await page.appears('.card button.primary');
    assert.match(await page.text('.lead'), /could not be loaded/);
  });
  await page.click('.card button.primary');
  await page.appears('#name');
});

test('each way that camera and microphone fail has a sentence and a way on', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const failures = {
    NotAllowedError: /is blocking/,
    NotFoundError: /No camera or microphone found/,
    NotReadableError: /by another program/,
    OverconstrainedError: /cannot be used for video/,
    SecurityError: /secure/,
    TypeError: /could not be started/,
  };
  for (const [denied, expected] of Object.entries(failures)) {
    const page = await openPage('chromium', 0, { denied });
    await page.open(link.joinUrl);
    assert.match(await page.text('.problem'), expected);
    if (denied === 'NotAllowedError') {
      await assertAccessible(page, 'lobby without devices');
      await page.page.type('#name', 'Listener');
      await page.click('#listen');
      await page.click('form button[type=submit]');
      await page.playing();
      await page.appears('.round.microphone.off');
      await room.shows(['Listener']);
    }
    await page.close();
  }
});

test('what was written is gone from the page with the meeting', { timeout: 30_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make();
  t.after(() => room.end());
  const link = await room.link();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.join(link.joinUrl, 'Ada');
  const { token } = (await call('POST', `/rooms/${room.id}/participants`, { displayName: 'Grace' }, link.token)).json();
  await call('POST', `/rooms/${room.id}/messages`, { text: 'between us' }, token);
  await page.until(() => /between us/.test(document.getElementById('live').textContent), undefined, 'the message, for the ear');
  await page.click('.round.leave');
  await page.appears('.card');
  assert.doesNotMatch(await page.evaluate(() => document.documentElement.textContent), /between us/);
});

test(
  'every screen is free of accessibility violations, in both languages and colours, and fits a phone',
  { timeout: 90_000 },
  async (t) => {
    await startServer();
    const room = await TestRoom.make('Weekly');
    t.after(() => room.end());
    const link = await room.link('moderator');
    const peer = await Peer.join(room, link, 'Grace', { n: 2 });
    t.after(() => peer.release());
    const looks = [
      { locale: 'en', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
      { locale: 'de', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
      { locale: 'en', colorScheme: 'dark', viewport: { width: 640, height: 400 } }, // a desktop at 200 %
    ];
    for (const look of looks) {
      const page = await openPage('chromium', 1, look);
      const screen = (name) => assertAccessible(page, `${name} in ${look.locale} ${look.viewport.width}`);
      await page.open(origin);
      await page.appears('#link');
      await page.appears('.other-way');
      assert.equal(await page.evaluate(() => document.documentElement.lang), look.locale);
      await screen('home');
      await page.open(`${origin}/transparency`);
      assert.equal(await page.evaluate(() => document.documentElement.lang), look.locale);
      assert.match(await page.text('main'), /Landlock.*seccomp/s);
      await screen('transparency');
      await page.open(origin);
      await page.appears('a[href^="transparency"]');
      await page.page.fill('#link', 'https://example.org/elsewhere');
      await page.press('Enter');
      assert.match(await page.text('#link-error'), /127\.0\.0\.1/);
      await page.page.fill('#link', link.joinUrl);
      await page.press('Enter');
      await page.appears('#name');
      await page.until(() => document.querySelector('.preview video').videoWidth > 0, undefined, 'a preview');
      await page.until(() => Number(document.querySelector('.level').getAttribute('aria-valuenow')) > 40, undefined, 'a level');
      await screen('lobby');
      await page.page.type('#name', 'Ada');
      await page.press('Enter');
      await page.playing();
      await page.appears('.cover:not([hidden])');
      await screen('room');
      await page.press('p');
      await page.appears('.people:not([hidden])');
      await screen('participants');
      await page.press('p');
      await page.press('c');
      await page.appears('.chat:not([hidden])');
      await page.press('Enter');
      await page.page.keyboard.insertText('Good morning! https://example.org/agenda is the agenda.');
      await page.press('Enter');
      await page.appears('.chat li a');
      await screen('chat');
      await page.page.focus('.chat header button');
      await page.press('Enter');
      for (const [selector, name] of [
        ['.round.more', 'menu'],
        [`.people li:not([data-id="${room.person('Ada').id}"]) [data-act=more]`, 'person'],
        ['[data-act=invite]', 'inviting'],
      ]) {
        if (name !== 'menu') await page.press('p');
        await page.click(selector);
        await page.appears('dialog[open]');
        await screen(name);
        await page.press('Escape');
        if (name !== 'menu') await page.press('p');
      }
      await page.click(look.viewport.width > 720 ? '.round.layout' : '.round.more');
      if (look.viewport.width <= 720) await page.click('dialog [data-act=layout]');
      await page.appears('dialog [data-act=gallery]');
      await screen('layouts');
      await page.press('Escape');
      await page.press('t');
      await page.until(() => /kbit/.test(document.querySelector('.statistics dl')?.textContent), undefined, 'figures');
      const figure = (n) => page.evaluate((nth) => document.querySelectorAll('.statistics dd')[nth].textContent, n);
      await until(
        async () => (await figure(0)) === room.person('Ada').step,
        async () => `her step; the panel has ${await figure(0)}`,
      );
      assert.match(await figure(1), /^\d+ × \d+, \d+ fps$/);
      assert.doesNotMatch(await page.text('.statistics .hint'), /three|drei/);
      await screen('statistics');
      await page.press('t');
      await page.press('?');
      await page.appears('dialog[open]');
      await screen('keys');
      await page.click('#keys-on');
      await page.press('Escape');
      await page.press('m');
      assert.equal(await page.evaluate(() => document.querySelector('.round.microphone').classList.contains('off')), false);
      await page.click('.round.leave');
      await page.appears('dialog [data-act=end]');
      await screen('leaving');
      await page.click('[data-act=leave]');
      await page.appears('.card');
      await screen('goodbye');
      assert.deepEqual(page.problems, []);
      await page.close();
    }
  },
);
