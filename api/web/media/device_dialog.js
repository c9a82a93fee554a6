// SPDX-License-Identifier: AGPL-3.0-or-later
// Camera, microphone and loudspeaker in a meeting: choice, preview, level, and a tone to hear. Loaded when it is needed.

import { LevelMeter } from './devices.js';
import { openDialog } from '../base/dialogs.js';
import { h, icon } from '../base/dom.js';
import { chime } from './chimes.js';
import { fillPickers } from './pickers.js';
import { t } from '../base/strings.js';

// The level of the microphone, also while it is muted for the others. Returns what ends it.
function measure(track, bar) {
  const own = track.clone();
  own.enabled = true;
  const meter = new LevelMeter(own, (level) => (bar.style.transform = `scaleX(${level.toFixed(3)})`));
  return () => {
    meter.close();
    own.stop();
    bar.style.transform = 'scaleX(0)';
  };
}

export function showDevices(meeting, media, stage, anchor) {
  const video = h('video', { autoplay: true, playsinline: true, muted: true, 'aria-label': t('preview') });
  video.muted = true;
  const off = h('p', { class: 'preview-off' });
  const bar = h('span', { class: 'level-bar' });
  const pickers = h('div', { class: 'pickers' });
  const none = h('p', { class: 'hint', hidden: true }, t('devicesMissing'));
  const test = h('button', { class: 'quiet', 'data-act': 'test', onclick: () => chime('test', stage.video.sinkId) }, t('speakerTest'));
  const sends = meeting.viewer
    ? []
    : [
        h('div', { class: 'preview' }, video, off),
        h('div', { class: 'level-row' }, icon('microphone'), h('div', { class: 'level', role: 'img', 'aria-label': t('level') }, bar)),
      ];
  let stop = () => {};
  const draw = () => {
    stop();
    const { audio, video: camera } = media.tracks;
    video.srcObject = camera && new MediaStream([camera]);
    off.textContent = camera ? '' : t('previewOff');
    stop = audio ? measure(audio, bar) : () => {};
  };
  const now = (kind) => (kind === 'output' ? stage.video.sinkId : media.tracks[kind]?.getSettings().deviceId);
  const change = async (kind, id) => {
    await (kind === 'output' ? meeting.attempt(stage.video.setSinkId(id)) : media.change(kind, id));
    draw();
  };
  openDialog(t('devices'), [h('div', { class: 'check-up' }, ...sends, none, pickers, test)], {
    kind: 'sheet',
    anchor,
    onClose: () => stop(),
  });
  draw();
  fillPickers(pickers, now, change, 1).then(() => (none.hidden = pickers.childElementCount > 0));
}
