// SPDX-License-Identifier: AGPL-3.0-or-later
// The start page of an organiser: their rooms.

import { Account } from './account.js';
import { showAccount } from './account_dialog.js';
import { brand, footer } from '../base/brand.js';
import { ask } from '../base/dialogs.js';
import { announce, h, icon, show } from '../base/dom.js';
import { Field, fitting, form } from '../base/form.js';
import { openInvitations } from '../invitations/inviting.js';
import { Rest } from '../base/rest.js';
import { showRoomSettings } from './room_settings.js';
import { t } from '../base/strings.js';

// onOut(sentence): logged out; `sentence` gives the reason, or is empty.
export class Rooms {
  #list = h('ul', { class: 'rooms' });
  #empty = h('p', { class: 'lead', hidden: true }, t('roomsNone'));
  #error = h('p', { class: 'error', role: 'alert' });

  constructor(account, onOut) {
    this.account = account;
    this.onOut = onOut;
    const who = h('button', { class: 'quiet', onclick: () => showAccount(account, onOut) }, icon('account'), h('bdi', {}));
    const bar = h('header', { class: 'bar' }, brand(), who);
    this.main = h(
      'main',
      { class: 'organiser' },
      bar,
      h('h1', { tabindex: -1 }, t('myRooms')),
      this.#maker(),
      this.#error,
      this.#empty,
      this.#list,
      footer(),
    );
    show(this.main);
    account.read().then(
      ({ name }) => (who.lastChild.textContent = name),
      (refusal) => this.#failed(refusal),
    );
    // Refreshes when the person returns to this tab.
    this.again = () =>
      this.main.isConnected ? document.hidden || this.refresh() : document.removeEventListener('visibilitychange', this.again);
    document.addEventListener('visibilitychange', this.again);
    this.refresh();
  }

  async refresh() {
    try {
      const { rooms } = await this.account.rooms();
      this.#empty.hidden = rooms.length > 0;
      this.#list.replaceChildren(...rooms.sort((a, b) => b.createdAt.localeCompare(a.createdAt)).map((room) => this.#row(room)));
      this.#error.textContent = '';
    } catch (refusal) {
      this.#failed(refusal);
    }
  }

  #failed(refusal) {
    if (refusal.status !== 401) return (this.#error.textContent = t(refusal.sentence ?? 'failed'));
    Account.forget();
    this.onOut(t('sessionOver'));
  }

  #maker() {
    const name = new Field('room-name', t('roomName'), { maxlength: 100, autocomplete: 'off', placeholder: t('roomNameExample') });
    const make = async () => {
      if (!name.value) return name.fail(t('roomNameMissing'));
      const room = await this.account.makeRoom({ name: fitting(name.value, 100) });
      name.input.value = '';
      announce(t('saidRoomMade', { name: room.name }));
      await this.refresh();
    };
    const made = form([name.element], t('roomMake'), make);
    made.className = 'maker';
    return made;
  }

  #row(room) {
    const rest = new Rest(room.id, this.account.token);
    const remove = async () => {
      await rest.endRoom();
      announce(t('saidRoomDeleted', { name: room.name }));
      await this.refresh();
      this.main.querySelector('h1').focus();
    };
    const button = (act, label, action) =>
      h(
        'button',
        { class: 'quiet', 'data-act': act, 'aria-label': `${t(label)}: ${room.name}`, onclick: action },
        icon(act),
        h('span', {}, t(label)),
      );
    const facts = [
      room.participants ? t('roomBusy', { count: room.participants }) : t('roomEmpty'),
      room.waiting > 0 && t('roomWaiting', { count: room.waiting }),
      room.locked && t('roomIsLocked'),
      room.lobby && t('roomHasLobby'),
      room.hasPin && t('roomHasPin'),
    ].filter(Boolean);
    return h(
      'li',
      { 'data-id': room.id },
      h(
        'div',
        { class: 'what' },
        h('h2', { dir: 'auto' }, room.name),
        h('p', { class: 'hint' }, room.participants > 0 && h('span', { class: 'live', 'aria-hidden': 'true' }), facts.join(' · ')),
      ),
      h(
        'div',
        { class: 'row' },
        h('a', { class: 'button primary', href: `#${room.id}`, 'aria-label': `${t('roomEnter')}: ${room.name}` }, t('roomEnter')),
        button('invite', 'invite', () => openInvitations(rest)),
        button('settings', 'settings', () => showRoomSettings(rest, room, () => this.refresh())),
        button('delete', 'delete', () => ask(t('roomDeleteSure', { name: room.name }), t('roomDeleteText'), t('delete'), remove)),
      ),
    );
  }
}
