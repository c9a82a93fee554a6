// SPDX-License-Identifier: AGPL-3.0-or-later
// Our microphone and camera in a room: what is sent, what the room knows, and what others change.

import { explain, openTrack, otherSide, reasonFor } from './devices.js';
import { announce } from '../base/dom.js';
import { part } from '../base/pause.js';
import { t } from '../base/strings.js';

// ms until the room's state counts again if no event confirms our change, because it changed nothing or was superseded.
const idle = 1000;
const missed = 20_000;

export class OwnMedia {
  music = false;
  #meeting;
  #stage;
  #notes;
  #session;
  #awaited = {}; // our changes not yet seen in events: {microphone: {on: false, told: true}}
  #held = false; // heard while a key is held
  #opening = false;
  #inside = false;
  #shared = null; // SharedSound while our screen has sound

  // session(): of our current seat.
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
  // What a session sends.
  get sent() {
    return { ...this.tracks, audio: this.#shared?.track ?? this.tracks.audio };
  }
  // Whether that is to be kept in stereo.
  get stereo() {
    return this.music || this.#shared !== null;
  }

  // How our devices are, for a page that comes back (stay.js); a microphone that a key holds open counts as muted.
  get kept() {
    const { audio, video } = this.tracks;
    const id = (track) => track?.getSettings().deviceId;
    return {
      microphone: audio && audio.enabled && !this.#held,
      camera: this.camera,
      devices: { audio: id(audio), video: id(video) },
    };
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

  // Holding the key down opens a muted microphone.
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

  // Changes the device of a kind; stays on or off.
  async change(kind, deviceId) {
    const before = this.tracks[kind];
    const enabled = before?.enabled ?? true;
    before?.stop();
    if (!(await this.#open(kind, deviceId))) return this.#lose(kind);
    this.tracks[kind].enabled = enabled;
    this.#meeting.changed();
    this.tell('microphone', 'camera');
  }

  // The camera on the other side of a phone.
  flip() {
    return this.change('video', otherSide(this.tracks.video));
  }

  // Unfiltered stereo sound, for music.
  async setMusic(music) {
    this.music = music;
    const { audio } = this.tracks;
    if (audio) await this.change('audio', audio.getSettings().deviceId);
    if ((await this.#tellStereo()) === false) this.music = !music;
  }

  #tellStereo() {
    this.#session().setMusic(this.stereo);
    return this.#meeting.attempt(this.#meeting.wish({ music: this.stereo }));
  }

  // The sound of our screen, which the others hear also while our microphone is off.
  async addSound(track) {
    const { SharedSound } = await part(() => import('./shared_sound.js'));
    if (track.readyState === 'ended' || this.#meeting.ended) return;
    this.#shared = new SharedSound(track);
    track.onended = () => this.removeSound();
    this.#shared.setMicrophone(this.tracks.audio);
    this.#session().setTrack('audio', this.sent.audio);
    this.#tellStereo();
  }

  removeSound() {
    if (!this.#shared) return;
    this.#shared.close();
    this.#shared = null;
    this.#session().setTrack('audio', this.tracks.audio);
    this.#tellStereo();
  }

  // The device may be unplugged.
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

  // A new seat knows nothing of us. On the first seat the room may mute us on entry; after a lost seat we continue as
  // we were.
  entered() {
    if (!this.#inside && !this.#meeting.self.microphone) this.#adopt('microphone', false, 'youEnterMuted');
    this.#inside = true;
    this.tell(...['microphone', 'camera'].filter((kind) => this[kind] !== this.#meeting.self[kind]));
    if (this.stereo) this.#meeting.wish({ music: true }).catch(() => {});
  }

  // Tells the room the state of our microphone and camera.
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

  // Others may mute us, so the room's state counts, except while it does not know our own change yet.
  adopt(self) {
    for (const kind of ['microphone', 'camera']) {
      const wish = this.#awaited[kind];
      if (!wish) this.#adopt(kind, self[kind], kind === 'microphone' ? 'youWereMuted' : 'youWereHidden');
      else if (wish.told && wish.on === self[kind]) delete this.#awaited[kind];
    }
  }

  #adopt(kind, on, sentence) {
    if (this.#meeting.ended || this.#meeting.viewer || on === this[kind]) return;
    if (on) return this.tell(kind); // an abandoned request may arrive late; nobody opens another's
    if (kind === 'microphone') this.tracks.audio.enabled = false;
    else this.#drop('video');
    announce(t(sentence));
    this.#notes.show('muted', t(sentence), { seconds: 8 });
    this.#meeting.changed();
  }

  // A viewer sends nothing; a promoted viewer starts with a new offer.
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
      this.#send(kind);
      this.#notes.hide('problem');
      return true;
    } catch (error) {
      this.#notes.show('problem', explain(reasonFor(error, kind)), { alert: true });
      return false;
    } finally {
      this.#opening = false;
    }
  }

  #send(kind) {
    if (kind === 'audio') this.#shared?.setMicrophone(this.tracks.audio);
    this.#session().setTrack(kind, this.sent[kind]);
  }

  #drop(kind) {
    this.tracks[kind]?.stop();
    this.tracks[kind] = null;
    this.#send(kind);
    if (kind === 'video') this.#stage.setPreview(null);
  }
}
