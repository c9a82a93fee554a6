// SPDX-License-Identifier: AGPL-3.0-or-later
// The state of our meeting, and how to request changes. The parts of a room share this, and know of each other only
// what they are given.

import { announce } from '../base/dom.js';
import { part } from '../base/pause.js';
import { Rest } from '../base/rest.js';
import { t } from '../base/strings.js';
import { Wishes } from './wishes.js';

export class Meeting {
  people = new Map(); // id → participant, in the order of joining
  ended = false;
  wayBack; // a token that readmits us
  loweringHand = false; // our own doing
  own = null; // the layout that only we see; null: the room's
  hidesSelf = false; // we do not see ourselves
  notices = true; // notes tell who comes, goes and raises a hand
  #notes;
  #observers = [];

  // listen: sends nothing and never did.
  constructor(joined, listen, notes) {
    this.listen = listen;
    this.#notes = notes;
    this.wishes = new Wishes((late) => (late ? notes.show('untold', t('notTold'), { alert: true }) : notes.hide('untold')));
    this.enter(joined);
  }

  // Also with another seat.
  enter({ participant, room, token }) {
    this.self = participant;
    this.me = participant.id;
    this.own = null;
    this.settings = room;
    this.rest = new Rest(room.id, token);
  }

  get moderator() {
    return this.self.role === 'moderator';
  }
  // Sends nothing and cannot.
  get viewer() {
    return this.self.role === 'viewer' || this.self.listening;
  }
  // The person who is large for us alone.
  get pinned() {
    return this.own?.pins?.[0];
  }
  // Whether we may choose a layout: a moderator for everybody, others for themselves if the room permits it.
  get choosesLayout() {
    return this.moderator || Boolean(this.settings.ownLayouts);
  }
  get writes() {
    return this.settings.chat !== false || this.moderator;
  }
  // Whether our hand is up, or should be.
  get hand() {
    return this.wishes.of('me hand') ?? Boolean(this.self.hand);
  }

  // Ours among the raised hands, from 1; 0: it is not raised.
  get placeInLine() {
    const line = [...this.people.values()].filter(({ hand }) => hand); // those of one second in the order of joining, as in the picture
    return 1 + line.sort((a, b) => (a.hand < b.hand ? -1 : Number(a.hand > b.hand))).findIndex(({ id }) => id === this.me);
  }

  // Something changed, here or in a part that others show.
  changed() {
    for (const observer of this.#observers) observer();
  }
  onChange(observer) {
    this.#observers.push(observer);
  }

  // Runs what is loaded when it is needed; a note says so if it does not come.
  later(load, run) {
    return this.attempt(part(load).then(run));
  }

  // Requests a change of one thing about ourselves or another participant; see Wishes.
  wish(change, id) {
    const [[name, value]] = Object.entries(change);
    return this.wishes.want(`${id ?? 'me'} ${name}`, value, (options) => this.rest.patch(id ?? this.me, change, options));
  }

  // Waits for a person's request and announces a sentence when it is done. Resolves with true; with false if it was
  // refused, which a note reports; with null if it is no longer wanted.
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
