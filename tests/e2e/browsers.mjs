// SPDX-License-Identifier: AGPL-3.0-or-later
// Chromium and Firefox behind one small face. Each browser is started once and shared by the tests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { install } from './page_devices.mjs';
import { beepTone, decibels, flashColours, hueDistance, hueOf, hueOfRgb, markSteps, rightOf, screenOf, toneLevel, toneOf, zones } from './pattern.mjs';
import { say } from './said.mjs';
import { until } from './wait.mjs';

const flags = [
  '--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-gpu',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--autoplay-policy=no-user-gesture-required', '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
];
const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.cubeb.force_mock_context': true, // sound without a sound card, unless there is one (sound_card.mjs)
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'intl.accept_languages': 'en-US, en',
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};
// As Tor Browser is set: no WebRTC, nothing by which a person is told from others, names resolved by tor alone, https asked
// for but for onions, each site by itself, nothing on the disk. Media may play once the person has clicked on the page.
const torBrowser = {
  'media.peerconnection.enabled': false,
  'privacy.resistFingerprinting': true,
  'privacy.resistFingerprinting.letterboxing': false, // where in the window the page is would change
  'network.proxy.type': 1,
  'network.proxy.socks': '127.0.0.1',
  'network.proxy.socks_port': 9050,
  'network.proxy.socks_remote_dns': true,
  'network.proxy.no_proxies_on': '127.0.0.1', // for the tests that need no tor
  'network.dns.blockDotOnion': false,
  'network.http.referer.hideOnionSource': true,
  'dom.securecontext.allowlist_onions': true,
  'dom.security.https_only_mode': true,
  'privacy.firstparty.isolate': true,
  'browser.privatebrowsing.forceMediaMemoryCache': true,
  'browser.cache.disk.enable': false,
  'media.autoplay.default': 1,
};
// Its levels. At "safer" NoScript, which is no package of Debian's, holds media back until the person clicks on them; here
// Firefox itself does: no player begins without a click of its own, with sound or without. Web Audio, which the page does not
// use, is let through for the test's ear.
const levels = {
  tor: torBrowser,
  safer: { ...torBrowser, 'media.autoplay.default': 5, 'media.autoplay.blocking_policy': 2, 'media.autoplay.block-webaudio': false },
  plain: { ...torBrowser, 'javascript.enabled': false },
};
const size = { width: 1280, height: 800 };

const firefox = (more, args = []) => puppeteer.launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true, args, extraPrefsFirefox: { ...preferences, ...more }, defaultViewport: size });
const launchers = {
  chromium: () => chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags }),
  firefox: () => firefox({}),
};
// With the right to look inside (inside.mjs).
for (const [level, settings] of Object.entries(levels)) launchers[level] = () => firefox(settings, ['--remote-allow-system-access']);
const launched = {};

// A Chromium started by another program, or with more flags, known as `kind` from then on.
export function launchIn(kind, executablePath, more = []) {
  launchers[kind] = () => chromium.launch({ executablePath, headless: true, args: [...flags, ...more] });
}
const browser = (kind) => (launched[kind] ??= launchers[kind]());

// Where browsers that are launched later play, as PulseAudio names it.
export function useSoundServer(address) {
  process.env.PULSE_SERVER = address;
  preferences['media.cubeb.force_mock_context'] = false;
}

export async function closeBrowsers() {
  for (const started of Object.values(launched)) await (await started).close();
}

// A page that is participant n. `options`: text (what its screen shows, for drawText), denied (name of getUserMedia's error), devices (of each kind), viewport, locale, colorScheme.
export async function openPage(kind, n, options = {}) {
  const untouched = kind in levels; // there the page is as a person's: nothing of the test's runs in it
  const devices = { n, hue: hueOf(n), screen: hueOf(screenOf(n)), tone: toneOf(n), right: rightOf(n), level: toneLevel, beep: beepTone, flashes: flashColours, zones, steps: markSteps, text: options.text, denied: options.denied, count: options.devices ?? 0 };
  const started = await browser(kind);
  if (untouched || kind === 'firefox') {
    const page = await started.newPage();
    if (untouched) return new TestPage(kind, n, page, () => page.close());
    await page.exposeFunction('say', say);
    await page.evaluateOnNewDocument(install, devices);
    return new TestPage(kind, n, page, () => page.close());
  }
  const context = await started.newContext({ viewport: options.viewport ?? size, locale: options.locale ?? 'en', colorScheme: options.colorScheme ?? 'light' });
  const page = await context.newPage();
  await page.exposeFunction('say', say);
  await page.addInitScript(install, devices);
  return new TestPage(kind, n, page, () => context.close());
}

