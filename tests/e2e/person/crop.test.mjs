// SPDX-License-Identifier: AGPL-3.0-or-later
// What people see of themselves is what others see of them: before the meeting, in their own tile and in the composite.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browsers.mjs';
import { hueDistance, hueOf, hueOfRgb } from '../support/pattern.mjs';
import { Peer } from '../support/peer.mjs';
import { readPng } from '../support/png.mjs';
import { startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

const phone = { width: 390, height: 844 };
const camera = { width: 360, height: 640 };
const close = 0.015; // of a tile

// Where in a picture with the pattern (pattern.mjs) its edges and those of its dark zone are, in parts of the picture;
// null if it has none. pixels: three or four bytes each.
function edges({ width, height, pixels }, n, mirrored = false) {
  const bytes = pixels.length / width / height;
  const is = (x, y) => {
    const at = bytes * (Math.floor(y) * width + (mirrored ? width - 1 - Math.floor(x) : Math.floor(x)));
    const hue = hueOfRgb([...pixels.slice(at, at + 3)]);
    return hue !== null && hueDistance(hue, hueOf(n)) < 22;
  };
  const along = (size, look) => Array.from({ length: size }, (_, i) => look(i));
  const across = along(width, (x) => is(x, height * 0.78)); // under the dark zone, above the label
  const [left, right] = [across.indexOf(true), across.lastIndexOf(true)];
  if (left < 0) return null;
  const down = along(height, (y) => is(left + 0.2 * (right - left), y));
  const [top, bottom] = [down.indexOf(true), down.lastIndexOf(true)];
  const darkFrom = along(width, (x) => x > left && !is(x, top + 0.3 * (bottom - top))).indexOf(true);
  const darkTo = along(height, (y) => y > top && is(left + 0.64 * (right - left), y)).indexOf(true);
  return [left / width, right / width, top / height, bottom / height, darkFrom / width, darkTo / height];
}

// The edges of what is on the screen there.
async function onScreen(page, selector, mirrored) {
  const clip = await page.evaluate((wanted) => {
    const { x, y, width, height } = document.querySelector(wanted).getBoundingClientRect();
    return { x, y, width, height };
  }, selector);
  return edges(readPng(Buffer.from(await page.page.screenshot({ clip }))), page.n, mirrored);
}

// The edges of somebody's picture in the composite that this page gets.
async function inComposite(page, layout, tile, n) {
  const seen = await page.evaluate(
    ([canvas, { x, y, width, height }]) => {
      const video = window.e2e.video();
      const pen = new OffscreenCanvas(width, height).getContext('2d');
      const zoom = video.videoWidth / canvas.width;
      pen.drawImage(video, x * zoom, y * zoom, width * zoom, height * zoom, 0, 0, width, height);
      return { width, height, pixels: Array.from(pen.getImageData(0, 0, width, height).data) };
    },
    [{ width: layout.width }, tile],
  );
  return edges(seen, n);
}

// How much of a screen one colour takes, from a screenshot.
async function shareOf(page, n) {
  const { width, height, pixels } = readPng(Buffer.from(await page.page.screenshot()));
  const box = [width, height, 0, 0];
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2) {
      const at = 3 * (y * width + x);
      const hue = hueOfRgb([pixels[at], pixels[at + 1], pixels[at + 2]]);
      if (hue === null || hueDistance(hue, hueOf(n)) > 15) continue;
      [box[0], box[1]] = [Math.min(box[0], x), Math.min(box[1], y)];
      [box[2], box[3]] = [Math.max(box[2], x), Math.max(box[3], y)];
    }
  return ((box[2] - box[0]) * (box[3] - box[1])) / (width * height);
}

const near = (one, other) => one && other && one.every((value, i) => Math.abs(value - other[i]) < close);

