// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen of a room: puts its parts together, takes a seat, keeps it, and gives it up.

import { Chat } from './chat.js';
import { Controls } from './controls.js';
import { announce, h, show } from './dom.js';
import { Events } from './events.js';
import { hear } from './heard.js';
import { Keys } from './keys.js';
import { Notes } from './notes.js';
import { OwnMedia } from './own_media.js';
import { OwnScreen } from './own_screen.js';
import { People } from './people.js';
import { Quality } from './quality.js';
import { Rest } from './rest.js';
import { Session } from './session.js';
import { Side } from './side.js';
import { Stage } from './stage.js';
import { Statistics } from './statistics.js';
import { t } from './strings.js';
import { Wishes } from './wishes.js';

export class Room {
  people = new Map(); // id → participant, in the order of joining
  #state = 'connecting';
  #seatLost = false;

  // choices: {tracks, listen, saver, output, Session (in place of the usual one)}; rejoin(token with which who was inside comes back, if there is one) → Joined, for when the seat is gone, which may show another screen; onEnd('bye' | 'removed' | 'ended' | what rejoin() rejects with).
  constructor(joined, choices, { rejoin, onEnd }) {
    this.rejoin = rejoin;
    this.onEnd = onEnd;
    this.listen = choices.listen;
    this.Session = choices.Session ?? Session;
    this.me = joined.participant.id;
    this.self = joined.participant;
    this.settings = joined.room;
    this.notes = new Notes();
    this.wishes = new Wishes((late) => (late ? this.notes.show('untold', t('notTold'), { alert: true }) : this.notes.hide('untold')));
    this.stage = new Stage(this.me, t('nameYou', { name: this.self.displayName }));
    this.media = new OwnMedia(this, choices.tracks);
    this.screen = new OwnScreen(this);
    this.quality = new Quality(this, choices.saver);
    this.list = new People(this);
    this.chat = new Chat(this);
    this.statistics = new Statistics(this);
    this.side = new Side(this, { people: this.list, chat: this.chat, statistics: this.statistics });
    this.controls = new Controls(this);
    this.keys = new Keys(this);
    this.stage.element.append(this.quality.element);
    const title = h('h1', { class: 'unseen', tabindex: -1 }, joined.room.name);
    show(
      (this.element = h(
        'main',
        { class: 'room' },
        title,
        h('div', { class: 'middle' }, this.stage.element, this.side.element),
        this.notes.element,
        this.controls.element,
      )),
    );
    // A closing page takes its seat along; one that comes back from the browser's cache begins anew.
    this.away = () => this.rest.remove(this.me).catch(() => {});
    this.back = (event) => event.persisted && location.reload();
    window.addEventListener('pagehide', this.away);
    window.addEventListener('pageshow', this.back);
    if (choices.output) this.stage.video.setSinkId(choices.output).catch(() => {});
    this.#enter(joined);
  }

  get moderator() {
    return this.self.role === 'moderator';
  }
  // Sends nothing, and cannot.
  get viewer() {
    return this.self.role === 'viewer' || this.self.listening;
  }
  // Whether W changes the layout: a moderator's for all, others' for themselves where the room lets them.
  get choosesLayout() {
    return this.moderator || Boolean(this.settings.ownLayouts);
  }

  // Whether the own hand is up, or is to be.
  get hand() {
    return this.wishes.of('me hand') ?? Boolean(this.self.hand);
  }

  // A change of one thing about ourselves, or about somebody else; see Wishes.
  wish(change, id) {
    const [[name, value]] = Object.entries(change);
    return this.wishes.want(`${id ?? 'me'} ${name}`, value, (options) => this.rest.patch(id ?? this.me, change, options));
  }

  #enter(joined) {
    this.self = joined.participant;
    this.me = joined.participant.id;
    this.settings = joined.room;
    this.rest = new Rest(joined.room.id, joined.token);
    this.stage.setMe(this.me);
    this.session = new this.Session(this.rest, this.me, joined.iceServers ?? [], {
      stream: (stream) => this.stage.setStream(stream),
      stage: this.stage,
      state: (state) => this.#mediaChanged(state),
      gone: (refusal) => this.seatGone(refusal),
    });
    this.session.saver = this.quality.saving;
    this.session.setMusic(this.media.music);
    this.session.start({ ...this.media.tracks, screen: this.screen.track }, this.listen);
    this.events = new Events(
      this.rest,
      (type, data) => hear(this, type, data),
      (refusal) => this.seatGone(refusal),
    );
    if (!this.viewer) this.media.entered();
    this.screen.entered();
    this.quality.entered();
    this.controls.update();
    this.wishes.hurry();
  }

  #exit() {
    this.events.close();
    this.session.close();
    this.quality.pause();
  }

  end(reason) {
    if (this.ended) return;
    this.ended = true;
    this.#exit();
    this.wishes.close();
    this.keys.close();
    this.statistics.hide();
    window.removeEventListener('pagehide', this.away);
    window.removeEventListener('pageshow', this.back);
    this.media.stop();
    this.screen.track?.stop();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => {});
    document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
    this.onEnd(reason);
  }

  leave() {
    this.rest.remove(this.me).catch(() => {});
    this.end('bye');
  }

  // Waits for a request of the person's and says a sentence when it is done. Resolves with true, false when it was refused,
  // of which a note tells, and null when it is not wanted any more.
  async attempt(request, said = '') {
    try {
      if ((await request) === false) return null;
      if (said) announce(said);
      return true;
    } catch (refusal) {
      this.notes.show('problem', t(refusal.gone || !refusal.sentence ? 'changeFailed' : refusal.sentence), { alert: true });
      return false;
    }
  }

  #mediaChanged(state) {
    if (state === 'connected' && this.#state === 'reconnecting') announce(t('saidReconnected'));
    this.#state = state;
    this.stage.setNotice(state === 'connected' ? '' : t(state));
  }

  // The server gave our seat up, for example after a long silence of our network: take a new one. Not after a removal, of
  // which the event may be lost with the network.
  async seatGone(refusal) {
    if (this.ended || this.#seatLost) return;
    if (refusal?.code === 'removed') return this.end('removed');
    this.#seatLost = true;
    this.#exit();
    this.#mediaChanged('reconnecting');
    const joined = await this.rejoin(this.wayBack).catch((reason) => ({ reason }));
    this.#seatLost = false;
    if (this.ended) return joined.room && new Rest(joined.room.id, joined.token).remove(joined.participant.id).catch(() => {});
    if (joined.reason) return this.end(joined.reason);
    if (!this.element.isConnected) show(this.element);
    this.#enter(joined);
  }
}
