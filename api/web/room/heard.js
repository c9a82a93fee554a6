// SPDX-License-Identifier: AGPL-3.0-or-later
// Applies the server's events of the room to the screen, with announcements.

import { announce } from '../base/dom.js';
import { t } from '../base/strings.js';

// The effect of each event on the parts of a room; a test compares them with the contract. `participant.admitted` and
// `participant.denied` are for waiting participants (waiting.js).
export const consequences = {
  snapshot,
  'room.updated': ({ meeting }, data) => settings(meeting, data),
  'participant.joined': joined,
  'participant.updated': updated,
  'participant.left': left,
  'participant.waiting': waiting,
  'participant.gone': notWaiting,
  'video.wanted': ({ session }, wanted) => session().want(wanted),
  'room.ended': ({ end }) => end('ended'),
  layout: ({ stage }, shown) => stage.setLayout(shown),
  levels: ({ list }, { levels }) => list.setLevels(levels),
  message: ({ chat }, message) => chat.add(message),
  'message.deleted': ({ chat }, { id }) => chat.remove(id),
  'unmute.requested': askedToUnmute,
  'way.back': ({ meeting }, { token }) => {
    meeting.wayBack = token;
    meeting.changed();
  },
  'session.lost': ({ stage, session }) => {
    stage.forget();
    session().lost();
  },
};

// parts: {link, meeting, stage, notes, signals, media, screen, quality, list, chat, session(), end(reason), seatGone()}
export function hear(parts, type, data) {
  consequences[type]?.(parts, data);
}

function snapshot(parts, data) {
  const { meeting, stage, list, chat } = parts;
  const first = meeting.people.size === 0;
  meeting.people = new Map(data.participants.map((person) => [person.id, person]));
  settings(meeting, data.room);
  if (data.layout) stage.setLayout(data.layout);
  chat.set(data.messages ?? []);
  const self = meeting.people.get(meeting.me);
  if (self) adopt(parts, self);
  list.setWaiting(data.waiting ?? []);
  tellWaiting(parts, true);
  meeting.changed();
  if (first && meeting.people.size === 1)
    import('./alone.js').then(
      ({ tellAlone }) => tellAlone(parts),
      () => {}, // it can be done without
    );
}

function settings(meeting, data) {
  meeting.settings = data;
  meeting.changed();
}

// Who came, went or raised a hand last, for those who want to know; a list keeps all of it.
function tell({ meeting, notes }, what, sentence, actions = []) {
  announce(sentence);
  if (meeting.notices) notes.show(what, sentence, { seconds: actions.length ? 8 : 4, actions });
}

function joined(parts, person) {
  const { meeting, notes, signals } = parts;
  const known = meeting.people.has(person.id);
  meeting.people.set(person.id, person);
  meeting.changed();
  if (known || person.id === meeting.me) return;
  notes.hide('alone');
  const sentence = t('personJoined', { name: person.displayName });
  tell(parts, 'comings', sentence);
  signals.give('joined', sentence);
}

function updated(parts, person) {
  const { meeting } = parts;
  const before = meeting.people.get(person.id);
  meeting.people.set(person.id, person);
  if (person.id === meeting.me) adopt(parts, person);
  else if (person.hand && before && !before.hand) raised(parts, person);
  meeting.changed();
}

function raised(parts, { id, displayName, microphone }) {
  const { meeting } = parts;
  const lower = [t('lowerHand'), () => meeting.attempt(meeting.wish({ hand: false }, id))];
  const unmute = [t('askToSpeak'), () => meeting.attempt(meeting.rest.askToUnmute(id), t('saidAsked', { name: displayName }))];
  const actions = meeting.moderator ? [lower, !microphone && unmute].filter(Boolean) : [];
  const sentence = t('personHand', { name: displayName });
  tell(parts, 'hand', sentence, actions);
  parts.signals.give('hand', sentence);
}

function left(parts, { id, reason }) {
  const { meeting, end, seatGone } = parts;
  const person = meeting.people.get(id);
  meeting.people.delete(id);
  meeting.changed();
  if (id === meeting.me) return reason === 'lost' ? seatGone() : end(reason === 'removed' ? 'removed' : 'bye');
  if (person) tell(parts, 'comings', t('personLeft', { name: person.displayName }));
}

function waiting(parts, person) {
  const { meeting, list } = parts;
  list.setWaiting([...list.waitingPeople.filter(({ id }) => id !== person.id), person]);
  tellWaiting(parts, true);
  meeting.changed();
}

function notWaiting(parts, { id }) {
  const { meeting, list } = parts;
  list.setWaiting(list.waitingPeople.filter((person) => person.id !== id));
  tellWaiting(parts, false);
  meeting.changed();
}

// One note for all who wait. more: somebody has come; otherwise a note that was closed stays closed.
function tellWaiting({ meeting, list, notes, signals }, more) {
  const people = list.waitingPeople;
  if (people.length === 0) return notes.hide('knock');
  if (!more && !notes.has('knock')) return;
  const [{ id, displayName }] = people;
  const one = people.length === 1;
  const text = one ? t('personWaits', { name: displayName }) : t('peopleWait', { count: people.length });
  if (more) announce(text);
  if (more) signals.give('waiting', text);
  const actions = one
    ? [
        [t('admit'), () => meeting.attempt(meeting.rest.admit(id))],
        [t('deny'), () => meeting.attempt(meeting.rest.deny(id))],
      ]
    : [
        [t('admitAll'), () => list.admitAll()],
        [t('show'), () => list.open()],
      ];
  notes.show('knock', text, { actions });
}

function askedToUnmute({ meeting, media, notes }, { by }) {
  if (media.microphone || meeting.viewer) return;
  const text = by ? t('unmuteAskedBy', { name: by }) : t('unmuteAsked');
  announce(text);
  notes.show('unmute', text, {
    actions: [
      [t('unmuteYes'), () => media.microphone || media.toggleMicrophone()],
      [t('unmuteNo'), () => {}],
    ],
  });
}

// Applies the room's view of ourselves.
function adopt(parts, self) {
  const { meeting, stage, media, screen, quality, session } = parts;
  const before = meeting.self;
  meeting.self = self;
  stage.setSpeaking(self.speaking);
  if (before.role !== self.role) roleChanged(parts, before);
  if (before.hand && !self.hand && !meeting.loweringHand) announce(t('yourHandLowered'));
  screen.adopt(self);
  media.adopt(self);
  quality.update();
  session().expect(quality.pictures);
}

function roleChanged({ meeting, notes, media, screen }, before) {
  const text = t(`role_${meeting.self.role}`);
  announce(text);
  notes.show('role', text, { seconds: 8 });
  if (meeting.viewer) {
    screen.stop();
    media.silence();
  } else if (before.role === 'viewer') {
    media.tell('microphone', 'camera');
  }
}
