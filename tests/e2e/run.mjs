// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs the browser tests: node tests/e2e/run.mjs [--person | --onion | --proxies] [part of a file's name …]
// LETHE_E2E_LATE=800 finds tests that hold only when events arrive at once (contract_proxy.mjs).
// --person runs those of what a person has around a meeting (person/), --onion those that need a Tor network, --proxies those
// that need reverse proxies; without any of these, all others.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { closeBrowsers } from './support/browsers.mjs';
import { requestsCarried, violations } from './support/contract_proxy.mjs';
import { insideNamespaces } from './support/namespaces.mjs';
import { countSaid, databaseIn, foundIn, foundInDatabase, isDatabase, sizesIn } from './support/said.mjs';
import { stopServer } from './support/server.mjs';

const here = new URL('.', import.meta.url).pathname;
const special = ['person', 'onion', 'proxies'].find((kind) => process.argv.includes(`--${kind}`));
const filters = process.argv.slice(2).filter((word) => word !== `--${special}`);

if (insideNamespaces(['--test-reporter=spec', '--test-reporter-destination=stdout'])) {
  const person = special === 'person';
  const files = (person ? ['person/'] : ['', 'page/'])
    .flatMap((folder) => readdirSync(join(here, folder)).map((name) => folder + name))
    .filter((name) => name.endsWith(`.${person ? 'test' : (special ?? 'test')}.mjs`))
    .sort();
  const chosen = files.filter((name) => filters.length === 0 || filters.some((part) => name.includes(part)));
  if (chosen.length === 0) throw new Error(`No test file has ${filters.join(' or ')} in its name; there are ${files.join(', ')}`);
  for (const name of chosen) await import(join(here, name));
  // Straight out: libwebrtc's objects crash when Node takes itself apart at the end.
  process.on('exit', () => process.reallyExit(process.exitCode));
  test('the server ends with 0 within 5 s of SIGTERM, and has said nothing personal', async () => {
    await closeBrowsers();
    const end = await stopServer();
    if (!end) return; // no chosen test needed it
    assert.deepEqual([end.code, end.signal], [0, null], end.log);
    assert.ok(end.milliseconds < 5000, `${end.milliseconds} ms`);
    assert.match(end.log, /debug request operation=\w+ status=2\d\d/); // without details in the log the rest says little
    assert.doesNotMatch(end.log, /198\.51\.100|127\.0\.0\.1:\d+.*(GET|POST)|candidate|ufrag/);
    if (filters.length === 0 && !special) assert.ok(countSaid() > 100, `${countSaid()} texts were heard`);
    assert.deepEqual(foundIn(end.log), [], 'in the log');
    assert.deepEqual(foundInDatabase(databaseIn(end.folder)), [], 'in the database');
    for (const [name, size] of Object.entries(sizesIn(end.folder)))
      if (!isDatabase(name)) assert.equal(size, end.sizes[name], `${name} has grown`);
  });
  test('every request and answer of the run was as the contract says', (t) => {
    t.diagnostic(`${requestsCarried()} requests`);
    assert.deepEqual(violations, []);
  });
}
