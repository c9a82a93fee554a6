// SPDX-License-Identifier: AGPL-3.0-or-later
// The list of participants: names, speech and loudness, raised hands; and the actions on each.

import { h, icon } from '../base/dom.js';
import { gives, hasChoices } from './permitted.js';
import { panel, paneTitle } from './side.js';
import { t } from '../base/strings.js';

export class People {
  waitingPeople = []; // in order of arrival; only hosts get them
  #rows = new Map(); // id → {element, state, meter, buttons: [element]}
  #meeting;
  #write;
  #toggle;

  // toggle(name): opens or closes a part of the side; write(id): writes a private message.
  constructor(meeting, { toggle, write }) {
    this.#meeting = meeting;
    this.#write = write;
    this.#toggle = toggle;
    this.title = paneTitle('people', t('people'));
    this.list = h('ul', {});
    this.waiting = h('ul', { class: 'waiting', 'aria-label': t('waiting'), hidden: true });
    const act = (name, label, action) => h('button', { class: 'quiet', 'data-act': name, onclick: action }, label);
    this.all = act('admit-all', t('admitAll'), () => this.admitAll());
    this.actions = h(
      'div',
      { class: 'row start' },
      act('invite', t('invite'), () =>
        meeting.later(
          () => import('../invitations/inviting.js'),
          ({ openInvitations }) => openInvitations(meeting.rest),
        ),
      ),
      act('mute-all', t('muteAll'), () => meeting.attempt(meeting.rest.muteAll(), t('saidMutedAll'))),
      this.all,
    );
    this.element = panel('people', this.title, toggle, this.actions, this.waiting, this.list);
    meeting.onChange(() => this.update());
  }

