// SPDX-License-Identifier: AGPL-3.0-or-later
// The permitted actions on one participant. Loaded when it is needed.

import { openDialog, whenLoaded } from '../base/dialogs.js';
import { h, icon } from '../base/dom.js';
import { gives } from './permitted.js';
import { ownView, spotlight } from '../stage/layout_choice.js';
import { loadOrganiser, t } from '../base/strings.js';

// The permitted actions: [name, sign, label, action]. write(id): writes a private message.
function choices(meeting, person, write) {
  const { rest } = meeting;
  const own = person.id === meeting.me;
  const name = { name: person.displayName };
  const patch = (change, said) => meeting.attempt(meeting.wish(change, person.id), said && t(said, name));
  const all = [];
  const add = (act, sign, label, action) => all.push([act, sign, t(label), action]);
  if (!own && meeting.writes) add('message', 'chat', 'messageTo', () => write(person.id));
  if (meeting.choosesLayout && !own && gives(person))
    add('pin', 'spotlight', meeting.pinned === person.id ? 'spotlightMineEnd' : 'spotlightMine', () =>
      ownView(meeting, (view) => view.pin(meeting, person.id)),
    );
  if (meeting.moderator && gives(person))
    add('spotlight', 'spotlight', person.pinned ? 'spotlightEnd' : 'spotlight', () => spotlight(meeting, person));
  if (!meeting.moderator || own) return all;
  if (person.hand) add('lower', 'hand', 'lowerHand', () => patch({ hand: false }));
  if (person.camera && gives(person)) add('hide', 'cameraOff', 'hideCamera', () => patch({ camera: false }));
  if (person.screen) add('unshare', 'screenOff', 'endShare', () => patch({ screen: false }));
  for (const role of ['moderator', 'participant', 'viewer'])
    if (role !== person.role) add(role, 'account', `make_${role}`, () => patch({ role }, 'saidRole'));
  add('remove', 'remove', 'remove', () =>
    whenLoaded(
      t('remove'),
      () => Promise.all([import('./removing.js'), loadOrganiser()]),
      ([{ askToRemove }]) => askToRemove(meeting, person),
    ),
  );
  return all;
}

export function showPerson(meeting, person, write, anchor) {
  const item = ([act, sign, label, action]) =>
    h('button', { class: 'item', 'data-act': act, onclick: () => (dialog.close(), action()) }, icon(sign), label);
  const dialog = openDialog(person.displayName, [h('div', { class: 'menu' }, ...choices(meeting, person, write).map(item))], {
    kind: 'sheet',
    anchor,
  });
}