for (const kind of ['chromium', 'firefox'])
  test(`${kind}: an upright phone shows its owner what others see of them`, { timeout: 90_000 }, async (t) => {
    await startServer();
    const room = await TestRoom.make('Upright');
    t.after(() => room.end());
    const link = await room.link();
    const peer = await Peer.join(room, link, 'Hedy', { n: 3 });
    t.after(() => peer.release());
    const [ada, grace] = [await openPage(kind, 0, { viewport: phone, camera }), await openPage('chromium', 1)];
    t.after(() => Promise.all([ada.close(), grace.close()]));
    if (kind === 'firefox') await ada.page.setViewport(phone);

    await ada.open(link.joinUrl);
    await ada.appears('#name');
    await ada.until(() => document.querySelector('.preview video').videoWidth > 0, undefined, 'a preview');
    const box = await ada.evaluate(() => document.querySelector('.preview').clientWidth / document.querySelector('.preview').clientHeight);
    const whole = (found, aspect) => {
      if (!found) return false;
      const [left, right, top, bottom, x, y] = found;
      const [wide, high] = [right - left, bottom - top];
      const shape = (aspect * wide) / high / (camera.width / camera.height);
      return Math.abs(shape - 1) < 0.06 && Math.abs((x - left) / wide - 0.4) < 0.03 && Math.abs((y - top) / high - 0.7) < 0.03;
    };
    await until(async () => whole(await onScreen(ada, '.preview', true), box), 'the whole picture before the meeting');
    await ada.screenshot(`crop-lobby-${kind}`);

    await ada.page.type('#name', 'Ada');
    await ada.press('Enter');
    await ada.playing();
    await ada.press('m'); // no mark of who speaks around the tile
    await grace.join(link.joinUrl, 'Grace');
    await grace.playing();
    const layout = await room.shows(['Ada', 'Grace', 'Hedy']);
    await ada.appears('.cover:not([hidden])');
    let found;
    await until(
      async () => {
        found = [await onScreen(ada, '.cover', true), await inComposite(grace, layout, room.tile('Ada'), 0)];
        return near(...found);
      },
      () => `the same crop; she sees ${found[0]}, others ${found[1]}`,
    );
    t.diagnostic(`she sees ${found[0].map((one) => one.toFixed(3))}, others ${found[1].map((one) => one.toFixed(3))}`);
    const { width, height } = room.tile('Ada');
    assert.ok(whole(found[1], width / height), 'a wide tile shows all of an upright picture');
    await ada.screenshot(`crop-room-${kind}`);
    await grace.screenshot(`crop-seen-${kind}`);
    assert.deepEqual(ada.problems, []);
  });

for (const kind of ['chromium', 'firefox'])
  test(`${kind}: two upright phones fill most of each other's screen`, { timeout: 90_000 }, async (t) => {
    await startServer();
    const room = await TestRoom.make('Two phones');
    t.after(() => room.end());
    const link = await room.link();
    const pages = [await openPage(kind, 3, { viewport: phone, camera }), await openPage('chromium', 1, { viewport: phone, camera })];
    t.after(() => Promise.all(pages.map((page) => page.close())));
    if (kind === 'firefox') await pages[0].page.setViewport(phone);
    for (const [i, page] of pages.entries()) {
      await page.join(link.joinUrl, ['Ada', 'Grace'][i]);
      await page.playing();
      await page.press('m');
    }
    for (const [page, other] of [pages, [...pages].reverse()]) {
      await page.appears('.cover.inset:not([hidden])');
      let share;
      await until(
        async () => (share = await shareOf(page, other.n)) >= 0.7,
        () => `${other.n} on 70 % of the screen of ${page.n}; it is ${share}`,
      );
      t.diagnostic(`${other.name} takes ${Math.round(100 * share)} % of the screen of ${page.name}`);
      await page.screenshot(`crop-two-${page.kind}-${page.name}`);
      const own = await until(() => onScreen(page, '.cover', true), 'the own picture in the corner');
      assert.ok(Math.abs((own[4] - own[0]) / (own[1] - own[0]) - 0.4) < 0.04, 'all of it');
    }
  });