export class TestPage {
  problems = []; // what the page itself complained about

  constructor(kind, n, page, close) {
    this.kind = kind;
    this.n = n;
    this.page = page;
    this.close = close;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && this.problems.push(message.text()));
  }

  evaluate(run, argument) {
    return this.page.evaluate(run, argument);
  }
  open(url) {
    return this.page.goto(url);
  }
  until(run, argument, what, limit) {
    // A look at a page that is just being replaced sees nothing yet.
    const look = () => this.evaluate(run, argument).catch((error) => (/destroyed|navigat|discarded/i.test(error.message) ? null : Promise.reject(error)));
    return until(look, `${what} in ${this.kind} ${this.n}`, limit);
  }
  appears(selector, limit) {
    return this.until((wanted) => Boolean(document.querySelector(wanted)), selector, selector, limit);
  }
  // The text of the first match once it has some.
  text(selector) {
    return this.until((wanted) => document.querySelector(wanted)?.textContent || null, selector, `text in ${selector}`);
  }
  // Bytes of the page that this visit has loaded, without headers.
  weight() {
    return this.evaluate(() => {
      const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((one) => !one.name.includes('/api/'));
      return loaded.reduce((sum, one) => sum + one.encodedBodySize, 0);
    });
  }
  // Moves the focus on with Tab until it is there.
  async tabTo(selector) {
    for (let i = 0; i < 60; i++) {
      if (await this.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await this.press('Tab');
    }
    throw new Error(`Tab does not lead to ${selector} in ${this.kind} ${this.n}`);
  }
  choose(selector, value) {
    return this.kind === 'firefox' ? this.page.select(selector, value) : this.page.selectOption(selector, value);
  }
  press(key) {
    return this.page.keyboard.press(key);
  }
  async click(selector) {
    await this.appears(selector);
    await this.page.click(selector);
  }

  // Through the page as a person would: name, Join.
  async join(url, name) {
    await this.open(url);
    await this.appears('#name');
    await this.page.type('#name', name);
    await this.click('form button[type=submit]');
    await this.appears('.room');
    this.name = name;
  }

  playing(limit = 10_000) {
    return this.until(() => window.e2e.firstFrame > 0, undefined, 'a first frame', limit);
  }

  // Waits until each tile has the hue of its sender; `senders`: participant id → n, null for an avatar.
  seesHues(layout, senders, limit = 10_000) {
    let last;
    return until(async () => {
      last = await this.evaluate((wanted) => window.e2e.look(wanted), layout);
      return last?.every((tile) => {
        const hue = hueOfRgb(tile.colour);
        return hue !== null && hueDistance(hue, hueOf(senders.get(tile.participant))) < 22 && last;
      }) && last;
    }, () => `the right hues in ${this.kind} ${this.n}; it saw ${JSON.stringify(last)}`, limit);
  }

  // Waits until the pictures in all tiles have moved.
  async seesMotion(layout, limit = 5000) {
    const marks = new Map(layout.tiles.map((tile) => [tile.participant, new Set()]));
    await until(async () => {
      for (const tile of (await this.evaluate((wanted) => window.e2e.look(wanted), layout)) ?? []) marks.get(tile.participant).add(tile.mark);
      return [...marks.values()].every((places) => places.size > 3);
    }, () => `motion in every tile in ${this.kind} ${this.n}`, limit);
  }

  // Level of each tone as received, in dB against what was sent.
  async levels(numbers) {
    const amplitudes = await this.evaluate((frequencies) => window.e2e.listen(frequencies), numbers.map(toneOf));
    return amplitudes && new Map(numbers.map((n, i) => [n, decibels(amplitudes[i] / toneLevel)]));
  }

  // Waits until the others are at full level and the own tone is far below them.
  hears(others, own = this.n, limit = 10_000) {
    let last;
    return until(async () => {
      last = await this.levels([...others, own]);
      if (!last) return false;
      const loud = others.map((n) => last.get(n));
      return loud.every((level) => Math.abs(level) < 3) && last.get(own) <= Math.min(...loud) - 40 && last;
    }, () => `the tones ${others} at full level and ${own} 40 dB lower in ${this.kind}; it heard ${last && JSON.stringify([...last])}`, limit);
  }

  async screenshot(name) {
    const folder = process.env.LETHE_SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), await this.page.screenshot());
  }
}
