// SPDX-License-Identifier: AGPL-3.0-or-later
// Sentences in the language of the browser; the others are not loaded.

import { part } from './pause.js';

// What every visit needs, and what organisers need on top of it.
export const files = { en: ['./english.js', './english_organiser.js'], de: ['./german.js', './german_organiser.js'] };

const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
export const language = wanted.find((tag) => tag in files) ?? 'en';
const [all, organiser] = files[language];
const sentences = { ...(await part(() => import(all), Infinity)).sentences };

// To be awaited before a screen of organisers is shown.
export async function loadOrganiser() {
  Object.assign(sentences, (await import(organiser)).sentences);
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

// The sentence of a key; {name} stands for values.name. What is written from right to left is isolated, so that it does
// not turn the sentence around.
export function t(key, values = {}) {
  return sentences[key].replace(/\{(\w+)\}/g, (_, name) => {
    const text = String(values[name]);
    return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
  });
}

// A time as people write it here.
export function date(text) {
  return new Date(text).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

export function clock(text) {
  return new Date(text).toLocaleTimeString(language, { timeStyle: 'short' });
}
