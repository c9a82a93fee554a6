// SPDX-License-Identifier: AGPL-3.0-or-later
// What a browser shows, for pages that no script may inspect.
import { readPng } from './png.mjs';

// The mean colour of a zone (see pattern.mjs) of a tile of the composite `layout`, which has this place in the window:
// {at, colour}; `at` is Date.now() when the screenshot is there, so what it shows is at least that old.
export async function zoneSeen({ page }, place, layout, tile, zone) {
  const scale = place.width / layout.width;
  const clip = {
    x: Math.round(place.x + (tile.x + tile.width * zone.x) * scale),
    y: Math.round(place.y + (tile.y + tile.height * zone.y) * scale),
    width: Math.round(tile.width * zone.width * scale),
    height: Math.round(tile.height * zone.height * scale),
  };
  const file = Buffer.from(await page.screenshot({ clip, captureBeyondViewport: true }));
  const at = Date.now();
  const { pixels } = readPng(file);
  const sum = [0, 0, 0];
  pixels.forEach((value, i) => (sum[i % 3] += value));
  return { at, colour: sum.map((value) => (3 * value) / pixels.length) };
}
