// SPDX-License-Identifier: AGPL-3.0-or-later
// Sharing our own screen: claimed at the room first, because it may be somebody else's turn.

import { openScreen } from './devices.js';
import { announce } from './dom.js';
import { t } from './strings.js';

export class OwnScreen {
  track = null;
  #room;
  #awaited; // what the events have still to show of a change of our own
  #opening = false;

  constructor(room) {
    this.#room = room;
  }

  get sharing() {
    return this.track !== null;
  }

  // A new seat has to claim the share again.
  entered() {
    const room = this.#room;
    if (this.sharing) room.wish({ screen: true }).catch(() => this.stop('screenTaken'));
  }

  async toggle() {
    const room = this.#room;
    if (room.viewer || this.#opening) return;
    if (this.sharing) return this.stop('saidScreenOff', true);
    this.#opening = true;
    let track;
    try {
      track = await openScreen();
      this.#awaited = true;
      await room.wish({ screen: true });
    } catch (error) {
      this.#awaited = undefined;
      track?.stop();
      // Who changed their mind needs no sentence about it.
      if (error.name !== 'NotAllowedError') room.notes.show('problem', t(error.sentence ?? 'screenFailed'), { alert: true });
      return;
    } finally {
      this.#opening = false;
    }
    if (room.ended) return track.stop();
    this.track = track;
    track.onended = () => this.track === track && this.stop('saidScreenOff', true);
    if (track.readyState === 'ended') return track.onended(); // while the room was asked
    room.notes.hide('problem');
    room.listen = false;
    room.session.setTrack('screen', track);
    this.#show('saidScreenOn');
  }

  // tell: the room does not know yet.
  stop(sentence = 'saidScreenOff', tell = false) {
    const room = this.#room;
    if (!this.sharing) return;
    room.session.setTrack('screen', null);
    this.track.stop();
    this.track = null;
    this.#awaited = undefined;
    if (tell) room.wish({ screen: false }).catch(() => {});
    this.#show(sentence);
  }

  // A host may end our share.
  adopt(self) {
    if (this.#awaited === self.screen) this.#awaited = undefined;
    else if (this.#awaited === undefined && this.sharing && !self.screen) this.stop('youWereUnshared');
  }

  #show(sentence) {
    this.#room.stage.setSharing(this.sharing);
    this.#room.controls.update();
    announce(t(sentence));
  }
}
