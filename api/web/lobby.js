// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen before the room: name, camera and microphone check. Nothing is stored, here or in the browser.

import { LevelMeter, listDevices, openBoth, openTrack, reasonOf } from './devices.js';
import { h, icon, show } from './dom.js';
import { t } from './strings.js';
import { transparencyLink } from './transparency.js';

export class Lobby {
  #tracks = { audio: null, video: null };
  #meter = null;
  #listen = false;
  #closed = false;

  // onJoin(name, {audio, video}, listen, pin) resolves, or rejects with the key of a sentence.
  constructor(room, { onJoin, name = '' }) {
    this.onJoin = onJoin;
    this.video = h('video', { autoplay: true, playsinline: true, muted: true, 'aria-label': t('preview') });
    this.video.muted = true;
    this.off = h('p', { class: 'preview-off' }, t('asking'));
    this.bar = h('span', { class: 'level-bar' });
    this.level = h('div', { class: 'level', role: 'meter', 'aria-label': t('level'), 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': 0 }, this.bar);
    this.problem = h('p', { class: 'problem', role: 'alert' });
    this.retry = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => this.#open() }, t('tryAgain'));
    this.pickers = h('div', { class: 'pickers' });
    this.name = h('input', { id: 'name', name: 'name', maxlength: 60, autocomplete: 'name', required: true, 'aria-describedby': 'name-hint name-error', value: name });
    this.nameError = h('p', { id: 'name-error', class: 'error', role: 'alert' });
    this.only = h('input', { type: 'checkbox', id: 'listen', 'aria-describedby': 'listen-hint', onchange: () => this.#setListen(this.only.checked) });
    this.pin = room?.hasPin ? h('input', { id: 'pin', inputmode: 'numeric', autocomplete: 'off', maxlength: 12, required: true }) : null;
    this.button = h('button', { type: 'submit', class: 'primary' }, t('join'));
    this.error = h('p', { class: 'error', role: 'alert' });
    show(this.#build(room));
    if (!name) this.name.focus();
    this.wake = () => this.#meter?.resume();
    window.addEventListener('pointerdown', this.wake);
    this.#open();
  }

  #build(room) {
    const title = room?.name ? t('joinTitleRoom', { room: room.name }) : t('joinTitle');
    const form = h(
      'form',
      { novalidate: true, onsubmit: (event) => this.#submit(event) },
      h('label', { for: 'name' }, t('nameLabel')),
      this.name,
      this.nameError,
      h('p', { id: 'name-hint', class: 'hint' }, t('nameHint')),
      this.pin && h('label', { for: 'pin' }, t('pinLabel')),
      this.pin,
      h('div', { class: 'check' }, this.only, h('div', {}, h('label', { for: 'listen' }, t('listenOnly')), h('p', { id: 'listen-hint', class: 'hint' }, t('listenOnlyHint')))),
      this.button,
      this.error,
    );
    const preview = h('div', { class: 'check-up' }, h('div', { class: 'preview' }, this.video, this.off), h('div', { class: 'level-row' }, icon('microphone'), this.level), this.problem, this.retry, this.pickers);
    return h('main', { class: 'lobby' }, h('p', { class: 'brand' }, t('appName')), h('h1', { tabindex: -1 }, title), h('div', { class: 'columns' }, preview, form), transparencyLink());
  }

  async #open() {
    this.retry.hidden = true;
    this.problem.textContent = '';
    this.off.textContent = t('asking');
    const { audio, video, problem } = await openBoth();
    if (this.#closed || this.#listen) {
      audio?.stop();
      video?.stop();
      return;
    }
    this.#use('audio', audio);
    this.#use('video', video);
    this.#say(problem);
    this.#pick();
  }

  #say(problem) {
    this.problem.textContent = problem ? t(problem) : '';
    this.retry.hidden = !problem || problem.startsWith('insecure');
  }

  #use(kind, track) {
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = track;
    if (kind === 'video') {
      this.video.srcObject = track ? new MediaStream([track]) : null;
      this.video.hidden = !track;
      this.off.textContent = track ? '' : t('previewOff');
      return;
    }
    this.#meter?.close();
    this.#meter = null;
    this.#showLevel(0);
    if (track) this.#meter = new LevelMeter(track, (level) => this.#showLevel(level));
  }

  #showLevel(level) {
    this.bar.style.transform = `scaleX(${level.toFixed(3)})`;
    this.level.setAttribute('aria-valuenow', Math.round(level * 20) * 5);
  }

  async #pick() {
    const devices = await listDevices();
    const rows = ['video', 'audio'].map((kind) => this.#picker(kind, devices[kind]));
    this.pickers.replaceChildren(...rows.filter(Boolean));
  }

  #picker(kind, devices) {
    if (devices.length < 2) return null;
    const label = t(kind === 'video' ? 'cameraPick' : 'microphonePick');
    const now = this.#tracks[kind]?.getSettings().deviceId;
    const option = (device, index) => h('option', { value: device.deviceId, selected: device.deviceId === now }, device.label || t('deviceNumber', { kind: label, number: index + 1 }));
    const select = h('select', { id: `pick-${kind}`, onchange: () => this.#change(kind, select.value) }, ...devices.map(option));
    return h('div', {}, h('label', { for: `pick-${kind}` }, label), select);
  }

  async #change(kind, deviceId) {
    this.#tracks[kind]?.stop(); // some systems open a camera only once
    const track = await openTrack(kind, deviceId).catch((error) => {
      this.#say(`${reasonOf(error)}${kind === 'video' ? 'Camera' : 'Microphone'}`);
      return null;
    });
    if (this.#closed || this.#listen) return track?.stop();
    this.#use(kind, track);
    if (track) this.#say(null);
  }

  #setListen(listen) {
    this.#listen = listen;
    this.pickers.hidden = listen;
    if (!listen) return this.#open();
    this.#use('audio', null);
    this.#use('video', null);
    this.#say(null);
  }

  async #submit(event) {
    event.preventDefault();
    const name = this.name.value.trim();
    this.nameError.textContent = name ? '' : t('nameMissing');
    this.name.setAttribute('aria-invalid', String(!name));
    if (!name) return this.name.focus();
    this.button.disabled = true;
    this.button.textContent = t('joining');
    this.error.textContent = '';
    try {
      await this.onJoin(name, this.#tracks, this.#listen, this.pin?.value.trim());
      this.#close();
    } catch (sentence) {
      this.error.textContent = t(sentence);
      this.button.disabled = false;
      this.button.textContent = t('join');
    }
  }

  // The tracks belong to the room now.
  #close() {
    this.#closed = true;
    this.#meter?.close();
    window.removeEventListener('pointerdown', this.wake);
  }
}
