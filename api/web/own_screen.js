// SPDX-License-Identifier: AGPL-3.0-or-later
// Sharing our own screen: claimed at the room first, because it may be somebody else's turn.

import { openScreen } from './devices.js';
import { announce } from './dom.js';
import { t } from './strings.js';

export class OwnScreen {
  track = null;
  #meeting;
  #stage;
  #notes;
  #session;
  #awaited; // what the events have still to show of a change of our own
  #opening = false;

  // session(): the one of the seat that we have.
  constructor(meeting, { stage, notes, session }) {
    this.#meeting = meeting;
    this.#stage = stage;
    this.#notes = notes;
    this.#session = session;
  }

  get sharing() {
    return this.track !== null;
  }

  // A new seat has to claim the share again.
  entered() {
    if (this.sharing) this.#meeting.wish({ screen: true }).catch(() => this.stop('screenTaken'));
  }

  async toggle() {
    if (this.#meeting.viewer || this.#opening) return;
    if (this.sharing) return this.stop('saidScreenOff', true);
    this.#opening = true;
    let track;
    try {
      track = await openScreen();
      this.#awaited = true;
      await this.#meeting.wish({ screen: true });
    } catch (error) {
      this.#awaited = undefined;
      track?.stop();
      // Who changed their mind needs no sentence about it.
      if (error.name !== 'NotAllowedError') this.#notes.show('problem', t(error.sentence ?? 'screenFailed'), { alert: true });
      return;
    } finally {
      this.#opening = false;
    }
    if (this.#meeting.ended) return track.stop();
    this.track = track;
    track.onended = () => this.track === track && this.stop('saidScreenOff', true);
    if (track.readyState === 'ended') return track.onended(); // while the room was asked
    this.#notes.hide('problem');
    this.#meeting.listen = false;
    this.#session().setTrack('screen', track);
    this.#show('saidScreenOn');
  }

  // tell: the room does not know yet.
  stop(sentence = 'saidScreenOff', tell = false) {
    if (!this.sharing) return;
    this.#session().setTrack('screen', null);
    this.track.stop();
    this.track = null;
    this.#awaited = undefined;
    if (tell) this.#meeting.wish({ screen: false }).catch(() => {});
    this.#show(sentence);
  }

  // A host may end our share.
  adopt(self) {
    if (this.#awaited === self.screen) this.#awaited = undefined;
    else if (this.#awaited === undefined && this.sharing && !self.screen) this.stop('youWereUnshared');
  }

  #show(sentence) {
    this.#stage.setSharing(this.sharing);
    this.#meeting.changed();
    announce(t(sentence));
  }
}
