// SPDX-License-Identifier: AGPL-3.0-or-later
// Accessibility checks of the screen that a page shows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// No violation, nothing wider than the window; a screenshot where those are wanted.
export async function assertAccessible(page, screen) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () =>
    (await window.axe.run(document)).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    ),
  );
  assert.deepEqual(violations, [], screen);
  const [needs, has] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(needs <= has, `${screen} is ${needs - has} pixels too wide`);
  await page.screenshot(screen.replaceAll(' ', '-'));
}
