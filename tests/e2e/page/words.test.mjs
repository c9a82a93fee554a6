// SPDX-License-Identifier: AGPL-3.0-or-later
// The sentences (api/words): that each is used, that what one language lacks is found, and that another one is a file more.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { faultsOf, makePage, withThirdLanguage } from '../support/made_page.mjs';

const api = new URL('../../../api/', import.meta.url).pathname;
const english = JSON.parse(readFileSync(join(api, 'words/en.json'), 'utf8'));

// All sources in a folder and below whose names end like that.
const sources = (folder, ending) =>
  readdirSync(join(api, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(api, folder, name), 'utf8'))
    .join('\n');

test('every sentence is used, and every one that is used is there', () => {
  const page = sources('web', '.js');
  const sentences = { ...english.page, ...english.organiser };
  const composed =
    /^(devices|advice)(Both|Camera|Microphone)$|^(bye|removed|ended|denied)(Title|Text)$|^(microphone|camera)(On|Off)$|^(layout|make|role)_[a-z]+$|^(figure|count)[A-Z]/;
  const [, list] = page.match(/export const switches = \[(.*?)\]/s);
  const named = [...list.matchAll(/'(\w+)'/g)].flatMap(([, name]) => [`set_${name}`, `set_${name}_hint`]);
  assert.ok(named.length > 4, list);
  for (const key of named) assert.ok(key in sentences, `${key} is missing`);
  for (const [, key] of page.matchAll(/\bt\('(\w+)'/g)) assert.ok(key in sentences, `${key} is missing`);
  for (const key of Object.keys(sentences))
    assert.ok(composed.test(key) || named.includes(key) || page.includes(`'${key}'`), `${key} is unused`);
  const documents = sources('web', '.html');
  for (const key of Object.keys(english.document)) assert.ok(documents.includes(`{{${key}}}`), `${key} is unused`);
  const server = sources('handlers', '.cpp');
  const snake = (key) => key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  for (const section of ['seat', 'transparency', 'statements'])
    for (const key of Object.keys(english[section]))
      assert.match(server, new RegExp(`words(\\(language\\))?\\.${snake(key)}\\b`), `${section}.${key} is unused`);
});

// As api/words/GLOSSARY.md has it: words that stood for two ideas, or that people do not know from other programs.
test('no sentence has a word that the glossary rules out', () => {
  const ruledOut = {
    en: /\b(everybody|somebody|nobody|thin|your line|put out|turn away)\b/i,
    de: /Treffen|treffen\b|Besprechung|Leitung|hinausgebeten/,
    fr: /'/, // for ’
    it: /'/,
  };
  for (const [tag, words] of Object.entries(ruledOut))
    for (const section of Object.values(JSON.parse(readFileSync(join(api, `words/${tag}.json`), 'utf8'))))
      for (const [key, sentence] of typeof section === 'string' ? [] : Object.entries(section))
        assert.doesNotMatch(sentence, words, `${tag}: ${key}`);
});

test('no language is built that lacks a sentence, has one too many, or other places in one', () => {
  const folder = withThirdLanguage();
  const file = join(folder, 'qaa.json');
  const whole = readFileSync(file, 'utf8');
  assert.deepEqual(faultsOf(folder), []);
  const faultsWhen = (change) => {
    const words = JSON.parse(whole);
    change(words);
    writeFileSync(file, JSON.stringify(words));
    return faultsOf(folder).map((line) => line.slice(line.indexOf(': ') + 2));
  };
  assert.deepEqual(
    faultsWhen(({ page, seat, statements }) => {
      delete page.join;
      delete statements.memory;
      page.nobodyKnows = 'x';
      page.personLeft = '{who} left';
      page.countHands = '{many} hand|{count} hands';
      page.countWaiting = '{count} waits|{count} wait|{count} waiting';
      seat.joined = 'has come|have come';
      page.listening = '';
      seat.send = 'a\u0000b';
    }),
    [
      'page.join is missing',
      'page.nobodyKnows is not known',
      'page.listening is not a sentence',
      'page.personLeft has other places than {name}',
      'page.countWaiting has other places than {count}',
      'page.countHands has other places than {count}',
      'seat.send is not a sentence',
      'seat.joined has other places than none',
      'statements.memory is missing',
    ],
  );
  assert.match(faultsWhen((words) => delete words.organiser)[0], /^its sections are not name, document, page, organiser/);
  writeFileSync(file, whole.replace('"join"', '"join": "x", "join"'));
  assert.match(faultsOf(folder)[0], /twice: join/);
  writeFileSync(file, whole);
  writeFileSync(join(folder, 'French.json'), whole);
  assert.match(faultsOf(folder)[0], /its name is no code of a language/);
});

test('another language is one file more: the documents know it, and who reads it gets it', async () => {
  const folder = makePage(withThirdLanguage());
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  for (const name of ['index.html', 'listen.html']) {
    assert.match(read(name), /<html lang="en" data-languages="en de fr he it qaa">/);
    assert.match(read(name), /<span lang="qaa">‹If nothing appears, reload this page.›<\/span>/);
    assert.match(read(name), /<span lang="he" dir="rtl">/);
    assert.doesNotMatch(read(name), /\{\{|""/);
  }
  assert.match(read('listen.html'), /<button class="primary">Join · Teilnehmen · Participer · יסטנ · Partecipa · ‹Join›<\/button>/);
  const before = ['window', 'document', 'navigator', 'location', 'localStorage'].map((name) => [
    name,
    Object.getOwnPropertyDescriptor(globalThis, name),
  ]);
  const play = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    const [, languages] = read('index.html').match(/data-languages="(.*?)"/);
    play('document', { documentElement: { dataset: { languages } } });
    const strings = async (...wanted) => {
      play('navigator', { languages: wanted });
      return import(`${folder}/strings.js?${wanted}${location.search}${localStorage.getItem()}`);
    };
    const choose = (search, kept) => {
      play('location', { search });
      play('localStorage', { getItem: () => kept });
    };
    choose('', null);
    const third = await strings('pt-BR', 'QAA-x-test', 'de');
    assert.equal(third.language, 'qaa');
    assert.equal(third.t('personLeft', { name: 'Ada' }), '‹Ada left›');
    await third.loadOrganiser();
    assert.equal(third.t('logIn'), '‹Log in›');
    const german = await strings('de-AT', 'qaa');
    assert.equal(german.t('join'), 'Teilnehmen');
    assert.deepEqual(
      [1, 2].map((count) => german.t('countHands', { count })),
      ['1 Hand gehoben', '2 Hände gehoben'],
    );
    assert.equal((await strings('pt')).t('join'), 'Join');
    assert.equal((await strings('he')).direction, 'rtl');
    choose('?language=it', 'fr');
    assert.equal((await strings('de')).t('join'), 'Partecipa');
    choose('', 'fr');
    assert.equal((await strings('de')).t('join'), 'Participer');
    choose('?language=pt', 'fr');
    assert.equal((await strings('de')).t('join'), 'Participer', 'nobody speaks what the address asks for');
  } finally {
    for (const [name, had] of before)
      if (had) Object.defineProperty(globalThis, name, had);
      else delete globalThis[name];
  }
});
