// SPDX-License-Identifier: AGPL-3.0-or-later
// A page that was reloaded, or whose browser crashed, on its way straight back into the meeting.

import { brand } from '../base/brand.js';
import { h, show } from '../base/dom.js';
import { holdStay } from '../base/stay.js';
import { t } from '../base/strings.js';
import { openBoth } from '../media/devices.js';
import { showError } from './ending.js';

const released = 2000; // ms until a page that is reloaded has given up its stay

// enter(choices) takes the seat; lobby(stay, key of a sentence) asks again; again() repeats all of this.
export async function comeIn(stay, listening, { enter, lobby, again }) {
  show(
    h(
      'main',
      { class: 'card' },
      brand(),
      h('h1', { tabindex: -1 }, t('returningTitle')),
      h('p', { class: 'lead with-spinner' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), t('returningText')),
    ),
  );
  if (!(await isOurs(stay))) return lobby({});
  const choices = await choicesOf(stay, listening);
  try {
    await enter(choices);
  } catch (refusal) {
    Object.values(choices.tracks).forEach((track) => track?.stop());
    if (refusal.gone) return lobby({ ...stay, wayBack: undefined }, 'notReturned');
    showError(refusal.sentence ?? 'failed', again);
  }
}

// False if another tab is in that stay.
async function isOurs({ id }) {
  if (!navigator.locks) return true;
  const found = await new Promise((resolve) => {
    holdStay(id, { signal: AbortSignal.timeout(released) }, () => resolve(true)).catch(() => resolve(false));
  });
  if (!found) holdStay(String(Math.random()));
  return found;
}

// The devices as they were, muted if they were muted.
async function choicesOf({ microphone = null, camera = false, devices = {}, listen, saver, output }, listening) {
  const wanted = { audio: microphone !== null && (devices.audio ?? true), video: camera && (devices.video ?? true) };
  const { problem, ...tracks } = await openBoth(listening ? { audio: false, video: false } : wanted);
  if (tracks.audio) tracks.audio.enabled = microphone;
  return { tracks, problem, listen: listening || listen, saver, output };
}
