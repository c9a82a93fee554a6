// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms: an input with its label, hint and error; and the form while the server is asked.

import { h } from './dom.js';
import { t } from './strings.js';

export class Field {
  constructor(id, label, attributes = {}, hint = '') {
    const described = hint ? `${id}-hint ${id}-error` : `${id}-error`;
    this.input = h('input', { id, name: id, 'aria-describedby': described, ...attributes, oninput: () => this.fail('') });
    this.error = h('p', { id: `${id}-error`, class: 'error', role: 'alert' });
    this.element = h(
      'div',
      { class: 'field' },
      h('label', { for: id }, label),
      this.input,
      hint && h('p', { id: `${id}-hint`, class: 'hint' }, hint),
      this.error,
    );
  }

  get value() {
    return this.input.value.trim();
  }

  // Shows a sentence; an empty one removes it.
  fail(sentence) {
    this.error.textContent = sentence;
    this.input.setAttribute('aria-invalid', String(sentence !== ''));
    if (sentence) this.input.focus();
  }
}

// The part of a name that the server accepts, cut between two visible characters.
export function fitting(name, characters) {
  let text = '';
  for (const { segment } of new Intl.Segmenter().segment(name.trim())) {
    if ([...text, ...segment].length > characters) break;
    text += segment;
  }
  return text;
}

export function check(id, label, attributes = {}, hint = '') {
  const input = h('input', { type: 'checkbox', id, ...attributes, 'aria-describedby': hint ? `${id}-hint` : undefined });
  const text = h('div', {}, h('label', { for: id }, label), hint && h('p', { id: `${id}-hint`, class: 'hint' }, hint));
  return { input, element: h('div', { class: 'check' }, input, text) };
}

// options: [[value, text]].
export function select(id, label, options, chosen, attributes = {}) {
  const input = h(
    'select',
    { id, ...attributes },
    ...options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
  );
  return { input, element: h('div', { class: 'field' }, h('label', { for: id }, label), input) };
}

// A form whose button waits for run(), which may throw a Refusal.
export function form(content, label, run, { busy = t('pleaseWait'), kind = 'primary' } = {}) {
  const button = h('button', { type: 'submit', class: kind }, label);
  const error = h('p', { class: 'error', role: 'alert' });
  const submit = async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = busy;
    error.textContent = '';
    try {
      await run();
    } catch (refusal) {
      if (!refusal.sentence) throw refusal;
      error.textContent = t(refusal.sentence);
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  };
  return h('form', { novalidate: true, onsubmit: submit }, ...content, button, error);
}
