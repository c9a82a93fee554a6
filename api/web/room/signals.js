// SPDX-License-Identifier: AGPL-3.0-or-later
// What tells a person that somebody came, waits, raised a hand or wrote: a short sound, a notification of the desktop where
// they asked for those, and the number in the title.

import { address } from '../base/dom.js';
import { operator } from '../base/operator.js';
import { part } from '../base/pause.js';

const calm = 3000; // ms without a signal of a kind before the next one is heard: thirty who come at once are heard once

// Lasts as long as the page, also over several meetings.
export const signalled = { sounds: true, desktop: false };

export class Signals {
  #last = {}; // kind → time of the last one
  #output;

  // output(): id of the loudspeaker; empty: the default
  constructor(output) {
    this.#output = output;
  }

  // kind: joined, waiting, hand or chat; never for our own doing. text: names at most, because others may see the desktop.
  give(kind, text) {
    const now = performance.now();
    const flood = now - (this.#last[kind] ?? -calm) < calm;
    this.#last[kind] = now;
    if (flood) return;
    if (signalled.sounds)
      part(() => import('../media/chimes.js'), 1).then(
        ({ chime }) => chime(kind, this.#output()),
        () => {},
      );
    if (signalled.desktop && !document.hasFocus()) notify(kind, text);
  }

  // The number of people who wait and of unread messages.
  count(number, room) {
    document.title = `${number ? `(${number}) ` : ''}${room} · ${operator.name}`;
  }
}

function notify(kind, text) {
  try {
    const note = new Notification(text, { tag: kind, icon: address('icon-192.png'), silent: true });
    note.onclick = () => (window.focus(), note.close());
  } catch {
    signalled.desktop = false; // phones have none for pages
  }
}
