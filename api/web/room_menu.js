// SPDX-License-Identifier: AGPL-3.0-or-later
// What is needed less often in a room than the bar shows: view, devices, quality, and what a moderator sets for all.

import { ask, openDialog } from './dialogs.js';
import { h, icon } from './dom.js';
import { check, select } from './form.js';
import { toggleFullScreen } from './full_screen.js';
import { openInvitations } from './inviting.js';
import { showKeys } from './keys.js';
import { showLayouts } from './layout_choice.js';
import { fillPickers } from './pickers.js';
import { t } from './strings.js';

export function showMenu(room) {
  const item = (act, sign, label, action, kind = '') =>
    h('button', { class: `item ${kind}`, 'data-act': act, onclick: () => (dialog.close(), action()) }, icon(sign), t(label));
  const full = document.fullscreenElement;
  const view = [
    room.choosesLayout && item('layout', 'layout', 'layout', () => showLayouts(room), 'narrow'),
    !room.viewer &&
      navigator.mediaDevices?.getDisplayMedia &&
      item('screen', 'screen', room.screen.sharing ? 'screenStop' : 'screenStart', () => room.screen.toggle(), 'narrow'),
    document.documentElement.requestFullscreen && item('full', 'fullScreen', full ? 'fullScreenEnd' : 'fullScreen', toggleFullScreen),
    document.pictureInPictureEnabled && item('pip', 'pip', 'pip', () => room.attempt(room.stage.togglePictureInPicture())),
    item('devices', 'settings', 'devices', () => showDevices(room)),
    item('statistics', 'line', 'statistics', () => room.side.open === 'statistics' || room.side.toggle('statistics')),
    item('keys', 'help', 'help', () => showKeys(room.keys), 'by-keyboard'),
  ];
  const all = room.moderator && [
    h('h3', {}, t('forAll')),
    ...settings(room),
    h(
      'div',
      { class: 'menu' },
      item('invite', 'invite', 'invite', () => openInvitations(room.rest)),
      item('end', 'leave', 'endForAll', () => endForAll(room), 'dangerous'),
    ),
  ];
  const dialog = openDialog(
    t('more'),
    [h('div', { class: 'menu' }, ...view.filter(Boolean)), quality(room), !room.viewer && music(room), ...(all || [])],
    { kind: 'sheet' },
  );
}

function quality(room) {
  const steps = room.quality.steps.map((step) => [step.name, step.videoKbps ? `${step.name} · ${step.videoKbps} kbit/s` : t('soundOnly')]);
  const { input, element } = select(
    'quality',
    t('quality'),
    [['auto', t('qualityAuto')], ['saver', t('saver')], ...steps],
    room.quality.chosen,
  );
  input.addEventListener('change', () => room.quality.choose(input.value));
  return element;
}

function music(room) {
  const box = check(
    'music',
    t('music'),
    { checked: room.media.music, onchange: () => room.media.setMusic(box.input.checked) },
    t('musicHint'),
  );
  return box.element;
}

// What a moderator switches on and off for the whole room, by the names that the API has for them.
export const switches = ['locked', 'lobby', 'chat', 'spokenChat', 'ownLayouts', 'muteOnEntry'];

function settings(room) {
  const one = (name) => {
    const box = check(
      `set-${name}`,
      t(`set_${name}`),
      { checked: Boolean(room.wishes.of(`set ${name}`) ?? room.settings[name]), onchange: () => change(name, box.input) },
      t(`set_${name}_hint`),
    );
    return box.element;
  };
  const change = async (name, input) => {
    const wanted = { [name]: input.checked };
    const asked = room.wishes.want(`set ${name}`, input.checked, (options) => room.rest.changeRoom(wanted, options));
    if ((await room.attempt(asked)) === false) input.checked = !input.checked;
  };
  return switches.map(one);
}

function endForAll(room) {
  ask(t('endForAllSure'), t('endForAllText'), t('endForAll'), () => room.rest.endRoom());
}

function showDevices(room) {
  const place = h('div', { class: 'pickers' });
  const now = (kind) => (kind === 'output' ? room.stage.video.sinkId : room.media.tracks[kind]?.getSettings().deviceId);
  const change = (kind, id) => (kind === 'output' ? room.attempt(room.stage.video.setSinkId(id)) : room.media.change(kind, id));
  openDialog(t('devices'), [place], { kind: 'sheet' });
  fillPickers(place, now, change).then(() => place.childElementCount || place.append(h('p', { class: 'hint' }, t('devicesNone'))));
}
