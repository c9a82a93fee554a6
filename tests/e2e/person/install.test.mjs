// SPDX-License-Identifier: AGPL-3.0-or-later
// The page as a program of the system.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPng } from '../support/png.mjs';
import { origin, startServer } from '../support/server.mjs';

test('the page can be installed: its manifest names icons that are there', async () => {
  await startServer();
  const [, name] = (await (await fetch(origin)).text()).match(/<link rel="manifest" href="(app\.[0-9a-f]{12}\.webmanifest)">/);
  const answer = await fetch(`${origin}/${name}`);
  assert.equal(answer.headers.get('content-type'), 'application/manifest+json');
  const { icons, start_url: start, display } = await answer.json();
  assert.deepEqual([start, display], ['./', 'standalone']);
  for (const { src, sizes } of icons) {
    const icon = await fetch(`${origin}/${src}`);
    assert.match(icon.headers.get('cache-control'), /immutable/);
    const { width, height, pixels } = readPng(Buffer.from(await icon.arrayBuffer()));
    assert.equal(`${width}x${height}`, sizes);
    const at = (x, y) => {
      const first = 3 * (Math.round(y * height) * width + Math.round(x * width));
      return [...pixels.subarray(first, first + 3)];
    };
    assert.deepEqual(at(0.02, 0.02), [0x17, 0x40, 0x4d], 'its ground, to the corner');
    assert.deepEqual(at(0.5, 13 / 32), [0x8f, 0xe0, 0xd2], 'a wave');
  }
});
