// SPDX-License-Identifier: AGPL-3.0-or-later
// What only we see: our own layout, and whether we see ourselves. Loaded when first needed.

import { t } from '../base/strings.js';

// Shows a layout to ourselves; null: the room's again.
export async function showMe(meeting, layout, said) {
  const of = meeting.rest.participant(meeting.me);
  const wanted = layout && { ...layout, pins: (layout.pins ?? []).filter((id) => meeting.people.has(id)) };
  const ask = (options) => (wanted ? meeting.rest.setLayout(of, wanted, options) : meeting.rest.clearLayout(of, options));
  if (!(await meeting.attempt(meeting.wishes.want('own layout', wanted, ask), said))) return;
  meeting.own = wanted;
  meeting.changed();
}

function toggle(meeting, kind, id) {
  const name = { name: meeting.people.get(id)?.displayName ?? '' };
  const now = meeting.own?.kind === kind && meeting.own.pins?.[0] === id;
  return showMe(meeting, now ? null : { kind, pins: [id] }, t(now ? 'saidUnpinned' : 'saidPinned', name));
}

// Keeps somebody large for us, or ends this.
export const pin = (meeting, id) => toggle(meeting, 'speaker', id);

// Fills our picture with somebody, or ends this.
export const fill = (meeting, id) => toggle(meeting, 'single', id);

export async function hideSelf(meeting, stage, hide) {
  const done = await meeting.attempt(meeting.wish({ self: hide ? 'exclude' : 'cover' }), t(hide ? 'saidSelfHidden' : 'saidSelfShown'));
  if (!done) return;
  meeting.hidesSelf = hide;
  stage.hideSelf(hide);
}
