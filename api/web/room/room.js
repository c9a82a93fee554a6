// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen of a room: puts its parts together, takes a seat, keeps it, and gives it up.

import { Chat } from '../panes/chat.js';
import { Controls } from './controls.js';
import { announce, h, show, style } from '../base/dom.js';
import { Events } from '../base/events.js';
import { hear } from './heard.js';
import { Keys } from './keys.js';
import { Meeting } from './meeting.js';
import { Notes } from './notes.js';
import { explain } from '../media/devices.js';
import { OwnMedia } from '../media/own_media.js';
import { OwnScreen } from '../media/own_screen.js';
import { People } from '../panes/people.js';
import { part } from '../base/pause.js';
import { Quality } from './quality.js';
import { Rest } from '../base/rest.js';
import { Session } from '../media/session.js';
import { Side } from '../panes/side.js';
import { Signals } from './signals.js';
import { Stage } from '../stage/stage.js';
import { keepStay } from '../base/stay.js';
import { t } from '../base/strings.js';
import { toggleFullScreen } from '../base/full_screen.js';

const patience = 15_000; // ms without media until we say that the network may block them
// ms inside a room until what nobody needs at once is loaded, before a network fails in which it could not be
const settled = 3000;

export class Room {
  #state = 'connecting';
  #met = false; // media have flowed
  #silence = 0; // timer of the time without media
  #seatLost = false;
  #session; // of our current seat, like its events
  #events;
  #parts;
  #element;
  #choices;
  #rejoin;
  #onEnd;
  #away;
  #back;
  #ask;
  #over = new AbortController();
  #settleIn;

