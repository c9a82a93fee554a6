// SPDX-License-Identifier: AGPL-3.0-or-later
// The contract for readers: the page reads the whole document and shows every operation.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { origin, startServer } from '../support/server.mjs';

const file = (name) => new URL(`../../../${name}`, import.meta.url).pathname;

// The document as a whole YAML parser has it.
function contract() {
  const json = join(mkdtempSync(join(tmpdir(), 'lethe-reference-')), 'openapi.json');
  execFileSync(file('tests/e2e/node_modules/.bin/redocly'), ['bundle', file('api/openapi.yaml'), '--ext', 'json', '--output', json], {
    stdio: 'pipe',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  return JSON.parse(readFileSync(json, 'utf8'));
}

test('the document in JSON is the one in YAML, as a whole parser reads it', async () => {
  await startServer();
  assert.deepEqual(await (await fetch(`${origin}/openapi.json`)).json(), contract());
});

test('every operation and every schema is on the reference page, in both themes', { timeout: 60_000 }, async (t) => {
  await startServer();
  const document = contract();
  const operations = [...Object.values(document.paths), ...Object.values(document.webhooks)].flatMap((path) =>
    Object.values(path)
      .map((one) => one.operationId)
      .filter(Boolean),
  );
  assert.ok(operations.length > 60, `${operations.length} operations`);
  const schemas = Object.entries(document.components.schemas)
    .filter(([, schema]) => schema.properties)
    .map(([name]) => `schema-${name}`);
  for (const theme of ['light', 'dark']) {
    const page = await openPage('chromium', 0, { colorScheme: theme });
    t.after(() => page.close());
    const origins = new Set();
    page.page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await page.open(`${origin}/reference`);
    await page.appears('#postMessage pre');
    const shown = await page.evaluate(() => [...document.querySelectorAll('article')].map((one) => one.id));
    assert.deepEqual([...shown].sort(), [...operations, ...schemas].sort());
    assert.deepEqual([...origins], [origin], 'nothing comes from elsewhere');
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll('a[href^="#"]')]
        .map((link) => link.getAttribute('href').slice(1))
        .filter((id) => !document.getElementById(id)),
    );
    assert.deepEqual(broken, [], 'links that lead nowhere');
    await assertAccessible(page, `reference ${theme}`);
  }
});
