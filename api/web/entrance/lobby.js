// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen before the room: a name, and how to take part.

import { brand, footer } from '../base/brand.js';
import { CheckUp } from './check_up.js';
import { h, show } from '../base/dom.js';
import { check, Field, fitting } from '../base/form.js';
import { t } from '../base/strings.js';

export class Lobby {
  // onJoin(name, {tracks, preview (element), listen, saver, output}, pin) resolves, or rejects with the key of a sentence;
  // until then the buttons of the preview change the tracks.
  // stay: {name, …} of who was here before (stay.js); waiting: asks again to be let in. word: key of a sentence.
  // listening: without devices, so there is nothing to check; nor is there for those who are invited to watch.
  constructor(room, { onJoin, stay = {}, word = '', listening = false }) {
    const { name = '', pin = '', waiting = false } = stay;
    const watches = room?.role === 'viewer';
    this.onJoin = onJoin;
    this.checkUp = listening || watches ? null : new CheckUp(stay);
    this.name = new Field('name', t('nameLabel'), { autocomplete: 'name', required: true, value: name, dir: 'auto' }, t('nameHint'));
    this.pin = room?.needsPin
      ? new Field('pin', t('pinLabel'), { inputmode: 'numeric', autocomplete: 'off', maxlength: 12, required: true, value: pin })
      : null;
    this.listen = check(
      'listen',
      t('listenOnly'),
      { onchange: () => (this.checkUp.listen = this.listen.input.checked) },
      t('listenOnlyHint'),
    );
    this.saver = check('saver', t('saver'), { checked: Boolean(navigator.connection?.saveData) }, t('saverHint'));
    this.button = h('button', { type: 'submit', class: 'primary' }, t('join'));
    this.error = h('p', { class: 'error', role: 'alert' }, word && t(word));
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    const form = h(
      'form',
      { novalidate: true, onsubmit: submit },
      this.name.element,
      this.pin?.element,
      this.button,
      this.error,
      this.checkUp && this.listen.element,
      this.saver.element,
    );
    const title = h('h1', { tabindex: -1 }, room?.name ? t('joinTitleRoom', { room: room.name }) : t('joinTitle'));
    show(
      h(
        'main',
        { class: 'lobby' },
        brand(),
        title,
        h(
          'div',
          { class: 'columns' },
          this.checkUp?.element ?? h('p', { class: 'lead' }, t(watches ? 'watchText' : 'listenText')),
          form,
          this.checkUp?.pickers,
        ),
        footer(),
      ),
    );
    // The keyboard of a phone would cover all of it.
    if (!name && !matchMedia('(pointer: coarse)').matches) this.name.input.focus();
    if (waiting) Promise.resolve(this.checkUp?.ready).then(() => this.#submit());
  }

  async #submit() {
    const name = fitting(this.name.value, 200);
    this.name.fail(name ? '' : t('nameMissing'));
    if (!name || this.button.disabled) return;
    this.button.disabled = true;
    this.button.textContent = t('joining');
    this.error.textContent = '';
    const { tracks, output } = this.checkUp ?? { tracks: { audio: null, video: null } };
    try {
      await this.onJoin(
        name,
        {
          tracks,
          output,
          preview: this.checkUp?.preview,
          listen: !this.checkUp || this.listen.input.checked,
          saver: this.saver.input.checked,
        },
        this.pin?.value,
      );
      this.checkUp?.close();
    } catch (sentence) {
      if (sentence === 'pinWrong' && this.pin) this.pin.fail(t(sentence));
      else this.error.textContent = t(sentence);
      this.button.disabled = false;
      this.button.textContent = t('join');
    }
  }
}
