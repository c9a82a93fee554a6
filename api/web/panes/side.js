// SPDX-License-Identifier: AGPL-3.0-or-later
// The panel beside the picture: at most one of its parts is open. On a phone it covers the picture.

import { h, icon } from '../base/dom.js';
import { t } from '../base/strings.js';

export class Side {
  #parts;
  #load;
  #onToggle;

  // parts: {name: {element, title, opened?(), hide?()}}; load(name, use): loads another part that few people open, and
  // calls use(part); onToggle(name of the part that was closed, if none took its place)
  constructor(parts, load, onToggle) {
    this.#parts = parts;
    this.#load = load;
    this.#onToggle = onToggle;
    this.element = h('div', { class: 'side' }, ...Object.values(parts).map((part) => part.element));
  }

  get open() {
    return Object.keys(this.#parts).find((name) => !this.#parts[name].element.hidden);
  }

  // Opens a part, or closes an open one.
  toggle(name) {
    if (!this.#parts[name]) return this.#load(name, (part) => this.#add(name, part));
    const before = this.open;
    if (before) {
      this.#parts[before].element.hidden = true;
      this.#parts[before].hide?.();
    }
    if (before !== name) {
      this.#parts[name].element.hidden = false;
      this.#parts[name].title.focus();
      this.#parts[name].opened?.();
    }
    this.#onToggle(before === name ? name : null);
  }

  #add(name, part) {
    if (this.#parts[name]) return; // it was asked for twice
    this.#parts[name] = part;
    this.element.append(part.element);
    this.toggle(name);
  }
}

// The frame of each part: a title, a button that closes it (toggle(name)), its content.
export function panel(name, title, toggle, ...content) {
  const close = h(
    'button',
    { class: 'round small', 'aria-label': t('close'), title: t('close'), onclick: () => toggle(name) },
    icon('close'),
  );
  return h(
    'aside',
    { class: `pane ${name}`, id: name, 'aria-labelledby': `${name}-title`, hidden: true },
    h('header', {}, title, close),
    ...content,
  );
}

export function paneTitle(name, text) {
  return h('h2', { id: `${name}-title`, tabindex: -1 }, text);
}
