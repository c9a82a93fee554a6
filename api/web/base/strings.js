// SPDX-License-Identifier: AGPL-3.0-or-later
// Sentences in the language of the browser; the others are not loaded. tools/page makes the modules of api/words.

import { part } from './pause.js';

export const languages = document.documentElement.dataset.languages.split(' '); // that the server has
const asked = new URLSearchParams(location.search).get('language');
const wanted = [asked, chosen(), ...navigator.languages.map((tag) => tag.split('-')[0].toLowerCase())];
export const language = wanted.find((tag) => languages.includes(tag)) ?? languages[0];
const { sentences: own, direction } = await part(() => import(`./words/${language}.js`), Infinity);
export { direction }; // 'ltr' or 'rtl'
const sentences = { ...own };

// In an earlier visit.
function chosen() {
  try {
    return localStorage.getItem('language');
  } catch {
    return null; // browsers may forbid storage
  }
}

// Await this before showing an organiser's screen.
export async function loadOrganiser() {
  Object.assign(sentences, (await import(`./words/${language}_organiser.js`)).sentences);
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

const numbers = new Intl.PluralRules(language);

// The sentence of a key; {name} stands for values.name, and 'a|b' for a if values.count takes the singular, else b.
// Text that may be of the other direction is isolated, so that it does not reverse the sentence.
export function t(key, values = {}) {
  const [one, several = one] = sentences[key].split('|');
  return (numbers.select(values.count) === 'one' ? one : several).replace(/\{(\w+)\}/g, (_, name) => {
    const text = String(values[name]);
    return direction === 'rtl' || rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
  });
}

// A time in the local format.
export function date(text) {
  return new Date(text).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

// A date without a time.
export function day(text) {
  return new Date(text).toLocaleDateString(language, { dateStyle: 'medium', timeZone: 'UTC' });
}

export function clock(text) {
  return new Date(text).toLocaleTimeString(language, { timeStyle: 'short' });
}
