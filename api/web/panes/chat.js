// SPDX-License-Identifier: AGPL-3.0-or-later
// The chat of a room. Messages are text: markup in them is shown as written.

import { announce, h, icon } from '../base/dom.js';
import { check } from '../base/form.js';
import { panel, paneTitle } from './side.js';
import { clock, language, t } from '../base/strings.js';

const longest = 2000; // characters of a message
const longestAloud = 140;
const kept = 500; // messages, as on the server
const together = 5 * 60_000; // ms between lines of one person under one head
const link = /https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]]/g;

export class Chat {
  unread = 0;
  #meeting;
  #notes;
  #signals;
  #toggle;
  #rows = new Map(); // id → element
  #people = ''; // possible receivers, as drawn
  #saying = Promise.resolve(); // the last message being sent

  // toggle(name): opens or closes a part of the side.
  constructor(meeting, { notes, signals, toggle }) {
    this.#meeting = meeting;
    this.#notes = notes;
    this.#signals = signals;
    this.#toggle = toggle;
    this.title = paneTitle('chat', t('chat'));
    this.list = h('ol', { 'aria-label': t('messages'), tabindex: 0 });
    this.none = h('p', { class: 'hint' }, t('chatNone'));
    this.to = h('select', { 'aria-label': t('messageFor'), onchange: () => this.#mark() });
    this.text = h('textarea', {
      rows: 2,
      maxlength: longest,
      dir: 'auto',
      'aria-label': t('message'),
      placeholder: t('message'),
      onkeydown: (event) => this.#key(event),
    });
    this.send = h('button', { class: 'round', 'aria-label': t('send'), title: t('send') }, icon('send'));
    this.aloud = check('aloud', t('aloud'), { onchange: () => this.#mark() });
    this.form = h(
      'form',
      { onsubmit: (event) => this.#submit(event) },
      this.to,
      this.aloud.element,
      h('div', { class: 'write' }, this.text, this.send),
    );
    this.off = h('p', { class: 'hint', hidden: true }, t('chatIsOff'));
    this.element = panel('chat', this.title, toggle, this.none, this.list, this.form, this.off);
    meeting.onChange(() => this.update());
    // Who comes back to an open chat reads it.
    const look = () => {
      if (meeting.ended) document.removeEventListener('visibilitychange', look);
      else if (this.#read) this.#seen();
    };
    document.addEventListener('visibilitychange', look);
  }

  // Whether it is in sight.
  get #read() {
    return !this.element.hidden && !document.hidden;
  }

  #seen() {
    this.unread = 0;
    this.#notes.hide('said');
    this.#meeting.changed();
  }

  opened() {
    this.#seen();
    this.list.scrollTop = this.list.scrollHeight;
    if (this.#meeting.writes) this.text.focus();
  }

  writeTo(id) {
    if (this.element.hidden) this.#toggle('chat');
    this.to.value = id;
    this.#mark();
    this.text.focus();
  }

  // Updates the possible receivers, and whether writing is possible.
  update() {
    const others = [...this.#meeting.people.values()].filter((person) => person.id !== this.#meeting.me);
    const people = JSON.stringify(others.map((person) => [person.id, person.displayName]));
    this.form.hidden = !this.#meeting.writes;
    this.off.hidden = this.#meeting.settings.chat !== false;
    this.#mark();
    if (people === this.#people) return;
    this.#people = people;
    const chosen = this.to.value;
    this.to.replaceChildren(
      h('option', { value: '' }, t('toAll')),
      ...others.map((person) => h('option', { value: person.id }, t('toOne', { name: person.displayName }))),
    );
    this.to.value = others.some((person) => person.id === chosen) ? chosen : '';
    this.#mark();
  }

  #mark() {
    this.form.classList.toggle('private', this.to.value !== '');
    this.aloud.element.hidden = !this.#meeting.settings.spokenChat || this.#meeting.self.role === 'viewer' || this.to.value !== '';
    this.text.maxLength = this.#language ? longestAloud : longest;
  }

  // The language of the voice; none if lines are not spoken.
  get #language() {
    return !this.aloud.element.hidden && this.aloud.input.checked && language;
  }

  set(messages) {
    const known = new Set(messages.map((message) => message.id));
    for (const id of [...this.#rows.keys()]) if (!known.has(id)) this.remove(id);
    for (const message of messages) this.#append(message);
  }

  add(message) {
    if (!this.#append(message) || message.from === this.#meeting.me) return;
    const said = t(message.to ? 'saidPrivately' : 'said', { name: message.displayName, text: message.text.slice(0, 300) });
    announce(said);
    if (this.#read) return;
    this.unread += 1;
    this.#meeting.changed();
    this.#signals.give('chat', t('newMessage', { name: message.displayName }));
    if (this.element.hidden) this.#notes.show('said', said, { seconds: 6, actions: [[t('show'), () => this.#toggle('chat')]] });
  }

  remove(id) {
    const row = this.#rows.get(id);
    const next = row?.nextElementSibling;
    row?.remove();
    this.#rows.delete(id);
    if (next) group(next);
    this.none.hidden = this.#rows.size > 0;
  }

  // True if it is new.
  #append(message) {
    if (this.#rows.has(message.id)) return false;
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const own = message.from === this.#meeting.me;
    const drop = () => this.#meeting.attempt(this.#meeting.rest.unsay(message.id));
    const deletes = own || this.#meeting.moderator;
    const name = message.to
      ? t(own ? 'privateTo' : 'privateFrom', {
          name: own ? (this.#meeting.people.get(message.to)?.displayName ?? '…') : message.displayName,
        })
      : message.displayName;
    const head = h(
      'p',
      { class: 'head' },
      h('bdi', { class: own && !message.to ? 'unseen' : 'name' }, name),
      h('time', { datetime: message.at }, clock(message.at)),
      deletes &&
        h('button', { class: 'round small', 'aria-label': t('deleteMessage'), title: t('deleteMessage'), onclick: drop }, icon('delete')),
    );
    const row = h(
      'li',
      {
        class: `${own ? 'own' : ''} ${message.to ? 'private' : ''}`,
        'data-from': `${message.from} ${message.to ?? ''}`,
        'data-at': Date.parse(message.at),
      },
      head,
      h('p', { class: 'text', dir: 'auto' }, ...linked(message.text)),
    );
    this.list.append(row);
    group(row);
    this.#rows.set(message.id, row);
    if (this.#rows.size > kept) this.remove(this.#rows.keys().next().value);
    this.none.hidden = true;
    if (atEnd || own) this.list.scrollTop = this.list.scrollHeight;
    return true;
  }

  // Enter sends, Shift+Enter starts a new line; during composition Enter belongs to the input method.
  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return this.text.focus();
    this.text.value = '';
    const [to, aloud] = [this.to.value, this.#language];
    // One after the other, because parallel requests may arrive in another order.
    this.#saying = this.#saying.then(() => this.#meeting.attempt(this.#meeting.rest.say(text, to, aloud)));
    if (!(await this.#saying)) this.text.value ||= text;
    this.text.focus();
  }
}

// Lines of one person in a row have one head.
function group(row) {
  const [before, now] = [row.previousElementSibling?.dataset, row.dataset];
  row.classList.toggle('follows', before?.from === now.from && now.at - before.at < together);
}

// Text with its URLs as links, which open in a new tab without a referrer.
function linked(text) {
  const parts = [];
  let at = 0;
  for (const { 0: url, index } of text.matchAll(link)) {
    parts.push(text.slice(at, index), h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, url));
    at = index + url.length;
  }
  return [...parts, text.slice(at)];
}
