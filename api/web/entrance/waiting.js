// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen of a guest who waits for admission.

import { brand } from '../base/brand.js';
import { announce, h, show } from '../base/dom.js';
import { Events } from '../base/events.js';
import { Rest } from '../base/rest.js';
import { t } from '../base/strings.js';

// Resolves with the data for a room once a host admits this person, or with null if the server no longer knows the
// guest, for example after a restart; rejects with 'denied', 'ended' or 'bye'. preview: the lobby's, if there is one.
export function waitToBeAdmitted(joined, preview) {
  const rest = new Rest(joined.room.id, joined.token);
  const leave = () => rest.remove(joined.participant.id).catch(() => {});
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      events.close();
      window.removeEventListener('pagehide', leave);
      settle(value);
    };
    const heard = {
      'participant.admitted': ({ participant, iceServers }) => finish(resolve, { ...joined, participant, iceServers }),
      'participant.denied': () => finish(reject, 'denied'),
      'room.ended': () => finish(reject, 'ended'),
    };
    const events = new Events(
      rest,
      (type, data) => heard[type]?.(data),
      () => finish(resolve, null),
    );
    window.addEventListener('pagehide', leave);
    const away = () => {
      leave();
      finish(reject, 'bye');
    };
    show(
      h(
        'main',
        { class: 'card' },
        brand(),
        h('h1', { tabindex: -1 }, t('waitingTitle')),
        joined.room.name && h('p', { class: 'waiting-for', dir: 'auto' }, joined.room.name),
        preview,
        h('p', { class: 'lead with-spinner' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), t('waitingText')),
        h('div', { class: 'row' }, h('button', { class: 'quiet', onclick: away }, t('leave'))),
      ),
    );
    announce(t('waitingTitle'));
  });
}
