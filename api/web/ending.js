// SPDX-License-Identifier: AGPL-3.0-or-later
// The screens without a room: the start page, the goodbye, and what stands in the way of joining.

import { h, show } from './dom.js';
import { t } from './strings.js';
import { transparencyLink } from './transparency.js';

// {room, invitation} of `#ROOM/INVITATION`, or null.
export function readLink(hash) {
  const parts = hash.match(/^#([\w.~-]{1,200})\/([\w.~-]{1,200})$/);
  return parts && { room: parts[1], invitation: parts[2] };
}

export function showHome() {
  const input = h('input', { id: 'link', type: 'url', inputmode: 'url', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'link-error' });
  const error = h('p', { id: 'link-error', class: 'error', role: 'alert' });
  const open = (event) => {
    event.preventDefault();
    const url = URL.canParse(input.value.trim()) ? new URL(input.value.trim()) : null;
    if (url?.origin === location.origin && readLink(url.hash)) return location.assign(`join${url.hash}`);
    error.textContent = t('linkUnreadable', { example: `${location.origin}/join#…` });
    input.setAttribute('aria-invalid', 'true');
    input.focus();
  };
  show(
    h(
      'main',
      { class: 'card' },
      h('img', { src: 'icon.svg', alt: '', width: 56, height: 56 }),
      h('h1', { tabindex: -1 }, t('appName')),
      h('p', { class: 'lead' }, t('tagline')),
      h('p', { class: 'hint' }, t('homeHint')),
      h('form', { novalidate: true, onsubmit: open }, h('label', { for: 'link' }, t('linkLabel')), input, error, h('button', { class: 'primary', type: 'submit' }, t('open'))),
      transparencyLink(),
    ),
  );
}

// reason: bye, removed or ended; `again` may be null.
export function showGoodbye(reason, again) {
  card(t(`${reason}Title`), t(`${reason}Text`), again && { label: t('again'), action: again });
}

export function showError(sentence, again) {
  card(t('errorTitle'), t(sentence), again && { label: t('tryAgain'), action: again });
}

function card(title, text, button) {
  show(
    h(
      'main',
      { class: 'card' },
      h('h1', { tabindex: -1 }, title),
      h('p', { class: 'lead' }, text),
      h('div', { class: 'row' }, button && h('button', { class: 'primary', onclick: button.action }, button.label), h('a', { class: 'button', href: './' }, t('home'))),
      transparencyLink(),
    ),
  );
}
