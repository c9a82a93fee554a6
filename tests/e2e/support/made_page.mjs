// SPDX-License-Identifier: AGPL-3.0-or-later
// The page as tools/page makes it of the sources, in a folder of its own, for tests that need no browser.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inSources = (path) => new URL(`../../../${path}`, import.meta.url).pathname;

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'lethe-page-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// words: a folder of languages, if not that of the sources.
export function makePage(words = inSources('api/words')) {
  const folder = temporaryFolder();
  execFileSync(inSources('tools/page'), [folder, words]);
  return folder;
}

// The languages of the sources, and one more.
export function withThirdLanguage() {
  const folder = temporaryFolder();
  execFileSync(inSources('tests/support/third_language.py'), [folder]);
  return folder;
}

// Runs tools/words.py; what it says of errors.
export function faultsOf(words) {
  try {
    execFileSync(inSources('tools/words.py'), ['/dev/null', words], { stdio: 'pipe' });
    return [];
  } catch (failure) {
    return failure.stderr.toString().trim().split('\n');
  }
}