  // Draws the changed ones: raised hands first, in the order of raising.
  update() {
    const { people, moderator } = this.#meeting;
    this.title.textContent = t('peopleCount', { count: people.size });
    this.actions.hidden = !moderator;
    for (const [id, row] of this.#rows) {
      if (people.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    const turn = (person) => person.hand ?? '~';
    const sorted = [...people.values()].sort((a, b) => (turn(a) < turn(b) ? -1 : turn(a) > turn(b) ? 1 : 0));
    sorted.forEach((person, index) => {
      const state = JSON.stringify([person, moderator, this.#meeting.me, this.#meeting.settings.chat, this.#meeting.choosesLayout]);
      const row = this.#rows.get(person.id) ?? { element: h('li', {}), meter: h('span', { class: 'meter' }), buttons: [] };
      this.#rows.set(person.id, row);
      if (row.state !== state) this.#draw(row, person);
      row.state = state;
      if (this.list.children[index] !== row.element) this.list.insertBefore(row.element, this.list.children[index] ?? null);
    });
  }

  // {id: -dBov} of audible participants.
  setLevels(levels) {
    if (this.element.hidden) return;
    for (const [id, { meter }] of this.#rows)
      meter.style.transform = `scaleX(${id in levels ? Math.max(0, 1 - Math.abs(levels[id]) / 60) : 0})`;
  }

  get waitingCount() {
    return this.waitingPeople.length;
  }

  open() {
    if (this.element.hidden) this.#toggle('people');
  }

  setWaiting(people) {
    this.waitingPeople = people;
    const row = ({ id }) => this.waiting.querySelector(`[data-id="${id}"]`);
    const stay = people.map(row);
    for (const one of [...this.waiting.children]) if (!stay.includes(one)) one.remove(); // the others keep the focus
    for (const person of people) if (!row(person)) this.waiting.append(this.#knock(person));
    this.waiting.hidden = people.length === 0;
    this.all.hidden = people.length < 2;
  }

  #knock(person) {
    const { rest } = this.#meeting;
    const act = (label, action) =>
      h(
        'button',
        {
          class: 'quiet',
          'data-act': label,
          'aria-label': `${t(label)}: ${person.displayName}`,
          onclick: () => this.#meeting.attempt(action()),
        },
        t(label),
      );
    const who = h('span', { class: 'who' }, h('bdi', { class: 'name' }, person.displayName), h('span', { class: 'note' }, t('waiting')));
    return h(
      'li',
      { 'data-id': person.id },
      who,
      act('admit', () => rest.admit(person.id)),
      act('deny', () => rest.deny(person.id)),
    );
  }

  admitAll() {
    for (const { id } of this.waitingPeople) this.#meeting.attempt(this.#meeting.rest.admit(id));
  }

  // The buttons stay where they are, so that the change of a row takes neither focus nor a click that has begun.
  #draw(row, person) {
    const { element } = row;
    const own = person.id === this.#meeting.me;
    element.className = person.speaking ? 'speaking' : '';
    element.dataset.id = person.id;
    row.buttons = this.#buttons(row, person);
    for (const one of [...element.children]) if (!row.buttons.includes(one)) one.remove();
    element.prepend(
      h('span', { class: 'disc', 'aria-hidden': 'true' }, initials(person.displayName)),
      h(
        'span',
        { class: 'who' },
        h('bdi', { class: 'name', title: person.displayName }, own ? t('nameYou', { name: person.displayName }) : person.displayName),
        note(person),
        h('span', { class: 'meter-place', 'aria-hidden': 'true' }, row.meter),
      ),
      ...marks(person, mutes(this.#meeting, person)),
    );
    row.buttons.forEach((button, i) => {
      if (button.parentNode !== element) element.insertBefore(button, row.buttons[i + 1]?.parentNode ? row.buttons[i + 1] : null);
    });
  }

  #buttons(row, person) {
    const meeting = this.#meeting;
    const act = (name, label, sign, action, mark = '') => {
      const before = row.buttons.find(({ dataset }) => dataset.act === name);
      const button = before ?? h('button', { 'data-act': name, onclick: action }, icon(sign));
      button.className = `round small ${mark}`;
      button.title = t(label, { name: person.displayName });
      button.setAttribute('aria-label', button.title);
      return button;
    };
    const buttons = [];
    // The button shows the state and changes it.
    if (mutes(meeting, person))
      buttons.push(
        person.microphone
          ? act(
              'mute',
              'muteOther',
              'microphone',
              () => meeting.attempt(meeting.wish({ microphone: false }, person.id)),
              person.speaking ? 'mark speaking' : '',
            )
          : act(
              'ask',
              'askOther',
              'microphoneOff',
              () => meeting.attempt(meeting.rest.askToUnmute(person.id), t('saidAsked', { name: person.displayName })),
              'mark muted',
            ),
      );
    if (hasChoices(meeting, person)) {
      const show = ({ currentTarget }) =>
        meeting.later(
          () => import('./person_menu.js'),
          ({ showPerson }) => showPerson(meeting, meeting.people.get(person.id) ?? person, this.#write, currentTarget),
        );
      buttons.push(act('more', 'moreOther', 'more', show));
    }
    return buttons;
  }
}

const segments = new Intl.Segmenter();

function initials(name) {
  const words = name.trim().split(/\s+/);
  // Its first letter or digit, otherwise its first visible character.
  const first = (word) => word.match(/[\p{L}\p{N}]\p{M}?/u)?.[0] ?? [...segments.segment(word)][0]?.segment ?? '';
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')).toUpperCase();
}

function note(person) {
  const key = person.connection === 'lost' ? 'lost' : person.listening ? 'listening' : person.role === 'participant' ? null : person.role;
  return key ? h('span', { class: 'note' }, t(key)) : null;
}

const mutes = (meeting, person) => meeting.moderator && person.id !== meeting.me && gives(person);

// byButton: a button shows the microphone.
function marks(person, byButton) {
  const mark = (sign, key) => h('span', { class: `mark ${key}`, title: t(key) }, icon(sign), h('span', { class: 'unseen' }, t(key)));
  const all = [];
  if (person.hand) all.push(mark('hand', 'handUp'));
  if (person.screen) all.push(mark('screen', 'sharing'));
  if (person.pinned) all.push(mark('spotlight', 'pinned'));
  if (!gives(person)) return all;
  if (!person.camera) all.push(mark('cameraOff', 'hidden'));
  if (byButton) return all;
  if (person.speaking) all.push(mark('microphone', 'speaking'));
  if (!person.microphone) all.push(mark('microphoneOff', 'muted'));
  return all;
}
