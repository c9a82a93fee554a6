// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs: each has a title, keeps the focus, and closes with Escape, its button, or a click beside it. In a room they are
// dark like it, and those that are opened by one of its buttons leave the meeting visible.

import { h, icon, style } from './dom.js';
import { part } from './pause.js';
import { t } from './strings.js';

const margin = 8; // pixels
const small = '(max-width: 720px), (max-height: 500px)';
let number = 0;

// Above or below `anchor`, inside the window. On small screens the style sheet decides.
function place(dialog, anchor) {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const above = top > innerHeight / 2;
  const start = Math.max(margin, Math.min((left + right - dialog.offsetWidth) / 2, innerWidth - dialog.offsetWidth - margin));
  dialog.style.inset = above ? `auto auto ${innerHeight - top + margin}px ${start}px` : `${bottom + margin}px auto auto ${start}px`;
  dialog.style.margin = 0;
  dialog.style.maxHeight = `${(above ? top : innerHeight - bottom) - 2 * margin}px`;
}

// Returns the dialog, which opens at once or with its style sheet; when it closes, the focus returns to where it was.
// anchor: the button that opened it.
export function openDialog(title, content, { kind = '', anchor = null, onClose = () => {} } = {}) {
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
  (document.querySelector('.room') ?? document.body).append(dialog);
  const open = () => {
    if (!dialog.isConnected) return;
    dialog.showModal();
    if (anchor && !matchMedia(small).matches) place(dialog, anchor);
  };
  const styled = style('dialogs.css');
  if (styled) styled.then(open);
  else open();
  return dialog;
}

// Asks for confirmation before something irreversible; act() may throw a Refusal. more: further choices.
export function ask(question, detail, label, act, more = []) {
  const error = h('p', { class: 'error', role: 'alert' });
  const go = async () => {
    try {
      await act();
      dialog.close();
    } catch (refusal) {
      error.textContent = t(refusal.sentence ?? 'failed');
    }
  };
  const cancel = h('button', { class: 'quiet', autofocus: true, onclick: () => dialog.close() }, t('cancel'));
  const row = h('div', { class: 'row' }, cancel, h('button', { class: 'danger', onclick: go }, label));
  const dialog = openDialog(question, [detail && h('p', { class: 'hint' }, detail), ...more, error, row]);
  return dialog;
}

// Loads a part that few people need and runs it; says so if it does not arrive. title: of what they wanted.
export async function whenLoaded(title, load, run) {
  const loaded = await part(load).catch(() => null);
  if (loaded) run(loaded);
  else openDialog(title, [h('p', { class: 'error', role: 'alert' }, t('notLoaded'))]);
}
