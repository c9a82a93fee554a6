// SPDX-License-Identifier: AGPL-3.0-or-later
// A shared screen must be legible: every letter of a page of text at 1920 × 1080, as others receive it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const alphabet = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789'; // without what people confuse too: 0 and O, I and l

// A screen full of letters in an order of its own for each seed.
function pageOf(pixels, seed) {
  const cell = { width: Math.ceil(pixels * 0.62), height: Math.ceil(pixels * 1.5), base: Math.ceil(pixels * 1.1) };
  let state = seed;
  const number = (most) => (state = (1664525 * state + 1013904223) >>> 0) % most;
  const word = () => Array.from({ length: 2 + number(9) }, () => alphabet[number(alphabet.length)]).join('');
  const line = () =>
    Array.from({ length: 4 + number(16) }, word)
      .join(' ')
      .slice(0, Math.floor(1920 / cell.width))
      .trim();
  const lines = Array.from({ length: Math.floor(1080 / cell.height) }, line);
  return { width: 1920, height: 1080, font: `${pixels}px monospace`, cell, lines };
}

const wrong = (page, read) =>
  page.lines.reduce((sum, line, row) => sum + [...line].filter((letter, column) => letter !== read[row][column]).length, 0);

for (const [kind, sharer, pixels] of [
  ['chromium', 'chromium', 16],
  ['chromium', 'firefox', 20],
  ['firefox', 'firefox', 16],
  ['firefox', 'chromium', 20],
])
  test(
    `text of ${pixels} pixels on a screen that ${sharer} shares is read in ${kind}, letter by letter`,
    { timeout: 90_000 },
    async (t) => {
      await startServer();
      const room = await TestRoom.make('Text');
      t.after(() => room.end());
      const text = pageOf(pixels, pixels);
      const ada = await openPage(sharer, 0, { text });
      t.after(() => ada.close());
      const grace = await openPage(kind, 1);
      t.after(() => grace.close());
      await ada.join((await room.link()).joinUrl, 'Ada');
      await grace.join((await room.link()).joinUrl, 'Grace');
      await grace.playing();
      await grace.click('.round.more');
      await grace.appears('#quality');
      await grace.choose('#quality', '1080p');
      await grace.press('Escape');
      await grace.until(() => window.e2e.video().videoHeight === 1080, undefined, 'a composite of 1080 lines');
      await ada.press('d');
      let [read, tile] = [text.lines.map(() => ''), null];
      const begin = performance.now();
      await until(
        async () => {
          const { layout } = room;
          tile = layout?.tiles.find((one) => one.picture === 'screen');
          if (!tile) return false;
          read = await grace.evaluate((arguments_) => window.e2e.read(...arguments_), [layout, tile, text, alphabet]);
          return wrong(text, read) === 0;
        },
        () => `a legible screen; ${wrong(text, read)} letters are wrong`,
        30_000,
      );
      t.diagnostic(
        `${text.lines.join('').length} letters right ${Math.round(performance.now() - begin)} ms after the share began, in a tile of ${tile.width} × ${tile.height}`,
      );
      await grace.screenshot(`text-${kind}`);
      assert.deepEqual([...ada.problems, ...grace.problems], []);
    },
  );
