// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server tells of the room, and what follows from it on the screen and for the ear.

import { announce } from './dom.js';
import { t } from './strings.js';

// What follows from each event; a test holds them to the contract. `participant.admitted` and `participant.denied` are for
// those who wait (waiting.js).
export const consequences = {
  snapshot,
  'room.updated': settings,
  'participant.joined': joined,
  'participant.updated': updated,
  'participant.left': left,
  'participant.waiting': waiting,
  'participant.gone': (room, { id }) => notWaiting(room, id),
  'video.wanted': (room, wanted) => room.session.want(wanted),
  'room.ended': (room) => room.end('ended'),
  layout: (room, shown) => room.stage.setLayout(shown),
  levels: (room, { levels }) => room.list.setLevels(levels),
  message: (room, message) => room.chat.add(message),
  'message.deleted': (room, { id }) => room.chat.remove(id),
  'unmute.requested': askedToUnmute,
  'way.back': (room, { token }) => (room.wayBack = token),
  'session.lost': (room) => {
    room.stage.forget();
    room.session.lost();
  },
};

export function hear(room, type, data) {
  consequences[type]?.(room, data);
}

function snapshot(room, data) {
  room.people = new Map(data.participants.map((person) => [person.id, person]));
  settings(room, data.room);
  room.list.setWaiting(data.waiting ?? []);
  if (data.layout) room.stage.setLayout(data.layout);
  room.chat.set(data.messages ?? []);
  const self = room.people.get(room.me);
  if (self) adopt(room, self);
  changed(room);
}

function settings(room, data) {
  room.settings = data;
  room.chat.update();
  room.controls.update();
}

function changed(room) {
  room.list.update();
  room.chat.update();
  room.controls.update();
}

function joined(room, person) {
  const known = room.people.has(person.id);
  room.people.set(person.id, person);
  changed(room);
  if (!known && person.id !== room.me) announce(t('personJoined', { name: person.displayName }));
}

function updated(room, person) {
  const before = room.people.get(person.id);
  room.people.set(person.id, person);
  if (person.id === room.me) adopt(room, person);
  else if (person.hand && before && !before.hand) announce(t('personHand', { name: person.displayName }));
  changed(room);
}

function left(room, { id, reason }) {
  const person = room.people.get(id);
  room.people.delete(id);
  changed(room);
  if (id === room.me) return reason === 'lost' ? room.seatGone() : room.end(reason === 'removed' ? 'removed' : 'bye');
  if (person) announce(t('personLeft', { name: person.displayName }));
}

function waiting(room, person) {
  room.list.addWaiting(person);
  room.controls.update();
  const text = t('personWaits', { name: person.displayName });
  announce(text);
  room.notes.show(`waiting-${person.id}`, text, {
    actions: [
      [t('admit'), () => room.attempt(room.rest.admit(person.id))],
      [t('deny'), () => room.attempt(room.rest.deny(person.id))],
    ],
  });
}

function notWaiting(room, id) {
  room.list.removeWaiting(id);
  room.notes.hide(`waiting-${id}`);
  room.controls.update();
}

function askedToUnmute(room, { by }) {
  if (room.media.microphone || room.viewer) return;
  const text = by ? t('unmuteAskedBy', { name: by }) : t('unmuteAsked');
  announce(text);
  room.notes.show('unmute', text, {
    actions: [
      [t('unmuteYes'), () => room.media.microphone || room.media.toggleMicrophone()],
      [t('unmuteNo'), () => {}],
    ],
  });
}

// What the room says about ourselves.
function adopt(room, self) {
  const before = room.self;
  room.self = self;
  room.stage.setSpeaking(self.speaking);
  if (before.role !== self.role) roleChanged(room, before);
  if (before.hand && !self.hand && !room.loweringHand) announce(t('yourHandLowered'));
  room.screen.adopt(self);
  room.media.adopt(self);
  room.quality.update();
  room.session.expect(room.quality.pictures);
}

function roleChanged(room, before) {
  const text = t(`role_${room.self.role}`);
  announce(text);
  room.notes.show('role', text, { seconds: 8 });
  if (room.viewer) {
    room.screen.stop();
    room.media.silence();
  } else if (before.role === 'viewer') {
    room.media.tell('microphone', 'camera');
  }
}
