// SPDX-License-Identifier: AGPL-3.0-or-later
// What all pages have in common: the language, which people choose and which may be written from right to left, and who runs
// the server.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { askedFor } from '../support/contract_proxy.mjs';
import { makePage, withThirdLanguage } from '../support/made_page.mjs';
import { origin, startAnother, startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';

const speaks = (page, language) =>
  page.until((wanted) => document.documentElement.lang === wanted && document.querySelector('#language'), language, language);
const loaded = () => askedFor().flatMap((path) => path.match(/^\/words\/(\w+)/)?.[1] ?? []);

test('a language is chosen at the foot of the page and kept by the browser, and no other is loaded', { timeout: 60_000 }, async (t) => {
  await startServer();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.open(origin);
  await speaks(page, 'en');
  loaded();
  await page.choose('#language', 'fr');
  await speaks(page, 'fr');
  assert.equal(await page.text('#own-title'), 'Vos propres salles');
  assert.equal(await page.evaluate(() => document.querySelector('footer a').getAttribute('href')), 'transparency/fr');
  assert.deepEqual(await page.evaluate(() => [document.cookie, { ...localStorage }]), ['', { language: 'fr' }]);
  await assertAccessible(page, 'home in fr');
  await page.open('about:blank');
  await page.open(origin);
  await speaks(page, 'fr');
  assert.deepEqual([...new Set(loaded())].sort(), ['fr', 'fr_organiser']);
  await page.open(`${origin}/?language=it`);
  await speaks(page, 'it');
  await page.choose('#language', 'de');
  await speaks(page, 'de');
  assert.equal(await page.evaluate(() => location.search), '');
});

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

// The page with more languages than the server has.
async function serve(page, folder) {
  await page.page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const name = ['/', '/join'].includes(pathname) ? 'index.html' : pathname.slice(1).replace(/\.[0-9a-f]{12}(?=\.\w+$)/, '');
    const file = join(folder, name);
    if (!existsSync(file)) return route.continue();
    return route.fulfill({ body: readFileSync(file), contentType: `${types[extname(name)]}; charset=utf-8` });
  });
}

test('a language that is written from right to left has the page the other way round', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Weekly');
  t.after(() => room.end());
  const { joinUrl } = await room.link('moderator');
  const folder = makePage(withThirdLanguage());
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    const page = await openPage('chromium', 0, { viewport });
    const screen = (name) => assertAccessible(page, `${name} from the right ${viewport.width}`);
    // Where things are, from the left.
    const places = (...selectors) =>
      page.evaluate((all) => all.map((one) => document.querySelector(one).getBoundingClientRect().x), selectors);
    await serve(page, folder);
    await page.open(`${origin}/?language=he`);
    await speaks(page, 'he');
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'rtl');
    const [sign, brand] = await places('.brand .sign', '.brand');
    assert.ok(sign > brand + 30, 'the sign is to the right of the name');
    await screen('home');
    await page.open(joinUrl.replace('#', '?language=he#'));
    await page.appears('#name');
    await page.page.type('#name', 'Ada');
    await screen('lobby');
    await page.press('Enter');
    await page.playing();
    await page.press('p');
    await page.appears('.people:not([hidden])');
    await screen('room');
    if (viewport.width > 720) {
      const [pane, stage] = await places('.pane', '.stage');
      assert.ok(pane < stage, 'what opens beside the picture is to its left');
      // The picture has no direction: the own tile is covered where the server drew it.
      const layout = await room.shows(['Ada']);
      await page.appears('.cover:not([hidden])');
      const [cover, frame] = await places('.cover', '.frame');
      const width = await page.evaluate(() => document.querySelector('.frame').getBoundingClientRect().width);
      assert.ok(Math.abs(cover - frame - (room.tile('Ada').x * width) / layout.width) < 2, `the cover is at ${cover - frame}`);
      const [about, buttons] = await places('.about', '.buttons');
      assert.ok(about > buttons, 'the name of the room is to the right of the buttons');
    }
    const [disc, name] = await places('.people li .disc', '.people li .name');
    assert.ok(disc > name, 'the list reads from the right');
    const gap = await page.evaluate(() => {
      const text = document.createRange();
      text.selectNodeContents(document.querySelector('.people li .name'));
      return document.querySelector('.people li .disc').getBoundingClientRect().left - text.getBoundingClientRect().right;
    });
    assert.ok(gap >= 0 && gap < 30, `the name is ${gap} pixels from its sign, though it is written from left to right`);
    assert.deepEqual(page.problems, []);
    await page.close();
  }
});

const source = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('colours are measured against the backgrounds that the page has', () => {
  const [, light, dark] = source('config/colours.cpp').match(/ light\[\] = \{(.*?)\};.* dark\[\] = \{(.*?)\};/s);
  const style = source('api/web/style/style.css');
  const [plain, night] = style.split('@media (prefers-color-scheme: dark)');
  for (const [list, part] of [
    [light, plain],
    [dark, night],
  ])
    for (const name of ['ground', 'surface']) assert.ok(list.includes(`"${part.match(`--${name}: (#\\w+)`)[1]}"`), `${name} in ${list}`);
  for (const [, colour] of dark.matchAll(/"(#\w+)"/g))
    assert.ok((night + source('api/web/style/panes.css')).includes(colour), `${colour} is a background no longer`);
});

test('the pages bear the name, logo, colours and links of the operator', { timeout: 90_000 }, async (t) => {
  const logo = join(mkdtempSync(join(process.env.LETHE_E2E_HOME, 'logo-')), 'logo.svg');
  writeFileSync(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#7a1050"/></svg>');
  const settings = `operator:
  name: Praxis Nord
  logo: ${logo}
  imprint: https://example.org/impressum
  privacy: https://example.org/datenschutz
  colour: "#7a1050"
  colour_dark: "#ffb0e0"
`;
  const server = await startAnother(8095, settings);
  t.after(() => server.stop());
  const room = (await server.call('POST', '/rooms', { name: 'Sprechstunde' })).json();
  const { joinUrl } = (await server.call('POST', `/rooms/${room.id}/invitations`, { role: 'participant' })).json();
  for (const [kind, colorScheme, button] of [
    ['chromium', 'light', 'rgb(122, 16, 80)'],
    ['chromium', 'dark', 'rgb(255, 176, 224)'],
    ['firefox', 'light', 'rgb(122, 16, 80)'],
  ]) {
    const page = await openPage(kind, 0, { colorScheme, locale: 'de' });
    t.after(() => page.close());
    for (const [screen, address] of Object.entries({ home: server.origin, entrance: joinUrl, end: `${server.origin}/join` })) {
      await page.open('about:blank');
      await page.open(address);
      assert.equal(await page.text('.brand'), 'Praxis Nord', screen);
      await page.until(() => document.querySelector('.brand img')?.naturalWidth > 0, undefined, 'the logo');
      assert.match(await page.evaluate(() => document.title), / · Praxis Nord$/);
      assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('footer a')].slice(1).map((one) => one.href)), [
        'https://example.org/impressum',
        'https://example.org/datenschutz',
      ]);
      if (screen !== 'end')
        assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('button.primary')).backgroundColor), button);
      if (kind === 'chromium') await assertAccessible(page, `${screen} of an operator ${colorScheme}`);
    }
    await page.open(`${server.origin}/transparency/de`);
    assert.equal(await page.evaluate(() => document.querySelector('footer a').textContent), 'Impressum');
    assert.deepEqual(page.problems, []);
  }
});
