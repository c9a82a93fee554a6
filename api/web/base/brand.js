// SPDX-License-Identifier: AGPL-3.0-or-later
// Common to every screen outside a room: whose page it is, the link to the transparency page, and the choice of language.

import { address, h } from './dom.js';
import { select } from './form.js';
import { operator } from './operator.js';
import { language, languages, t } from './strings.js';

// Not as <img> from the server, because Tor Browser requests those by https on an http onion.
let sign = null;
const readSign = async () => {
  const file = await fetch(operator.logo ?? address('icon.svg'));
  if (operator.logo) return h('img', { src: URL.createObjectURL(await file.blob()), alt: '' });
  return new DOMParser().parseFromString(await file.text(), 'image/svg+xml').documentElement;
};

export function brand() {
  const place = h('span', { class: 'sign', 'aria-hidden': 'true' });
  (sign ??= readSign()).then(
    (svg) => place.append(svg.cloneNode(true)),
    () => (sign = null),
  );
  return h('p', { class: 'brand' }, place, operator.name);
}

// Below every screen outside a room.
export function footer() {
  const names = languages.map((tag) => [tag, new Intl.DisplayNames(tag, { type: 'language' }).of(tag)]);
  const choice = select('language', t('language'), names, language);
  choice.input.addEventListener('change', () => speak(choice.input.value));
  // In a new tab, so that work in this one stays.
  const link = (href, text) => h('a', { href, target: '_blank', rel: 'noopener' }, text);
  return h(
    'footer',
    { class: 'hint' },
    link(`transparency/${language}`, t('transparency')),
    operator.imprint && link(operator.imprint, t('imprint')),
    operator.privacy && link(operator.privacy, t('privacy')),
    choice.element,
  );
}

// Loads the page again in a language, which the browser keeps; where it may not, the address does.
function speak(tag) {
  const url = new URL(location.href);
  url.searchParams.delete('language');
  try {
    localStorage.setItem('language', tag);
  } catch {
    url.searchParams.set('language', tag);
  }
  history.replaceState(null, '', url);
  location.reload();
}
