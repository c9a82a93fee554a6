// SPDX-License-Identifier: AGPL-3.0-or-later
// Chromium and Firefox behind one small interface. Each browser is started once and shared by the tests.
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { install } from './page_devices.mjs';
import { beepTone, flashColours, hueOf, markSteps, rightOf, screenOf, toneLevel, toneOf, zones } from './pattern.mjs';
import { say } from './said.mjs';
import { TestPage } from './test_page.mjs';

const flags = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
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
const size = { width: 960, height: 600 };

const firefox = (more, args = []) =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    headless: true,
    args,
    extraPrefsFirefox: { ...preferences, ...more },
    defaultViewport: size,
  });
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

// A page that is participant n. `options`: text (what its screen shows, for drawText), screenSound (its screen has stereo
// sound), denied (name of getUserMedia's error), devices (of each kind), camera (size), viewport, phone (touched), locale,
// colorScheme, script (false: the browser runs none).
export async function openPage(kind, n, options = {}) {
  const untouched = kind in levels; // there the page is as a person's: nothing of the test's runs in it
  const devices = {
    n,
    hue: hueOf(n),
    screen: hueOf(screenOf(n)),
    tone: toneOf(n),
    right: rightOf(n),
    level: toneLevel,
    beep: beepTone,
    flashes: flashColours,
    zones,
    steps: markSteps,
    text: options.text,
    screenSound: options.screenSound ?? false,
    denied: options.denied,
    count: options.devices ?? (options.phone ? 2 : 0),
    camera: options.camera ?? { width: 640, height: 360 },
  };
  const started = await browser(kind);
  if (untouched || kind === 'firefox') {
    const page = await started.newPage();
    if (untouched) return new TestPage(kind, n, page, () => page.close());
    await page.exposeFunction('say', say);
    await page.evaluateOnNewDocument(install, devices);
    return new TestPage(kind, n, page, () => page.close());
  }
  const context = await started.newContext({
    viewport: options.viewport ?? size,
    locale: options.locale ?? 'en',
    colorScheme: options.colorScheme ?? 'light',
    ...(options.phone && { isMobile: true, hasTouch: true }),
    javaScriptEnabled: options.script ?? true,
  });
  const page = await context.newPage();
  await page.exposeFunction('say', say);
  await page.addInitScript(install, devices);
  return new TestPage(kind, n, page, () => context.close());
}
