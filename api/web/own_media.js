// SPDX-License-Identifier: AGPL-3.0-or-later
// Our own microphone and camera in a room: what is sent, what the room is told of it, and what others do to it.

import { explain, openTrack, reasonFor } from './devices.js';
import { announce } from './dom.js';
import { t } from './strings.js';

// ms until the room's word counts again when no event confirms a change of our own: one that changed nothing, or another.
const idle = 1000;
const missed = 20_000;

export class OwnMedia {
  music = false;
  #meeting;
  #stage;
  #notes;
  #session;
  #awaited = {}; // our own changes that the events have still to show: {microphone: {on: false, told: true}}
  #held = false; // heard for as long as a key is held
  #opening = false;
  #inside = false;

  // session(): the one of the seat that we have.
  constructor(meeting, { stage, notes, session }, tracks) {
    this.#meeting = meeting;
    this.#stage = stage;
    this.#notes = notes;
    this.#session = session;
    this.tracks = { ...tracks };
    stage.setPreview(this.tracks.video);
    for (const kind of ['audio', 'video']) this.#watch(kind);
  }

  get microphone() {
    return Boolean(this.tracks.audio?.enabled);
  }
  get camera() {
    return this.tracks.video !== null;
  }

  async toggleMicrophone() {
    if (this.#meeting.viewer) return;
    this.#held = false;
    if (this.tracks.audio) this.tracks.audio.enabled = !this.tracks.audio.enabled;
    else if (!(await this.#open('audio'))) return;
    this.#heardNow();
  }

  #heardNow() {
    this.#notes.hide('muted');
    this.#notes.hide('unmute');
    announce(t(this.microphone ? 'saidUnmuted' : 'saidMuted'));
    this.#meeting.changed();
    this.tell('microphone');
  }

  // A key that is held down opens a microphone that is there and muted.
  hold(down) {
    if (this.#meeting.viewer || !this.tracks.audio || this.#held === down || (down && this.microphone)) return;
    this.#held = down;
    this.tracks.audio.enabled = down;
    this.#heardNow();
  }

  async toggleCamera() {
    if (this.#meeting.viewer) return;
    if (this.camera) this.#drop('video');
    else if (!(await this.#open('video'))) return;
    announce(t(this.camera ? 'saidCameraOn' : 'saidCameraOff'));
    this.#meeting.changed();
    this.tell('camera');
  }

  // Another device of a kind, on or off as the one before.
  async change(kind, deviceId) {
    const before = this.tracks[kind];
    const enabled = before?.enabled ?? true;
    before?.stop();
    if (!(await this.#open(kind, deviceId))) return this.#lose(kind);
    this.tracks[kind].enabled = enabled;
    this.#meeting.changed();
    this.tell('microphone', 'camera');
  }

  // Sound as it is, with both its sides: for music.
  async setMusic(music) {
    this.music = music;
    this.#session().setMusic(music);
    const { audio } = this.tracks;
    if (audio) await this.change('audio', audio.getSettings().deviceId);
    if ((await this.#meeting.attempt(this.#meeting.wish({ music }))) === false) this.music = !music;
  }

  // Somebody may pull the plug.
  #watch(kind) {
    const track = this.tracks[kind];
    if (!track) return;
    track.onended = () => {
      if (this.tracks[kind] !== track) return;
      this.#lose(kind);
      this.#notes.show('problem', explain(['missing', kind === 'video' ? 'Camera' : 'Microphone']), { alert: true });
    };
  }

  #lose(kind) {
    this.#drop(kind);
    this.#meeting.changed();
    this.tell('microphone', 'camera');
  }

  // A new seat knows nothing of us. The first one counts where the room lets people in muted; who lost theirs goes on.
  entered() {
    if (!this.#inside && !this.#meeting.self.microphone) this.#adopt('microphone', false, 'youEnterMuted');
    this.#inside = true;
    this.tell(...['microphone', 'camera'].filter((kind) => this[kind] !== this.#meeting.self[kind]));
    if (this.music) this.#meeting.wish({ music: true }).catch(() => {});
  }

  // Tells the room of our own microphone and camera.
  tell(...kinds) {
    for (const kind of kinds) this.#tell(kind);
  }

  async #tell(kind) {
    const wish = (this.#awaited[kind] = { on: this[kind], told: false });
    const done = await this.#meeting.attempt(this.#meeting.wish({ [kind]: wish.on }));
    if (done === null) return;
    wish.told = true;
    const over = () => {
      if (this.#awaited[kind] !== wish) return;
      delete this.#awaited[kind];
      this.#adopt(kind, this.#meeting.self[kind], 'changeFailed');
    };
    if (done) setTimeout(over, this.#meeting.self[kind] === wish.on ? idle : missed);
    else over();
  }

  // Others may mute us, so the room's word counts, except while it does not know yet of a change of our own.
  adopt(self) {
    for (const kind of ['microphone', 'camera']) {
      const wish = this.#awaited[kind];
      if (!wish) this.#adopt(kind, self[kind], kind === 'microphone' ? 'youWereMuted' : 'youWereHidden');
      else if (wish.told && wish.on === self[kind]) delete this.#awaited[kind];
    }
  }

  #adopt(kind, on, sentence) {
    if (this.#meeting.ended || this.#meeting.viewer || on === this[kind]) return;
    if (on) return this.tell(kind); // a request that was given up may arrive after the next one; nobody opens another's
    if (kind === 'microphone') this.tracks.audio.enabled = false;
    else this.#drop('video');
    announce(t(sentence));
    this.#notes.show('muted', t(sentence), { seconds: 8 });
    this.#meeting.changed();
  }

  // Who only watches sends nothing; whoever does so no longer begins with a new offer.
  silence() {
    this.stop();
    this.tracks = { audio: null, video: null };
    this.#awaited = {};
    this.#stage.setPreview(null);
    this.#meeting.listen = true;
    this.#session().listenOnly();
  }

  stop() {
    for (const track of Object.values(this.tracks)) track?.stop();
  }

  async #open(kind, deviceId) {
    if (this.#opening) return false;
    this.#opening = true;
    try {
      const track = await openTrack(kind, deviceId, this.music);
      if (this.#meeting.ended || this.#meeting.viewer) return track.stop();
      this.tracks[kind] = track;
      this.#watch(kind);
      this.#meeting.listen = false;
      if (kind === 'video') this.#stage.setPreview(track);
      this.#session().setTrack(kind, track);
      this.#notes.hide('problem');
      return true;
    } catch (error) {
      this.#notes.show('problem', explain(reasonFor(error, kind)), { alert: true });
      return false;
    } finally {
      this.#opening = false;
    }
  }

  #drop(kind) {
    this.#session().setTrack(kind, null);
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
    if (kind === 'video') this.#stage.setPreview(null);
  }
}
