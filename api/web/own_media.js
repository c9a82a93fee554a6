// SPDX-License-Identifier: AGPL-3.0-or-later
// Our own microphone and camera in a room: what is sent, what the room is told of it, and what others do to it.

import { explain, openTrack, reasonFor } from './devices.js';
import { announce } from './dom.js';
import { t } from './strings.js';

const stale = 1000; // ms after which a change of our own that no event confirmed is forgotten

export class OwnMedia {
  #room;
  #awaited = {}; // our own changes that the events have still to show: {microphone: false}
  #told = Promise.resolve(); // one after the other: a line that loses packets changes their order
  #held = false; // heard for as long as a key is held
  #opening = false;

  constructor(room, tracks) {
    this.#room = room;
    this.tracks = { ...tracks };
    room.stage.setPreview(this.tracks.video);
    for (const kind of ['audio', 'video']) this.#watch(kind);
  }

  get microphone() {
    return Boolean(this.tracks.audio?.enabled);
  }
  get camera() {
    return this.tracks.video !== null;
  }

  async toggleMicrophone() {
    if (this.#room.viewer) return;
    this.#held = false;
    if (this.tracks.audio) this.tracks.audio.enabled = !this.tracks.audio.enabled;
    else if (!(await this.#open('audio'))) return;
    this.#heardNow();
  }

  #heardNow() {
    this.#room.notes.hide('muted');
    this.#room.notes.hide('unmute');
    announce(t(this.microphone ? 'saidUnmuted' : 'saidMuted'));
    this.#room.controls.update();
    this.tell({ microphone: this.microphone });
  }

  // A key that is held down opens a microphone that is there and muted.
  hold(down) {
    if (this.#room.viewer || !this.tracks.audio || this.#held === down || (down && this.microphone)) return;
    this.#held = down;
    this.tracks.audio.enabled = down;
    this.#heardNow();
  }

  async toggleCamera() {
    if (this.#room.viewer) return;
    if (this.camera) this.#drop('video');
    else if (!(await this.#open('video'))) return;
    announce(t(this.camera ? 'saidCameraOn' : 'saidCameraOff'));
    this.#room.controls.update();
    this.tell({ camera: this.camera });
  }

  // Another device of a kind, on or off as the one before.
  async change(kind, deviceId) {
    const before = this.tracks[kind];
    const enabled = before?.enabled ?? true;
    before?.stop();
    if (!(await this.#open(kind, deviceId))) return this.#lose(kind);
    this.tracks[kind].enabled = enabled;
    this.#room.controls.update();
    this.tell();
  }

  // Somebody may pull the plug.
  #watch(kind) {
    const track = this.tracks[kind];
    if (!track) return;
    track.onended = () => {
      if (this.tracks[kind] !== track) return;
      this.#lose(kind);
      this.#room.notes.show('problem', explain(['missing', kind === 'video' ? 'Camera' : 'Microphone']), { alert: true });
    };
  }

  #lose(kind) {
    this.#drop(kind);
    this.#room.controls.update();
    this.tell();
  }

  // In a seat of its own: what was told before may hang where the network is gone.
  enter() {
    this.#told = Promise.resolve();
    this.tell();
  }

  // Tells the room of our own microphone and camera; the events will confirm it.
  tell(change = { microphone: this.microphone, camera: this.camera }) {
    Object.assign(this.#awaited, change);
    const forget = () => Object.keys(change).forEach((kind) => this.#awaited[kind] === change[kind] && delete this.#awaited[kind]);
    const refused = (error) => {
      forget();
      if (!error.gone) announce(t('changeFailed'));
    };
    this.#told = this.#told.then(() => this.#room.rest.patch(this.#room.me, change)).then(() => setTimeout(forget, stale), refused);
  }

  // Others may mute us, so the room's word counts, except while it does not know yet of a change of our own.
  adopt(self) {
    for (const kind of ['microphone', 'camera']) {
      if (this.#awaited[kind] !== undefined) {
        if (this.#awaited[kind] === self[kind]) delete this.#awaited[kind];
      } else if (!self[kind] && this[kind]) {
        const text = t(kind === 'microphone' ? 'youWereMuted' : 'youWereHidden');
        announce(text);
        this.#room.notes.show('muted', text, { seconds: 8 });
        if (kind === 'microphone') this.tracks.audio.enabled = false;
        else this.#drop('video');
        this.#room.controls.update();
      }
    }
  }

  // Who only watches sends nothing; whoever does so no longer begins with a new offer.
  silence() {
    this.stop();
    this.tracks = { audio: null, video: null };
    this.#awaited = {};
    this.#room.stage.setPreview(null);
    this.#room.listen = true;
    this.#room.session.listenOnly();
  }

  stop() {
    for (const track of Object.values(this.tracks)) track?.stop();
  }

  async #open(kind, deviceId) {
    if (this.#opening) return false;
    this.#opening = true;
    const room = this.#room;
    try {
      const track = await openTrack(kind, deviceId);
      if (room.ended || room.viewer) return track.stop();
      this.tracks[kind] = track;
      this.#watch(kind);
      room.listen = false;
      if (kind === 'video') room.stage.setPreview(track);
      room.session.setTrack(kind, track);
      room.notes.hide('problem');
      return true;
    } catch (error) {
      room.notes.show('problem', explain(reasonFor(error, kind)), { alert: true });
      return false;
    } finally {
      this.#opening = false;
    }
  }

  #drop(kind) {
    this.#room.session.setTrack(kind, null);
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
    if (kind === 'video') this.#room.stage.setPreview(null);
  }
}
