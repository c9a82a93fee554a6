// SPDX-License-Identifier: AGPL-3.0-or-later
// The choice of layout: a moderator's for everybody or for themselves, others' for themselves if the room permits it.

import { openDialog } from '../base/dialogs.js';
import { announce, h, icon } from '../base/dom.js';
import { check } from '../base/form.js';
import { part } from '../base/pause.js';
import { t } from '../base/strings.js';

const kinds = ['gallery', 'speaker', 'sidebar', 'single', 'presentation']; // in the order of the W key

// What only we see is loaded when first chosen.
export const ownView = (meeting, use) => meeting.attempt(part(() => import('./own_view.js')).then(use));
const showMe = (meeting, ...how) => ownView(meeting, (own) => own.showMe(meeting, ...how));

const read = (meeting, options) => meeting.rest.readLayout(meeting.rest.room, options);

// The room's layout. next(now) → the new one; say(layout) → a sentence about it.
async function choose(meeting, next, say = ({ kind }) => t('saidLayout', { name: t(`layout_${kind}`) })) {
  let layout; // the same in each retry
  const ask = async (options) => {
    layout ??= next(await read(meeting, options));
    await meeting.rest.setLayout(meeting.rest.room, layout, options);
  };
  if (await meeting.attempt(meeting.wishes.want('layout', true, ask))) announce(say(layout));
}

const withPins = (kind, { pins }) => ({ kind, ...(pins && { pins }) });

export async function nextLayout(meeting) {
  const next = (now) => withPins(kinds[(kinds.indexOf(now.kind) + 1) % kinds.length], now);
  if (meeting.moderator && !meeting.own) await choose(meeting, next);
  else if (meeting.choosesLayout) {
    const layout = next(meeting.own ?? (await read(meeting).catch(() => ({}))));
    await showMe(meeting, layout, t('saidLayout', { name: t(`layout_${layout.kind}`) }));
  }
}

export async function showLayouts(meeting, anchor) {
  const now = meeting.own ?? (await read(meeting).catch(() => ({})));
  const mine = check('layout-mine', t('layoutOnlyMe'), { checked: Boolean(meeting.own) });
  const item = (kind) => {
    const picture = h('span', { class: `layout-picture ${kind}`, 'aria-hidden': 'true' }, ...Array.from({ length: 4 }, () => h('i')));
    const pick = () => {
      dialog.close();
      if (!meeting.moderator || mine.input.checked)
        return showMe(meeting, withPins(kind, now), t('saidLayout', { name: t(`layout_${kind}`) }));
      choose(meeting, (before) => withPins(kind, before));
      if (meeting.own) showMe(meeting, null);
    };
    return h(
      'button',
      { class: 'item', 'data-act': kind, 'aria-pressed': String(kind === now.kind), onclick: pick },
      picture,
      t(`layout_${kind}`),
    );
  };
  const back = () => (dialog.close(), showMe(meeting, null, t('saidLayoutOfRoom')));
  const rooms = meeting.own && h('button', { class: 'item', 'data-act': 'room', onclick: back }, icon('people'), t('layoutOfRoom'));
  const parts = [h('div', { class: 'menu' }, ...kinds.map(item), rooms), meeting.moderator && mine.element].filter(Boolean);
  const dialog = openDialog(t(meeting.moderator ? 'layoutForAll' : 'layoutForMe'), parts, { kind: 'sheet', anchor });
}

// Keeps a participant large whoever speaks, or ends this.
export async function spotlight(meeting, person) {
  const next = (now) => {
    if (now.pins?.includes(person.id)) return { kind: 'gallery' };
    return { kind: now.kind === 'gallery' || !kinds.includes(now.kind) ? 'speaker' : now.kind, pins: [person.id] };
  };
  await choose(meeting, next, ({ pins }) => t(pins ? 'saidSpotlight' : 'saidNoSpotlight', { name: person.displayName }));
}
