// SPDX-License-Identifier: AGPL-3.0-or-later
// Two people with one link to a room: node tests/e2e/support/join.mjs LINK
// Reports when each sees and hears the other, and leaves when standard input ends.
import { closeBrowsers, openPage } from './browsers.mjs';
import { hueDistance, hueOf, hueOfRgb } from './pattern.mjs';
import { until } from './wait.mjs';

// Small rectangles all over the picture, wherever its tiles are.
const cells = { width: 640, height: 360, tiles: [] };
for (let y = 0; y < 360; y += 20) for (let x = 0; x < 640; x += 20) cells.tiles.push({ participant: '', x, y, width: 20, height: 20 });

// A tenth of the picture is the other's.
const sees = (page, other) =>
  until(
    async () => {
      const found = (await page.evaluate((wanted) => window.e2e.look(wanted), cells)) ?? [];
      const hues = found.map(({ colour }) => hueOfRgb(colour));
      return hues.filter((hue) => hue !== null && hueDistance(hue, hueOf(other)) < 22).length > cells.tiles.length / 10;
    },
    `${page.name} to see the other`,
    20_000,
  );

const begin = performance.now();
try {
  const [ada, grace] = [await openPage('chromium', 0), await openPage('firefox', 1)];
  await ada.join(process.argv[2], 'Ada');
  await grace.join(process.argv[2], 'Grace');
  await Promise.all([sees(ada, 1), sees(grace, 0), ada.hears([1]), grace.hears([0])]);
  console.log(`each sees and hears the other after ${Math.round(performance.now() - begin)} ms`);
  await new Promise((done) => process.stdin.on('end', done).resume());
} finally {
  await closeBrowsers();
}
