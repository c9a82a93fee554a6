// SPDX-License-Identifier: AGPL-3.0-or-later
// What a browser shows, for pages in which no script may look.
import { execFileSync } from 'node:child_process';

export const width = 1280;

// The pixels, three bytes each.
export async function look(page) {
  const png = await page.page.screenshot();
  return execFileSync('ffmpeg', ['-loglevel', 'error', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], { input: png, maxBuffer: 2 ** 26 });
}

export function mean(pixels, left, top, wide, high) {
  const sum = [0, 0, 0];
  for (let y = top; y < top + high; y++) for (let x = left; x < left + wide; x++) for (let c = 0; c < 3; c++) sum[c] += pixels[3 * (y * width + x) + c];
  return sum.map((value) => value / (wide * high));
}
