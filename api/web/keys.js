// SPDX-License-Identifier: AGPL-3.0-or-later
// Single keys of the room. They can be switched off (WCAG 2.1.4) and do nothing while something is being typed.

import { openDialog } from './dialogs.js';
import { h } from './dom.js';
import { check } from './form.js';
import { t } from './strings.js';

export const keys = [
  { key: 'm', label: 'M', name: 'keyMicrophone', run: (room) => room.toggleMicrophone() },
  { key: 'v', label: 'V', name: 'keyCamera', run: (room) => room.toggleCamera() },
  { key: 'p', label: 'P', name: 'people', run: (room) => room.togglePeople() },
  { key: 'd', label: 'D', name: 'keyScreen', run: (room) => room.toggleScreen() },
  { key: 'w', label: 'W', name: 'layoutNext', run: (room) => room.nextLayout() },
  { key: 's', label: 'S', name: 'fullScreen', run: (room) => room.toggleFullScreen() },
  { key: '?', label: '?', name: 'help', run: (room) => room.showKeys() },
];

export class Keys {
  constructor(room) {
    this.on = true;
    this.listener = (event) => {
      if (!this.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (document.querySelector('dialog[open]') || event.target.closest?.('input, textarea, select')) return;
      const entry = keys.find(({ key }) => key === event.key.toLowerCase());
      if (!entry) return;
      event.preventDefault();
      entry.run(room);
    };
    document.addEventListener('keydown', this.listener);
  }

  close() {
    document.removeEventListener('keydown', this.listener);
  }
}

export function showKeys(listener) {
  const rows = keys.map(({ label, name }) => h('div', {}, h('dt', {}, h('kbd', {}, label)), h('dd', {}, t(name))));
  const use = check('keys-on', t('keysOn'), { checked: listener.on, onchange: () => (listener.on = use.input.checked) });
  openDialog(t('help'), [h('dl', { class: 'keys' }, ...rows), use.element]);
}
