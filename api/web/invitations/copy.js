// SPDX-License-Identifier: AGPL-3.0-or-later
// Copies what stands in a field.

import { announce, h } from '../base/dom.js';
import { t } from '../base/strings.js';

// Resolves with whether it was copied.
export async function copy(field) {
  field.select();
  const done = await navigator.clipboard?.writeText(field.value).then(
    () => true,
    () => false,
  );
  return done || document.execCommand('copy'); // pages without https have no clipboard
}

// The same of a text that stands in no field, with a note.
export async function copyText(text, notes) {
  const field = h('textarea', { class: 'unseen' }, text);
  document.body.append(field);
  const done = await copy(field);
  field.remove();
  if (!done) return;
  announce(t('copied'));
  notes.show('copied', t('copied'), { seconds: 4 });
}

// field(): what to copy from.
export function copyButton(field, label, kind = 'quiet') {
  const click = async () => {
    if (await copy(field())) told(button);
  };
  const button = h('button', { class: kind, type: 'button', 'data-act': 'copy', onclick: click }, label);
  return button;
}

export function told(button) {
  button.textContent = t('copied');
  announce(t('copied'));
}
