// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs: each has a title, keeps the focus, and closes with Escape, its button, or a click beside it.

import { h, icon } from './dom.js';
import { t } from './strings.js';

let number = 0;

// Returns the open dialog; when it closes, the focus returns to where it was.
export function openDialog(title, content, { kind = '', onClose = () => {} } = {}) {
  const id = `dialog-${(number += 1)}`;
  const close = h(
    'button',
    { class: 'round small', type: 'button', 'aria-label': t('close'), title: t('close'), onclick: () => dialog.close() },
    icon('close'),
  );
  const dialog = h(
    'dialog',
    { class: kind, 'aria-labelledby': id },
    h('header', {}, h('h2', { id, tabindex: -1 }, title), close),
    ...content,
  );
  const before = document.activeElement;
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
    if (before?.isConnected) before.focus();
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// Asks for confirmation before something irreversible; act() may throw a Refusal.
export function ask(question, detail, label, act) {
  const error = h('p', { class: 'error', role: 'alert' });
  const go = async () => {
    try {
      await act();
      dialog.close();
    } catch (refusal) {
      error.textContent = t(refusal.sentence ?? 'failed');
    }
  };
  const cancel = h('button', { class: 'quiet', onclick: () => dialog.close() }, t('cancel'));
  const row = h('div', { class: 'row' }, cancel, h('button', { class: 'danger', onclick: go }, label));
  const dialog = openDialog(question, [detail && h('p', { class: 'hint' }, detail), error, row]);
  cancel.focus();
  return dialog;
}