  // choices: {tracks, problem (for explain()), listen, saver, output, link (by which others can come, too), Session (in place of
  // the usual one)}; rejoin(token with which who was inside comes back, if there is one) → Joined, for when the seat is gone,
  // which may show another screen; onEnd('bye' | 'removed' | 'ended' | what rejoin() rejects with).
  constructor(joined, choices, { rejoin, onEnd }) {
    this.#rejoin = rejoin;
    this.#onEnd = onEnd;
    this.#choices = choices;
    const { link } = choices;
    const notes = new Notes();
    const meeting = new Meeting(joined, choices.listen, notes);
    const stage = new Stage(meeting.me);
    const session = () => this.#session;
    const signals = new Signals(() => stage.video.sinkId);
    const media = new OwnMedia(meeting, { stage, notes, session }, choices.tracks);
    const screen = new OwnScreen(meeting, { stage, notes, session, media });
    const quality = new Quality(meeting, session, choices.saver);
    const toggle = (name) => side.toggle(name);
    const list = new People(meeting, { toggle, write: (id) => chat.writeTo(id) });
    const chat = new Chat(meeting, { notes, signals, toggle });
    const statistics = () => import('../panes/statistics.js');
    const load = (_, use) => meeting.later(statistics, ({ Statistics }) => use(new Statistics(quality, toggle)));
    const side = new Side({ people: list, chat }, load, (closed) => {
      controls.update();
      if (closed) controls.focus(closed);
    });
    const keys = new Keys(meeting, { media, screen, side });
    const menus = () => import('./room_menu.js');
    const offered = { meeting, media, screen, stage, quality, side, notes, link };
    const menu = (anchor) => meeting.later(menus, ({ showMenu }) => showMenu({ ...offered, keys, anchor }));
    const go = () => this.#leave();
    const leave = (anchor) => (meeting.moderator ? menus().then(({ showLeaving }) => showLeaving(meeting, go, anchor), go) : go());
    const controls = new Controls(meeting, { media, screen, side, chat, list, menu, leave });
    const end = (reason) => this.#end(reason);
    const seatGone = () => this.#seatGone();
    this.#parts = {
      link,
      meeting,
      stage,
      notes,
      signals,
      media,
      screen,
      quality,
      list,
      chat,
      controls,
      keys,
      session,
      end,
      seatGone,
    };
    meeting.onChange(() =>
      stage.tag.say(t('nameYou', { name: meeting.self.displayName }), { ...meeting.self, place: meeting.placeInLine }),
    );
    meeting.onChange(() => stage.setPinned(meeting.pinned, meeting.choosesLayout));
    stage.onPick = (tile, full) => this.#pick(tile, full);
    stage.onStopSharing = () => screen.toggle();
    stage.onShape = (window) => meeting.listen || meeting.wish({ window }).catch(() => {});
    stage.element.append(quality.element);
    meeting.onChange(() => meeting.ended || signals.count(list.waitingCount + chat.unread, meeting.settings.name));
    const title = h('h1', { class: 'unseen', tabindex: -1 }, joined.room.name);
    show(
      (this.#element = h(
        'main',
        { class: 'room' },
        title,
        h('div', { class: 'middle' }, stage.element, side.element),
        notes.element,
        controls.element,
      )),
    );
    // A closing page gives up its seat; a page from the browser's cache starts over. Both come straight back.
    this.#away = () => meeting.rest.leaveForNow(meeting.me).catch(() => {});
    this.#back = (event) => event.persisted && location.reload();
    this.#ask = (event) => event.preventDefault();
    window.addEventListener('pagehide', this.#away);
    window.addEventListener('pageshow', this.#back);
    window.addEventListener('beforeunload', this.#ask);
    meeting.onChange(() => this.#keep());
    if (choices.problem) notes.show('problem', explain(choices.problem), { alert: true });
    if (choices.output) stage.video.setSinkId(choices.output).catch(() => {});
    this.#settleIn = () => {
      part(() => import('./system.js')).then(
        ({ attend }) => meeting.ended || attend(this.#parts, go, this.#over.signal),
        () => {},
      );
      part(() => Promise.all([menus(), import('../panes/person_menu.js'), statistics()])).catch(() => {});
      style('dialogs.css');
    };
    this.#enter(joined);
  }

  #enter(joined) {
    const { meeting, stage, media, screen, quality, controls } = this.#parts;
    const gone = (refusal) => this.#seatGone(refusal);
    meeting.enter(joined);
    stage.setMe(meeting.me);
    stage.askForShape();
    if (meeting.hidesSelf) meeting.wish({ self: 'exclude' }).catch(() => {});
    const Kind = this.#choices.Session ?? Session;
    this.#session = new Kind(meeting.rest, meeting.me, joined.iceServers ?? [], {
      stream: (stream) => stage.setStream(stream),
      stage,
      state: (state) => this.#mediaChanged(state),
      gone,
    });
    this.#session.saver = quality.saving;
    this.#session.setMusic(media.stereo);
    this.#session.start({ ...media.sent, screen: screen.track }, meeting.listen);
    this.#events = new Events(meeting.rest, (type, data) => hear(this.#parts, type, data), gone);
    if (!meeting.viewer) media.entered();
    screen.entered();
    quality.entered();
    controls.update();
    meeting.wishes.hurry();
  }

  #keep() {
    const { meeting, media, stage, quality } = this.#parts;
    const { listen, wayBack, self } = meeting;
    if (!wayBack || meeting.ended) return;
    keepStay({ name: self.displayName, wayBack, listen, saver: quality.saving, output: stage.video.sinkId, ...media.kept });
  }

  #exit() {
    this.#events.close();
    this.#session.close();
    this.#parts.quality.pause();
  }

  #end(reason) {
    const { meeting, media, screen, keys } = this.#parts;
    if (meeting.ended) return;
    meeting.ended = true;
    this.#over.abort();
    this.#exit();
    meeting.wishes.close();
    keys.close();
    window.removeEventListener('pagehide', this.#away);
    window.removeEventListener('pageshow', this.#back);
    window.removeEventListener('beforeunload', this.#ask);
    clearTimeout(this.#silence);
    media.stop();
    screen.end();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => {});
    document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
    this.#onEnd(reason);
  }

  #leave() {
    const { rest, me } = this.#parts.meeting;
    rest.remove(me).catch(() => {});
    this.#end('bye');
  }

  // A click keeps somebody large for us; a double one fills our picture with them, or the screen with a shared one.
  async #pick({ participant, picture }, full) {
    const { meeting } = this.#parts;
    if (picture === 'screen') return full && toggleFullScreen();
    if (!meeting.choosesLayout || participant === meeting.me) return;
    const use = (own) => own[full ? 'fill' : 'pin'](meeting, participant);
    await meeting.later(
      () => import('../stage/layout_choice.js'),
      ({ ownView }) => ownView(meeting, use),
    );
  }

  #mediaChanged(state) {
    if (state === 'connected' && this.#state === 'reconnecting') announce(t('saidReconnected'));
    if (state === 'connected' && this.#state === 'connecting') setTimeout(this.#settleIn, settled);
    this.#state = state;
    this.#met ||= state === 'connected';
    const { stage, notes } = this.#parts;
    stage.setNotice(state === 'connected' ? '' : t(this.#met ? state : 'connecting'));
    if (state !== 'connected') return void (this.#silence ||= setTimeout(() => this.#offerWay(), patience));
    clearTimeout(this.#silence);
    this.#silence = 0;
    notes.hide('blocked');
  }

  // The server answers, but no media come: the network may let only the web through.
  #offerWay() {
    if (!this.#session.answered) return (this.#silence = setTimeout(() => this.#offerWay(), 1000));
    const listen = () => {
      window.removeEventListener('beforeunload', this.#ask);
      this.#keep();
      location.assign(`listen${location.hash}`);
    };
    const actions = window.MediaSource ? [[t('blockedListen'), listen]] : [];
    this.#parts.notes.show('blocked', t('blocked'), { alert: true, actions });
  }

  // The server gave up our seat, for example after a long silence of our network: take a new one. Not after a removal,
  // whose event may be lost with the network.
  async #seatGone(refusal) {
    const { meeting } = this.#parts;
    if (meeting.ended || this.#seatLost) return;
    if (refusal?.code === 'removed') return this.#end('removed');
    this.#seatLost = true;
    this.#exit();
    this.#mediaChanged('reconnecting');
    const joined = await this.#rejoin(meeting.wayBack).catch((reason) => ({ reason }));
    this.#seatLost = false;
    if (meeting.ended) return joined.room && new Rest(joined.room.id, joined.token).remove(joined.participant.id).catch(() => {});
    if (joined.reason) return this.#end(joined.reason);
    if (!this.#element.isConnected) show(this.#element);
    this.#enter(joined);
  }
}
