// SPDX-License-Identifier: AGPL-3.0-or-later
// How the picture is laid out: a moderator chooses for all, others for themselves where the room lets them.

import { openDialog } from './dialogs.js';
import { h } from './dom.js';
import { t } from './strings.js';

const kinds = ['gallery', 'speaker', 'sidebar', 'single', 'presentation']; // in the order of the W key

const place = (room) => (room.moderator ? room.rest.room : room.rest.participant(room.me));
const choose = (room, kind, pins) => room.attempt(room.rest.setLayout(place(room), { kind, ...(pins ? { pins } : {}) }), t('saidLayout', { name: t(`layout_${kind}`) }));
const read = (room) => room.rest.readLayout(place(room)).catch(() => ({}));

export async function nextLayout(room) {
  if (!room.choosesLayout) return;
  const { kind, pins } = await read(room);
  await choose(room, kinds[(kinds.indexOf(kind) + 1) % kinds.length], pins);
}

export async function showLayouts(room) {
  const now = await read(room);
  const item = (kind) => {
    const picture = h('span', { class: `layout-picture ${kind}`, 'aria-hidden': 'true' }, ...Array.from({ length: 4 }, () => h('i')));
    const pick = () => {
      dialog.close();
      choose(room, kind, now.pins);
    };
    return h('button', { class: 'item', 'data-act': kind, 'aria-pressed': String(kind === now.kind), onclick: pick }, picture, t(`layout_${kind}`));
  };
  const dialog = openDialog(t(room.moderator ? 'layoutForAll' : 'layoutForMe'), [h('div', { class: 'menu' }, ...kinds.map(item))], { kind: 'sheet' });
}

// Makes somebody the large one whoever speaks, or no longer.
export async function spotlight(room, person) {
  const now = await read(room);
  const lit = now.pins?.[0] === person.id;
  const kind = now.kind === 'gallery' || !kinds.includes(now.kind) ? 'speaker' : now.kind;
  const layout = lit ? { kind: 'gallery' } : { kind, pins: [person.id] };
  await room.attempt(room.rest.setLayout(place(room), layout), t(lit ? 'saidNoSpotlight' : 'saidSpotlight', { name: person.displayName }));
}
