// SPDX-License-Identifier: AGPL-3.0-or-later
// What is known of the meeting that we are in, and how we ask it for changes. The parts of a room share this and no more of
// each other than they are given.

import { announce } from './dom.js';
import { Rest } from './rest.js';
import { t } from './strings.js';
import { Wishes } from './wishes.js';

export class Meeting {
  people = new Map(); // id → participant, in the order of joining
  ended = false;
  wayBack; // a token with which who was inside comes back
  loweringHand = false; // ourselves, just now
  #notes;
  #observers = [];

  // listen: nothing is sent, and nothing was.
  constructor(joined, listen, notes) {
    this.listen = listen;
    this.#notes = notes;
    this.wishes = new Wishes((late) => (late ? notes.show('untold', t('notTold'), { alert: true }) : notes.hide('untold')));
    this.enter(joined);
  }

  // With another seat, too.
  enter({ participant, room, token }) {
    this.self = participant;
    this.me = participant.id;
    this.settings = room;
    this.rest = new Rest(room.id, token);
  }

  get moderator() {
    return this.self.role === 'moderator';
  }
  // Sends nothing, and cannot.
  get viewer() {
    return this.self.role === 'viewer' || this.self.listening;
  }
  // Whether W changes the layout: a moderator's for all, others' for themselves where the room lets them.
  get choosesLayout() {
    return this.moderator || Boolean(this.settings.ownLayouts);
  }
  get writes() {
    return this.settings.chat !== false || this.moderator;
  }
  // Whether the own hand is up, or is to be.
  get hand() {
    return this.wishes.of('me hand') ?? Boolean(this.self.hand);
  }

  // Something is other than it was, here or in a part that others show.
  changed() {
    for (const observer of this.#observers) observer();
  }
  onChange(observer) {
    this.#observers.push(observer);
  }

  // A change of one thing about ourselves, or about somebody else; see Wishes.
  wish(change, id) {
    const [[name, value]] = Object.entries(change);
    return this.wishes.want(`${id ?? 'me'} ${name}`, value, (options) => this.rest.patch(id ?? this.me, change, options));
  }

  // Waits for a request of the person's and says a sentence when it is done. Resolves with true, false when it was refused,
  // of which a note tells, and null when it is not wanted any more.
  async attempt(request, said = '') {
    try {
      if ((await request) === false) return null;
      if (said) announce(said);
      return true;
    } catch (refusal) {
      this.#notes.show('problem', t(refusal.gone || !refusal.sentence ? 'changeFailed' : refusal.sentence), { alert: true });
      return false;
    }
  }
}
