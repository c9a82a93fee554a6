// SPDX-License-Identifier: AGPL-3.0-or-later
// Sharing our screen. It is claimed from the room, because others may be sharing; who they are is known before.

import { openScreen } from './devices.js';
import { announce } from '../base/dom.js';
import { t } from '../base/strings.js';

export class OwnScreen {
  track = null;
  #meeting;
  #stage;
  #notes;
  #session;
  #media;
  #sound; // of the screen, if it has any
  #awaited; // our change not yet seen in events
  #opening = false;

  // session(): of our current seat.
  constructor(meeting, { stage, notes, session, media }) {
    this.#meeting = meeting;
    this.#stage = stage;
    this.#notes = notes;
    this.#session = session;
    this.#media = media;
    meeting.onChange(() => this.taken.length || notes.hide('taken'));
  }

  // The names of the others who share, if that leaves no place for us.
  get taken() {
    const { people, me, settings } = this.#meeting;
    const others = [...people.values()].filter((person) => person.screen && person.id !== me);
    return others.length < settings.shares ? [] : others.map((person) => person.displayName);
  }

  get sharing() {
    return this.track !== null;
  }

  // A new seat must claim the share again.
  entered() {
    if (this.sharing) this.#meeting.wish({ screen: true }).catch(() => this.stop('screenTaken'));
  }

  async toggle() {
    if (this.#meeting.viewer || this.#opening) return;
    if (this.sharing) return this.stop('saidScreenOff', true);
    if (this.taken.length) return this.#tellTaken();
    await this.#share();
  }

  // Only hosts can take over.
  #tellTaken() {
    const names = this.taken.join(', ');
    const text = names ? t('screenTakenBy', { names }) : t('screenTaken');
    const { moderator } = this.#meeting;
    announce(text);
    this.#notes.show('taken', text, {
      seconds: moderator ? 0 : 8,
      actions: moderator && names ? [[t('screenTakeOver'), () => this.#share()]] : [],
    });
  }

  // Ends what others share, where that is needed.
  async #share() {
    const { people, me } = this.#meeting;
    this.#opening = true;
    let track, sound;
    try {
      ({ track, sound } = await openScreen());
      if (this.taken.length && this.#meeting.moderator)
        for (const { id, screen } of people.values()) if (screen && id !== me) await this.#meeting.wish({ screen: false }, id);
      this.#awaited = true;
      await this.#meeting.wish({ screen: true });
    } catch (error) {
      this.#awaited = undefined;
      track?.stop();
      sound?.stop();
      // A person who cancelled needs no message.
      if (error.code === 'screen-taken') this.#tellTaken();
      else if (error.name !== 'NotAllowedError') this.#notes.show('problem', t(error.sentence ?? 'screenFailed'), { alert: true });
      return;
    } finally {
      this.#opening = false;
    }
    this.#sound = sound;
    this.track = track;
    if (this.#meeting.ended) return this.end();
    track.onended = () => this.track === track && this.stop('saidScreenOff', true);
    if (track.readyState === 'ended') return track.onended(); // during the request
    this.#notes.hide('problem');
    this.#meeting.listen = false;
    this.#session().setTrack('screen', track);
    if (sound) this.#media.addSound(sound);
    this.#show('saidScreenOn');
  }

  // tell: the room must be told.
  stop(sentence = 'saidScreenOff', tell = false) {
    if (!this.sharing) return;
    this.#session().setTrack('screen', null);
    this.end();
    this.#media.removeSound();
    this.track = null;
    this.#awaited = undefined;
    if (tell) this.#meeting.wish({ screen: false }).catch(() => {});
    this.#show(sentence);
  }

  end() {
    this.track?.stop();
    this.#sound?.stop();
  }

  // A host may end our share.
  adopt(self) {
    if (this.#awaited === self.screen) this.#awaited = undefined;
    else if (this.#awaited === undefined && this.sharing && !self.screen) {
      this.stop('youWereUnshared');
      this.#notes.show('unshared', t('youWereUnshared'), { seconds: 8 });
    }
  }

  #show(sentence) {
    this.#stage.setSharing(this.sharing);
    this.#meeting.changed();
    announce(t(sentence));
  }
}
