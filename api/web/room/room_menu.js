// SPDX-License-Identifier: AGPL-3.0-or-later
// Less frequent actions in a room: view, devices, quality, a moderator's settings for everybody, and a moderator's ways to
// leave. Loaded when it is needed.

import { ask, openDialog } from '../base/dialogs.js';
import { announce, h, icon } from '../base/dom.js';
import { check, select } from '../base/form.js';
import { toggleFullScreen } from '../base/full_screen.js';
import { copyText } from '../invitations/copy.js';
import { openInvitations } from '../invitations/inviting.js';
import { ownView, showLayouts } from '../stage/layout_choice.js';
import { showDevices } from '../media/device_dialog.js';
import { signalled } from './signals.js';
import { t } from '../base/strings.js';

function item(act, sign, label, action, kind = '') {
  const run = ({ currentTarget }) => (currentTarget.closest('dialog').close(), action());
  return h('button', { class: `item ${kind}`, 'data-act': act, onclick: run }, icon(sign), t(label));
}

export function showMenu({ meeting, media, screen, stage, quality, side, keys, anchor, notes, link }) {
  const full = document.fullscreenElement;
  const view = [
    meeting.choosesLayout && item('layout', 'layout', 'layout', () => showLayouts(meeting, anchor), 'narrow'),
    !meeting.viewer &&
      navigator.mediaDevices?.getDisplayMedia &&
      item('screen', 'screen', screen.sharing ? 'screenStop' : 'screenStart', () => screen.toggle(), 'narrow'),
    document.documentElement.requestFullscreen && item('full', 'fullScreen', full ? 'fullScreenEnd' : 'fullScreen', toggleFullScreen),
    document.pictureInPictureEnabled && item('pip', 'pip', 'pip', () => meeting.attempt(stage.togglePictureInPicture())),
    !meeting.viewer &&
      item('self', 'account', meeting.hidesSelf ? 'selfShow' : 'selfHide', () =>
        ownView(meeting, (view) => view.hideSelf(meeting, stage, !meeting.hidesSelf)),
      ),
    !meeting.moderator && link && item('copy', 'invite', 'aloneCopy', () => copyText(link, notes)),
    item('devices', 'settings', 'devices', () => showDevices(meeting, media, stage, anchor)),
    item('signals', 'bell', 'signals', () => openDialog(t('signals'), notices(meeting), { kind: 'sheet', anchor })),
    item('statistics', 'line', 'statistics', () => side.open === 'statistics' || side.toggle('statistics')),
    item('keys', 'help', 'help', () => keys.show(), 'by-keyboard'),
    meeting.moderator && item('invite', 'invite', 'invite', () => openInvitations(meeting.rest)),
    meeting.moderator && item('all', 'people', 'forAll', () => openDialog(t('forAll'), settings(meeting), { kind: 'sheet', anchor })),
  ];
  openDialog(t('more'), [h('div', { class: 'menu' }, ...view.filter(Boolean)), qualityChoice(quality), !meeting.viewer && music(media)], {
    kind: 'sheet',
    anchor,
  });
}

// leave(): for oneself alone.
export function showLeaving(meeting, leave, anchor) {
  const end = () => ask(t('endForAllSure'), t('endForAllText'), t('endForAll'), () => meeting.rest.endRoom());
  // On a phone the last one is where the finger is.
  const ways = [item('end', 'close', 'endForAll', end, 'dangerous'), item('leave', 'leave', 'leaveAlone', leave)];
  openDialog(t('leave'), [h('div', { class: 'menu' }, ...ways)], { kind: 'sheet', anchor });
}

function qualityChoice(quality) {
  const steps = quality.steps.map((step) => [step.name, step.videoKbps ? `${step.name} · ${step.videoKbps} kbit/s` : t('soundOnly')]);
  const { input, element } = select('quality', t('quality'), [['auto', t('qualityAuto')], ['saver', t('saver')], ...steps], quality.chosen);
  input.addEventListener('change', () => quality.choose(input.value));
  return element;
}

function music(media) {
  const box = check('music', t('music'), { checked: media.music, onchange: () => media.setMusic(box.input.checked) }, t('musicHint'));
  return box.element;
}

// How a person is told of what happens.
function notices(meeting) {
  const note = () => (meeting.notices = box.input.checked);
  const box = check('notices', t('notices'), { checked: meeting.notices, onchange: note }, t('noticesHint'));
  const sounds = check(
    'sounds',
    t('sounds'),
    { checked: signalled.sounds, onchange: () => (signalled.sounds = sounds.input.checked) },
    t('soundsHint'),
  );
  // Browsers of phones have none for pages.
  if (!window.Notification || matchMedia('(pointer: coarse)').matches) return [box.element, sounds.element];
  const change = async () => {
    signalled.desktop = desktop.input.checked && (await Notification.requestPermission()) === 'granted';
    if (signalled.desktop === desktop.input.checked) return;
    desktop.input.checked = false;
    announce(t('desktopDenied'));
    desktop.element.querySelector('.hint').textContent = t('desktopDenied');
  };
  const desktop = check('desktop', t('desktop'), { checked: signalled.desktop, onchange: change }, t('desktopHint'));
  return [box.element, sounds.element, desktop.element];
}

// A moderator's switches for the whole room, by their names in the API.
export const switches = ['locked', 'lobby', 'chat', 'spokenChat', 'ownLayouts', 'muteOnEntry'];

function settings(meeting) {
  const one = (name) => {
    const box = check(
      `set-${name}`,
      t(`set_${name}`),
      { checked: Boolean(meeting.wishes.of(`set ${name}`) ?? meeting.settings[name]), onchange: () => change(name, box.input) },
      t(`set_${name}_hint`),
    );
    return box.element;
  };
  const change = async (name, input) => {
    const wanted = { [name]: input.checked };
    const asked = meeting.wishes.want(`set ${name}`, input.checked, (options) => meeting.rest.changeRoom(wanted, options));
    if ((await meeting.attempt(asked)) === false) input.checked = !input.checked;
  };
  return switches.map(one);
}
