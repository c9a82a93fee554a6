// SPDX-License-Identifier: AGPL-3.0-or-later
// The bar at the bottom of a room.

import { h, icon } from './dom.js';
import { t } from './strings.js';

export class Controls {
  // `room` has the actions and says what is on.
  constructor(room, viewer) {
    this.room = room;
    const button = (name, action, extra = {}) => h('button', { class: `round ${name}`, onclick: action, ...extra });
    this.microphone = viewer ? null : button('microphone', () => room.toggleMicrophone(), { 'aria-keyshortcuts': 'M' });
    this.camera = viewer ? null : button('camera', () => room.toggleCamera(), { 'aria-keyshortcuts': 'V' });
    this.screen = viewer || !navigator.mediaDevices?.getDisplayMedia ? null : button('screen', () => room.toggleScreen(), { 'aria-keyshortcuts': 'D' });
    this.layout = button('layout', () => room.nextLayout(), { 'aria-keyshortcuts': 'W' });
    this.people = button('people-toggle', () => room.togglePeople(), { 'aria-controls': 'people', 'aria-keyshortcuts': 'P' });
    this.full = document.documentElement.requestFullscreen ? button('full', () => room.toggleFullScreen(), { 'aria-keyshortcuts': 'S' }) : null;
    this.help = button('help', () => room.showKeys(), { 'aria-keyshortcuts': '?' });
    this.leave = button('leave', () => room.leave());
    this.problem = h('p', { class: 'toast', role: 'alert' });
    this.element = h('div', { class: 'controls', 'aria-label': t('controls'), role: 'group' }, this.problem, this.microphone, this.camera, this.screen, this.layout, this.people, this.full, this.help, this.leave);
    label(this.people, t('people'), 'people');
    label(this.layout, t('layoutNext'), 'layout');
    label(this.help, t('help'), 'help');
    label(this.leave, t('leave'), 'leave');
    document.onfullscreenchange = () => this.update();
  }

  setProblem(text) {
    this.problem.textContent = text;
  }

  update() {
    const { room } = this;
    if (this.microphone) toggle(this.microphone, room.microphone, 'microphone');
    if (this.camera) toggle(this.camera, room.camera, 'camera');
    if (this.screen) {
      this.screen.classList.toggle('on', room.sharing);
      label(this.screen, t(room.sharing ? 'screenStop' : 'screenStart'), room.sharing ? 'screenOff' : 'screen');
    }
    this.layout.hidden = !room.choosesLayout;
    this.people.setAttribute('aria-expanded', String(!room.people.element.hidden));
    if (this.full) label(this.full, t(document.fullscreenElement ? 'fullScreenEnd' : 'fullScreen'), 'fullScreen');
  }
}

function toggle(button, on, name) {
  button.classList.toggle('off', !on);
  label(button, t(`${name}${on ? 'On' : 'Off'}`), on ? name : `${name}Off`);
}

function label(button, text, sign) {
  button.setAttribute('aria-label', text);
  button.title = text;
  button.replaceChildren(icon(sign));
}
