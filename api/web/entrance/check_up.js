// SPDX-License-Identifier: AGPL-3.0-or-later
// Camera and microphone before the meeting: preview, level, choice of devices, and a sentence for each failure.

import { advise, hasSides, LevelMeter, looksAway, openBoth, openTrack, otherSide, reasonFor } from '../media/devices.js';
import { h, icon } from '../base/dom.js';
import { fillPickers } from '../media/pickers.js';
import { t } from '../base/strings.js';

// What a person switched off stays off when they come again, as long as the page lasts.
const off = { audio: false, video: false };

export class CheckUp {
  tracks = { audio: null, video: null };
  output = ''; // id of the loudspeaker; empty: the default
  #meter = null;
  #preferred; // ids of devices
  #listen = false;
  #sides = false; // a phone with two cameras
  #closed = false;

  // stay: how the devices were, if this page comes back (stay.js).
  constructor({ microphone, camera, devices = {} }) {
    if (microphone !== undefined) off.audio = !microphone;
    if (camera !== undefined) off.video = !camera;
    this.#preferred = devices;
    this.video = h('video', { autoplay: true, playsinline: true, muted: true, 'aria-label': t('preview') });
    this.video.muted = true;
    this.off = h('p', { class: 'preview-off' }, t('asking'));
    this.buttons = { audio: this.#toggle('audio', 'microphone'), video: this.#toggle('video', 'camera') };
    this.flip = h(
      'button',
      {
        type: 'button',
        class: 'round',
        hidden: true,
        'aria-label': t('flip'),
        title: t('flip'),
        onclick: () => this.#change('video', otherSide(this.tracks.video)),
      },
      icon('flip'),
    );
    this.bar = h('span', { class: 'level-bar' });
    this.level = h(
      'div',
      { class: 'level', role: 'meter', 'aria-label': t('level'), 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': 0 },
      this.bar,
    );
    this.problem = h('p', { class: 'problem', role: 'alert' });
    this.retry = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => this.#open() }, t('tryAgain'));
    this.pickers = h('div', { class: 'pickers' });
    this.preview = h(
      'div',
      { class: 'preview' },
      this.video,
      this.off,
      h('div', { class: 'preview-buttons' }, this.buttons.audio, this.buttons.video, this.flip),
    );
    this.element = h(
      'div',
      { class: 'check-up' },
      this.preview,
      h('div', { class: 'level-row' }, icon('microphone'), this.level),
      this.problem,
      this.retry,
    );
    this.wake = () => this.#meter?.resume();
    window.addEventListener('pointerdown', this.wake);
    this.ready = this.#open();
  }

  set listen(listen) {
    this.#listen = listen;
    this.pickers.hidden = listen;
    if (!listen) return void this.#open();
    this.#use('audio', null);
    this.#use('video', null);
    this.#say(null);
  }

  // Gives up the tracks without stopping them.
  close() {
    this.#closed = true;
    this.#meter?.close();
    window.removeEventListener('pointerdown', this.wake);
  }

  #toggle(kind, sign) {
    const button = h('button', { type: 'button', class: `round ${sign}`, onclick: () => this.#switch(kind) });
    button.sign = sign;
    return button;
  }

  #draw() {
    this.flip.hidden = !this.#sides || this.#listen || !this.tracks.video;
    for (const [kind, button] of Object.entries(this.buttons)) {
      const on = kind === 'audio' ? Boolean(this.tracks.audio?.enabled) : this.tracks.video !== null;
      const label = t(`${button.sign}${on ? 'On' : 'Off'}`);
      button.classList.toggle('off', !on);
      button.hidden = this.#listen;
      button.title = label;
      button.setAttribute('aria-label', label);
      button.replaceChildren(icon(on ? button.sign : `${button.sign}Off`));
    }
  }

  async #switch(kind) {
    const track = this.tracks[kind];
    off[kind] = kind === 'audio' ? Boolean(track?.enabled) : track !== null;
    if (track && kind === 'audio') track.enabled = !off.audio;
    else if (track) this.#use('video', null);
    else await this.#change(kind);
    this.#draw();
  }

  async #open() {
    this.retry.hidden = true;
    this.problem.textContent = '';
    this.off.textContent = t('asking');
    const { audio: ear = true, video: eye = true } = this.#preferred;
    const { audio, video, problem } = await openBoth({ audio: ear, video: !off.video && eye });
    if (this.#closed || this.#listen) {
      for (const track of [audio, video]) track?.stop();
      return;
    }
    if (audio && off.audio) audio.enabled = false;
    this.#use('audio', audio);
    this.#use('video', video);
    this.#say(problem);
    this.#pick();
  }

  async #pick() {
    const now = (kind) => (kind === 'output' ? this.output : this.tracks[kind]?.getSettings().deviceId);
    fillPickers(this.pickers, now, (kind, id) => (kind === 'output' ? (this.output = id) : this.#change(kind, id)));
    this.#sides = await hasSides();
    this.#draw();
  }

  #say(problem) {
    this.problem.textContent = problem ? advise(problem) : '';
    this.retry.hidden = !problem || problem[0] === 'insecure';
  }

  #use(kind, track) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = track;
    if (kind === 'video') {
      this.video.srcObject = track ? new MediaStream([track]) : null;
      this.video.hidden = !track;
      this.video.classList.toggle('away', looksAway(track));
      this.off.textContent = track ? '' : t('previewOff');
    } else {
      this.#meter?.close();
      this.#showLevel(0);
      this.#meter = track && new LevelMeter(track, (level) => this.#showLevel(level));
    }
    this.#draw();
  }

  #showLevel(level) {
    this.bar.style.transform = `scaleX(${level.toFixed(3)})`;
    this.level.setAttribute('aria-valuenow', Math.round(level * 20) * 5);
  }

  async #change(kind, deviceId) {
    this.tracks[kind]?.stop(); // some systems open a camera only once
    const track = await openTrack(kind, deviceId).catch((error) => {
      this.#say(reasonFor(error, kind));
      return null;
    });
    if (this.#closed || this.#listen) return track?.stop();
    this.#use(kind, track);
    if (track) this.#say(null);
  }
}
