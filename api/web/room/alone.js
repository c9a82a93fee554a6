// SPDX-License-Identifier: AGPL-3.0-or-later
// A note for whoever is the only one in a room: how to get the others in. A host copies a link for guests; a guest the own
// one, if more people can come by it.

import { announce } from '../base/dom.js';
import { t } from '../base/strings.js';

const invite = (meeting) =>
  meeting.later(
    () => import('../invitations/inviting.js'),
    ({ openInvitations }) => openInvitations(meeting.rest, true),
  );

export function tellAlone({ meeting, notes, link }) {
  if (meeting.people.size !== 1 || meeting.ended || !(meeting.moderator || link)) return;
  const action = meeting.moderator
    ? [t('aloneInvite'), () => invite(meeting)]
    : [t('aloneCopy'), () => import('../invitations/copy.js').then(({ copyText }) => copyText(link, notes))];
  announce(t('alone'));
  notes.show('alone', t('alone'), { actions: [action] });
}
