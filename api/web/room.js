// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen of a room, and what its events, buttons and keys do. The lists and the media have classes of their own.

import { Controls } from './controls.js';
import { openScreen, openTrack, reasonOf } from './devices.js';
import { announce, h, show } from './dom.js';
import { Events } from './events.js';
import { ask } from './dialogs.js';
import { Keys, showKeys } from './keys.js';
import { People } from './people.js';
import { Rest } from './rest.js';
import { Session } from './session.js';
import { Stage } from './stage.js';
import { t } from './strings.js';

const kinds = ['gallery', 'speaker', 'sidebar', 'single', 'presentation']; // in the order of the W key
const stale = 1000; // ms after which a change of our own that no event confirmed is forgotten

export class Room {
  #people = new Map();
  #tracks;
  #awaited = {}; // our own changes that the events have still to show: {microphone: false}
  #screen = null; // the track that is shared
  #media = 'connecting';
  #seatLost = false;

  // rejoin() → Joined, for when the seat is gone; onEnd('bye' | 'removed' | 'ended').
  constructor(joined, { tracks, listen, rejoin, onEnd }) {
    this.rejoin = rejoin;
    this.onEnd = onEnd;
    this.listen = listen;
    this.viewer = joined.participant.role === 'viewer';
    this.#tracks = { ...tracks };
    this.moderator = joined.participant.role === 'moderator';
    const name = joined.participant.displayName;
    this.me = joined.participant.id;
    this.stage = new Stage(this.me, t('nameYou', { name }));
    this.people = new People(this.me, this.moderator, {
      mute: (id) => this.rest.patch(id, { microphone: false }).catch(() => announce(t('changeFailed'))),
      remove: (person) => this.#remove(person),
      close: () => this.togglePeople(),
      admit: (id) => this.rest.admit(id).catch(() => announce(t('changeFailed'))),
      deny: (id) => this.rest.deny(id).catch(() => announce(t('changeFailed'))),
    });
    this.controls = new Controls(this, this.viewer);
    this.keys = new Keys(this);
    show(h('main', { class: 'room' }, h('h1', { class: 'unseen', tabindex: -1 }, joined.room.name), h('div', { class: 'middle' }, this.stage.element, this.people.element), this.controls.element));
    // A closing page takes its seat along; one that comes back from the browser's cache begins anew.
    this.away = () => this.rest.remove(this.me).catch(() => {});
    this.back = (event) => event.persisted && location.reload();
    window.addEventListener('pagehide', this.away);
    window.addEventListener('pageshow', this.back);
    this.stage.setPreview(this.#tracks.video);
    this.#enter(joined);
  }

  get microphone() {
    return Boolean(this.#tracks.audio?.enabled);
  }
  get camera() {
    return this.#tracks.video !== null;
  }
  get sharing() {
    return this.#screen !== null;
  }
  // Whether W changes the layout: a moderator's for all, others' for themselves where the room lets them.
  get choosesLayout() {
    return this.moderator || Boolean(this.settings?.ownLayouts);
  }

  #enter(joined) {
    this.me = joined.participant.id;
    this.settings = joined.room;
    this.rest = new Rest(joined.room.id, joined.token);
    this.stage.setMe(this.me);
    this.people.setMe(this.me);
    this.session = new Session(this.rest, this.me, joined.iceServers ?? [], {
      stream: (stream) => this.stage.setStream(stream),
      state: (state) => this.#mediaChanged(state),
      gone: () => this.#seatGone(),
    });
    this.session.start({ ...this.#tracks, screen: this.#screen }, this.listen);
    this.events = new Events(this.rest, (type, data) => this.#heard(type, data), () => this.#seatGone());
    if (!this.viewer) this.#tell({ microphone: this.microphone, camera: this.camera });
    if (this.sharing) this.rest.patch(this.me, { screen: true }).catch(() => this.#stopScreen('screenTaken'));
    this.controls.update();
  }

  #exit() {
    this.events.close();
    this.session.close();
  }

  #end(reason) {
    if (this.ended) return;
    this.ended = true;
    this.#exit();
    this.keys.close();
    window.removeEventListener('pagehide', this.away);
    window.removeEventListener('pageshow', this.back);
    for (const track of [...Object.values(this.#tracks), this.#screen]) track?.stop();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    this.onEnd(reason);
  }

  leave() {
    this.rest.remove(this.me).catch(() => {});
    this.#end('bye');
  }

  // ── What the server tells ──

  #heard(type, data) {
    const handlers = {
      snapshot: () => this.#snapshot(data),
      'participant.joined': () => this.#joined(data),
      'participant.updated': () => this.#updated(data),
      'participant.left': () => this.#left(data),
      'participant.waiting': () => {
        this.people.addWaiting(data);
        announce(t('personWaits', { name: data.displayName }));
      },
      'participant.gone': () => this.people.removeWaiting(data.id),
      'room.updated': () => this.#settingsChanged(data),
      'video.wanted': () => this.session.want(data),
      'room.ended': () => this.#end('ended'),
      layout: () => this.stage.setLayout(data),
      'session.lost': () => {
        this.stage.forget();
        this.session.lost();
      },
    };
    handlers[type]?.();
  }

  #settingsChanged(settings) {
    this.settings = settings;
    this.controls.update();
  }

  #snapshot({ room, participants, waiting, layout }) {
    this.#settingsChanged(room);
    this.people.setWaiting(waiting ?? []);
    this.#people = new Map(participants.map((person) => [person.id, person]));
    if (layout) this.stage.setLayout(layout);
    const self = this.#people.get(this.me);
    if (self) this.#adopt(self);
    this.people.update(this.#people);
  }

  #joined(person) {
    const known = this.#people.has(person.id);
    this.#people.set(person.id, person);
    this.people.update(this.#people);
    if (!known && person.id !== this.me) announce(t('personJoined', { name: person.displayName }));
  }

  #updated(person) {
    this.#people.set(person.id, person);
    this.people.update(this.#people);
    if (person.id === this.me) this.#adopt(person);
  }

  #left({ id, reason }) {
    const person = this.#people.get(id);
    this.#people.delete(id);
    this.people.update(this.#people);
    if (id === this.me) return reason === 'lost' ? this.#seatGone() : this.#end(reason === 'removed' ? 'removed' : 'bye');
    if (person) announce(t('personLeft', { name: person.displayName }));
  }

  // Others may mute us, so the room's word counts, except while it does not know yet of a change of our own.
  #adopt(self) {
    this.stage.setSpeaking(self.speaking);
    this.#adoptScreen(self);
    for (const kind of ['microphone', 'camera']) {
      if (this.#awaited[kind] !== undefined) {
        if (this.#awaited[kind] === self[kind]) delete this.#awaited[kind];
      } else if (!self[kind] && this[kind]) {
        announce(t(kind === 'microphone' ? 'youWereMuted' : 'youWereHidden'));
        if (kind === 'microphone') this.#tracks.audio.enabled = false;
        else this.#stopCamera();
        this.controls.update();
      }
    }
  }

  // A host may end our share.
  #adoptScreen(self) {
    if (this.#awaited.screen === self.screen) delete this.#awaited.screen;
    else if (this.#awaited.screen === undefined && this.sharing && !self.screen) this.#stopScreen('youWereUnshared');
  }

  #mediaChanged(state) {
    if (state === 'connected' && this.#media === 'reconnecting') announce(t('saidReconnected'));
    this.#media = state;
    this.stage.setNotice(state === 'connected' ? '' : t(state));
  }

  // The server gave our seat up, for example after a long silence of our network: take a new one.
  async #seatGone() {
    if (this.ended || this.#seatLost) return;
    this.#seatLost = true;
    this.#exit();
    this.#mediaChanged('reconnecting');
    const joined = await this.rejoin().catch(() => null);
    this.#seatLost = false;
    if (this.ended) return joined && new Rest(joined.room.id, joined.token).remove(joined.participant.id).catch(() => {});
    if (joined) this.#enter(joined);
    else this.#end('ended');
  }

  // ── What the person does ──

  // Tells the room of our own microphone and camera; the events will confirm it.
  async #tell(change) {
    Object.assign(this.#awaited, change);
    const forget = () => Object.keys(change).forEach((kind) => this.#awaited[kind] === change[kind] && delete this.#awaited[kind]);
    try {
      await this.rest.patch(this.me, change);
      setTimeout(forget, stale);
    } catch (error) {
      forget();
      if (!error.gone) announce(t('changeFailed'));
    }
  }

  async toggleMicrophone() {
    if (this.viewer) return;
    if (this.#tracks.audio) this.#tracks.audio.enabled = !this.#tracks.audio.enabled;
    else if (!(await this.#open('audio'))) return;
    announce(t(this.microphone ? 'saidUnmuted' : 'saidMuted'));
    this.controls.update();
    this.#tell({ microphone: this.microphone });
  }

  async toggleCamera() {
    if (this.viewer) return;
    if (this.camera) this.#stopCamera();
    else if (!(await this.#open('video'))) return;
    announce(t(this.camera ? 'saidCameraOn' : 'saidCameraOff'));
    this.controls.update();
    this.#tell({ camera: this.camera });
  }

  async #open(kind) {
    if (this.opening) return false;
    this.opening = true;
    try {
      const track = await openTrack(kind);
      if (this.ended) return track.stop();
      this.#tracks[kind] = track;
      this.listen = false;
      if (kind === 'video') this.stage.setPreview(track);
      this.session.setTrack(kind, track);
      this.controls.setProblem('');
      return true;
    } catch (error) {
      this.controls.setProblem(t(`${reasonOf(error)}${kind === 'video' ? 'Camera' : 'Microphone'}`));
      return false;
    } finally {
      this.opening = false;
    }
  }

  #stopCamera() {
    this.session.setTrack('video', null);
    this.#tracks.video?.stop();
    this.#tracks.video = null;
    this.stage.setPreview(null);
  }

  async toggleScreen() {
    if (this.viewer || this.opening) return;
    if (this.sharing) return this.#stopScreen('saidScreenOff', true);
    this.opening = true;
    let track;
    try {
      track = await openScreen();
      this.#awaited.screen = true;
      await this.rest.patch(this.me, { screen: true });
    } catch (error) {
      delete this.#awaited.screen;
      track?.stop();
      // Who changed their mind needs no sentence about it.
      if (error.name !== 'NotAllowedError') this.controls.setProblem(t(error.sentence ?? 'screenFailed'));
      return;
    } finally {
      this.opening = false;
    }
    if (this.ended) return track.stop();
    this.#screen = track;
    track.onended = () => this.#screen === track && this.#stopScreen('saidScreenOff', true);
    this.controls.setProblem('');
    this.listen = false;
    this.session.setTrack('screen', track);
    this.#showSharing('saidScreenOn');
  }

  #stopScreen(sentence, tell = false) {
    this.session.setTrack('screen', null);
    this.#screen.stop();
    this.#screen = null;
    delete this.#awaited.screen;
    if (tell) this.#tell({ screen: false });
    this.#showSharing(sentence);
  }

  #showSharing(sentence) {
    this.stage.setSharing(this.sharing);
    this.controls.update();
    announce(t(sentence));
  }

  // The next kind of layout: a moderator's choice is for all.
  async nextLayout() {
    if (!this.choosesLayout) return;
    const whose = this.moderator ? this.rest.room : this.rest.participant(this.me);
    try {
      const { kind } = await this.rest.readLayout(whose);
      const next = kinds[(kinds.indexOf(kind) + 1) % kinds.length];
      await this.rest.setLayout(whose, { kind: next });
      announce(t('saidLayout', { name: t(`layout_${next}`) }));
    } catch {
      announce(t('changeFailed'));
    }
  }

  togglePeople() {
    const panel = this.people.element;
    panel.hidden = !panel.hidden;
    this.controls.update();
    if (panel.hidden) this.controls.people.focus();
    else this.people.title.focus();
  }

  toggleFullScreen() {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  showKeys() {
    showKeys(this.keys);
  }

  #remove(person) {
    ask(t('removeSure', { name: person.displayName }), '', t('remove'), () => this.rest.remove(person.id));
  }
}
