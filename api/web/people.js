// SPDX-License-Identifier: AGPL-3.0-or-later
// The list of participants: who they are, who speaks, who is muted; for a moderator, what can be done about it.

import { h, icon } from './dom.js';
import { t } from './strings.js';

export class People {
  #rows = new Map(); // id → {element, state}
  #me;
  #moderator;
  #on;

  // on: {mute(id), remove(person), close(), admit(id), deny(id)}
  constructor(me, moderator, on) {
    this.#me = me;
    this.#moderator = moderator;
    this.#on = on;
    this.title = h('h2', { tabindex: -1 });
    this.list = h('ul', {});
    this.waiting = h('ul', { class: 'waiting', 'aria-label': t('waiting'), hidden: true });
    this.element = h(
      'aside',
      { class: 'people', id: 'people', 'aria-label': t('people'), hidden: true },
      h('header', {}, this.title, h('button', { class: 'round small', 'aria-label': t('close'), title: t('close'), onclick: () => on.close() }, icon('close'))),
      this.waiting,
      this.list,
    );
  }

  setMe(me) {
    this.#me = me;
  }

  // Draws those who changed; `people` is a Map in the order of joining.
  update(people) {
    this.title.textContent = t('peopleCount', { count: people.size });
    for (const [id, row] of this.#rows) {
      if (people.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    for (const [id, person] of people) {
      const state = JSON.stringify(person);
      const known = this.#rows.get(id);
      if (known?.state === state) continue;
      const element = known?.element ?? this.list.appendChild(h('li', {}));
      this.#rows.set(id, { element, state });
      this.#draw(element, person);
    }
  }

  // Those who wait to be let in; only a host hears of them.
  setWaiting(people) {
    this.waiting.replaceChildren();
    this.waiting.hidden = true;
    for (const person of people) this.addWaiting(person);
  }

  addWaiting(person) {
    const act = (label, action) => h('button', { class: 'quiet', 'aria-label': t(`${label}Other`, { name: person.displayName }), onclick: action }, t(label));
    this.waiting.append(
      h('li', { 'data-id': person.id }, h('span', { class: 'who' }, h('span', { class: 'name' }, person.displayName), h('span', { class: 'note' }, t('waiting'))), act('admit', () => this.#on.admit(person.id)), act('deny', () => this.#on.deny(person.id))),
    );
    this.waiting.hidden = false;
  }

  removeWaiting(id) {
    this.waiting.querySelector(`[data-id="${id}"]`)?.remove();
    this.waiting.hidden = this.waiting.childElementCount === 0;
  }

  #draw(element, person) {
    // A button that has the focus keeps it.
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
    element.className = person.speaking ? 'speaking' : '';
    element.replaceChildren(
      h('span', { class: 'disc', 'aria-hidden': 'true' }, initials(person.displayName)),
      h('span', { class: 'who' }, h('span', { class: 'name' }, person.id === this.#me ? t('nameYou', { name: person.displayName }) : person.displayName), note(person)),
      ...marks(person),
      ...this.#actions(person),
    );
    if (focused) element.querySelector(`[data-act="${focused}"]`)?.focus();
  }

  #actions(person) {
    if (!this.#moderator || person.id === this.#me) return [];
    const act = (name, label, sign, action) =>
      h('button', { class: 'round small', 'data-act': name, 'aria-label': t(label, { name: person.displayName }), title: t(label, { name: person.displayName }), onclick: action }, icon(sign));
    const mute = person.microphone && person.role !== 'viewer' ? act('mute', 'muteOther', 'microphoneOff', () => this.#on.mute(person.id)) : null;
    return [mute, act('remove', 'removeOther', 'remove', () => this.#on.remove(person))].filter(Boolean);
  }
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  const first = (word) => [...word][0] ?? '';
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')).toUpperCase();
}

function note(person) {
  const key = person.connection === 'lost' ? 'lost' : person.role === 'participant' ? null : person.role;
  return key ? h('span', { class: 'note' }, t(key)) : null;
}

function marks(person) {
  const mark = (sign, key) => h('span', { class: `mark ${key}`, title: t(key) }, icon(sign), h('span', { class: 'unseen' }, t(key)));
  if (person.role === 'viewer') return [];
  const all = [];
  if (person.speaking) all.push(mark('microphone', 'speaking'));
  if (!person.microphone) all.push(mark('microphoneOff', 'muted'));
  if (!person.camera) all.push(mark('cameraOff', 'hidden'));
  return all;
}
