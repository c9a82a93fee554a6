// SPDX-License-Identifier: AGPL-3.0-or-later
// Single keys of the room. They can be switched off (WCAG 2.1.4) and do nothing while something is being typed.

import { openDialog } from './dialogs.js';
import { h } from './dom.js';
import { check } from './form.js';
import { toggleFullScreen } from './full_screen.js';
import { toggleHand } from './hand.js';
import { nextLayout } from './layout_choice.js';
import { t } from './strings.js';

const keys = [
  { key: 'm', name: 'keyMicrophone', run: (room) => room.media.toggleMicrophone() },
  { key: ' ', name: 'keyTalk' },
  { key: 'v', name: 'keyCamera', run: (room) => room.media.toggleCamera() },
  { key: 'd', name: 'keyScreen', run: (room) => room.screen.toggle() },
  { key: 'r', name: 'keyHand', run: toggleHand },
  { key: 'c', name: 'chat', run: (room) => room.side.toggle('chat') },
  { key: 'p', name: 'people', run: (room) => room.side.toggle('people') },
  { key: 'w', name: 'layoutNext', run: nextLayout },
  { key: 's', name: 'fullScreen', run: toggleFullScreen },
  { key: 't', name: 'statistics', run: (room) => room.side.toggle('statistics') },
  { key: '?', name: 'help', run: (room) => showKeys(room.keys) },
];

export class Keys {
  on = true;
  #room;
  #stop = new AbortController();

  constructor(room) {
    this.#room = room;
    const options = { signal: this.#stop.signal };
    document.addEventListener('keydown', (event) => this.#down(event), options);
    document.addEventListener('keyup', (event) => event.key === ' ' && room.media.hold(false), options);
    window.addEventListener('blur', () => room.media.hold(false), options);
  }

  close() {
    this.#stop.abort();
  }

  #down(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    const { side } = this.#room;
    if (event.key === 'Escape' && side.open) return side.toggle(side.open);
    if (event.target.closest?.('input, textarea, select')) return;
    const entry = keys.find(({ key }) => key === event.key.toLowerCase());
    if (!this.on || !entry || (event.key === ' ' && event.target.closest?.('button, a, [tabindex="0"]'))) return;
    event.preventDefault();
    if (event.repeat) return;
    if (entry.run) entry.run(this.#room);
    else this.#room.media.hold(true);
  }
}

export function showKeys(listener) {
  const label = (key) => (key === ' ' ? t('keySpace') : key.toUpperCase());
  const rows = keys.map(({ key, name }) => h('div', {}, h('dt', {}, h('kbd', {}, label(key))), h('dd', {}, t(name))));
  const use = check('keys-on', t('keysOn'), { checked: listener.on, onchange: () => (listener.on = use.input.checked) });
  openDialog(t('help'), [h('dl', { class: 'keys' }, ...rows), use.element]);
}
