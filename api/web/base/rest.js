// SPDX-License-Identifier: AGPL-3.0-or-later
// The requests of one room.

import { base, Client } from './client.js';

export class Rest extends Client {
  constructor(room, token) {
    super(token);
    this.room = `${base}/rooms/${encodeURIComponent(room)}`;
  }

  readRoom() {
    return this.json('GET', this.room);
  }
  changeRoom(change, options) {
    return this.json('PATCH', this.room, change, options);
  }
  endRoom() {
    return this.json('DELETE', this.room);
  }
  join(displayName, pin, listening = false) {
    return this.json('POST', `${this.room}/participants`, { displayName, pin: pin || undefined, listening });
  }
  readLayout(of, options) {
    return this.json('GET', `${of}/layout`, undefined, options);
  }
  setLayout(of, layout, options) {
    return this.json('PUT', `${of}/layout`, layout, options);
  }
  clearLayout(of, options) {
    return this.json('DELETE', `${of}/layout`, undefined, options);
  }
  participant(id) {
    return `${this.room}/participants/${encodeURIComponent(id)}`;
  }
  admit(id) {
    return this.json('POST', `${this.participant(id)}/admit`);
  }
  deny(id) {
    return this.json('POST', `${this.participant(id)}/deny`);
  }
  patch(id, change, options) {
    return this.json('PATCH', this.participant(id), change, options);
  }
  // keepalive: sent even while the page is closing.
  remove(id) {
    return this.request('DELETE', this.participant(id), { keepalive: true });
  }
  // Leaves so that the way back stays valid.
  leaveForNow(id) {
    return this.request('POST', `${this.participant(id)}/away`, { keepalive: true });
  }
  // Withdraws the invitation by which they came.
  revokeOf(id) {
    return this.json('DELETE', `${this.participant(id)}/invitation`);
  }
  // Everybody except these and the caller.
  muteAll(except = []) {
    return this.json('POST', `${this.room}/mute`, { except });
  }
  askToUnmute(id) {
    return this.json('POST', `${this.participant(id)}/unmute-request`);
  }
  // To one person, or to everybody if `to` is empty; language: of the voice, if spoken.
  say(text, to, language) {
    return this.json('POST', `${this.room}/messages`, { text, ...(to && { to }), ...(language && { spoken: true, language }) });
  }
  unsay(id) {
    return this.json('DELETE', `${this.room}/messages/${encodeURIComponent(id)}`);
  }
  invitations() {
    return this.json('GET', `${this.room}/invitations`);
  }
  invite(wanted) {
    return this.json('POST', `${this.room}/invitations`, wanted);
  }
  revoke(id) {
    return this.json('DELETE', `${this.room}/invitations/${encodeURIComponent(id)}`);
  }
}
