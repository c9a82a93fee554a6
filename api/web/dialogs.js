// SPDX-License-Identifier: AGPL-3.0-or-later
// The two questions and answers that interrupt: the keys, and whether to remove somebody.

import { h } from './dom.js';
import { keys } from './keys.js';
import { t } from './strings.js';

function open(title, ...content) {
  const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' }, h('h2', { id: 'dialog-title' }, title), ...content);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function showKeys(listener) {
  const rows = keys.map(({ label, name }) => h('div', {}, h('dt', {}, h('kbd', {}, label)), h('dd', {}, t(name))));
  const box = h('input', { type: 'checkbox', id: 'keys-on', checked: listener.on, onchange: () => (listener.on = box.checked) });
  const close = h('button', { class: 'primary', onclick: () => dialog.close() }, t('close'));
  const dialog = open(t('help'), h('dl', {}, ...rows), h('div', { class: 'check' }, box, h('label', { for: 'keys-on' }, t('keysOn'))), h('div', { class: 'row' }, close));
}

export function askRemoval(name, remove) {
  const act = () => {
    dialog.close();
    remove();
  };
  const cancel = h('button', { class: 'quiet', onclick: () => dialog.close() }, t('cancel'));
  const dialog = open(t('removeSure', { name }), h('div', { class: 'row' }, cancel, h('button', { class: 'danger', onclick: act }, t('remove'))));
}
