// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room asks of the system it runs on: a screen that stays on, buttons on the lock screen and on headsets, and the
// camera on the other side of a phone. Loaded when we are inside.

import { address, h, icon } from '../base/dom.js';
import { hasSides } from '../media/devices.js';
import { operator } from '../base/operator.js';
import { t } from '../base/strings.js';

// Systems let go of it when the page is out of sight.
function stayAwake(signal) {
  let lock = null;
  const ask = async () => {
    if (document.hidden || signal.aborted) return;
    lock = await navigator.wakeLock.request('screen').catch(() => null); // a low battery
    if (signal.aborted) lock?.release();
  };
  if (!navigator.wakeLock) return;
  document.addEventListener('visibilitychange', ask, { signal });
  signal.addEventListener('abort', () => lock?.release());
  ask();
}

// Others see these buttons, too, so they do not name the room.
function offerButtons(meeting, media, leave, signal) {
  const session = navigator.mediaSession;
  if (!session || !window.MediaMetadata) return;
  const actions = { togglemicrophone: () => media.toggleMicrophone(), togglecamera: () => media.toggleCamera(), hangup: leave };
  const handle = (action, run) => {
    try {
      session.setActionHandler(action, run);
    } catch {} // not every browser knows all of them
  };
  const update = () => {
    if (signal.aborted) return;
    for (const [name, on] of Object.entries({ setMicrophoneActive: media.microphone, setCameraActive: media.camera }))
      Promise.resolve(session[name]?.(on)).catch(() => {});
  };
  session.metadata = new MediaMetadata({
    title: operator.name,
    artwork: [{ src: address('icon-512.png'), sizes: '512x512', type: 'image/png' }],
  });
  if (!meeting.viewer) for (const [action, run] of Object.entries(actions)) handle(action, run);
  signal.addEventListener('abort', () => {
    for (const action of Object.keys(actions)) handle(action, null);
    session.metadata = null;
  });
  meeting.onChange(update);
  update();
}

async function offerOtherSide(meeting, media, stage) {
  if (!(await hasSides())) return;
  const button = h('button', { class: 'round flip', 'aria-label': t('flip'), title: t('flip'), onclick: () => media.flip() }, icon('flip'));
  const update = () => (button.hidden = !media.camera);
  stage.element.append(button);
  meeting.onChange(update);
  update();
}

// Until the signal fires.
export function attend({ meeting, media, stage }, leave, signal) {
  stayAwake(signal);
  offerButtons(meeting, media, leave, signal);
  offerOtherSide(meeting, media, stage);
}
