// SPDX-License-Identifier: AGPL-3.0-or-later
// The choice of layout: a moderator's for everybody, others' for themselves if the room permits it.

import { openDialog } from '../base/dialogs.js';
import { announce, h } from '../base/dom.js';
import { t } from '../base/strings.js';

const kinds = ['gallery', 'speaker', 'sidebar', 'single', 'presentation']; // in the order of the W key

const place = (meeting) => (meeting.moderator ? meeting.rest.room : meeting.rest.participant(meeting.me));
const read = (meeting, options) => meeting.rest.readLayout(place(meeting), options);

// next(now) → the new layout; say(layout) → a sentence about it.
async function choose(meeting, next, say = ({ kind }) => t('saidLayout', { name: t(`layout_${kind}`) })) {
  let layout; // the same in each retry
  const ask = async (options) => {
    layout ??= next(await read(meeting, options));
    await meeting.rest.setLayout(place(meeting), layout, options);
  };
  if (await meeting.attempt(meeting.wishes.want('layout', true, ask))) announce(say(layout));
}

const withPins = (kind, { pins }) => ({ kind, ...(pins && { pins }) });

export async function nextLayout(meeting) {
  if (meeting.choosesLayout) await choose(meeting, (now) => withPins(kinds[(kinds.indexOf(now.kind) + 1) % kinds.length], now));
}

export async function showLayouts(meeting) {
  const now = await read(meeting).catch(() => ({}));
  const item = (kind) => {
    const picture = h('span', { class: `layout-picture ${kind}`, 'aria-hidden': 'true' }, ...Array.from({ length: 4 }, () => h('i')));
    const pick = () => {
      dialog.close();
      choose(meeting, (before) => withPins(kind, before));
    };
    return h(
      'button',
      { class: 'item', 'data-act': kind, 'aria-pressed': String(kind === now.kind), onclick: pick },
      picture,
      t(`layout_${kind}`),
    );
  };
  const dialog = openDialog(t(meeting.moderator ? 'layoutForAll' : 'layoutForMe'), [h('div', { class: 'menu' }, ...kinds.map(item))], {
    kind: 'sheet',
  });
}

// Keeps a participant large whoever speaks, or ends this.
export async function spotlight(meeting, person) {
  const next = (now) => {
    if (now.pins?.[0] === person.id) return { kind: 'gallery' };
    return { kind: now.kind === 'gallery' || !kinds.includes(now.kind) ? 'speaker' : now.kind, pins: [person.id] };
  };
  await choose(meeting, next, ({ pins }) => t(pins ? 'saidSpotlight' : 'saidNoSpotlight', { name: person.displayName }));
}
