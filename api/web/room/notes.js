// SPDX-License-Identifier: AGPL-3.0-or-later
// Short notes above the bar of a room: failures, requests, recent messages. Other places (a list, the chat) keep the
// information, so a note may disappear by itself.

import { h, icon } from '../base/dom.js';
import { t } from '../base/strings.js';

export class Notes {
  #shown = new Map(); // key → {element, timer}

  constructor() {
    this.element = h('div', { class: 'notes' });
  }

  // actions: [[label, act]]; each closes the note. seconds: until it disappears. A note with the same key replaces it.
  show(key, text, { actions = [], seconds = 0, alert = false } = {}) {
    this.hide(key);
    const button = ([label, act]) => h('button', { onclick: () => (this.hide(key), act()) }, label);
    const close = h(
      'button',
      { class: 'round small', 'aria-label': t('close'), title: t('close'), onclick: () => this.hide(key) },
      icon('close'),
    );
    const element = h(
      'div',
      { class: `toast ${key}` },
      h('div', { class: 'said' }, h('p', { dir: 'auto', role: alert ? 'alert' : undefined }, text), ...actions.map(button)),
      close,
    );
    this.#shown.set(key, { element, timer: seconds && setTimeout(() => this.hide(key), seconds * 1000) });
    this.element.append(element);
  }

  has(key) {
    return this.#shown.has(key);
  }

  hide(key) {
    const note = this.#shown.get(key);
    if (!note) return;
    clearTimeout(note.timer);
    note.element.remove();
    this.#shown.delete(key);
  }
}
