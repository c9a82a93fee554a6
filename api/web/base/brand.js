// SPDX-License-Identifier: AGPL-3.0-or-later
// Common to every screen outside a room: whose page it is, and the link to the transparency page.

import { address, h } from './dom.js';
import { t } from './strings.js';

// Not as <img>, because Tor Browser requests those by https on an http onion.
let sign = null;
const readSign = async () =>
  new DOMParser().parseFromString(await (await fetch(address('icon.svg'))).text(), 'image/svg+xml').documentElement;

export function brand() {
  const place = h('span', { class: 'sign', 'aria-hidden': 'true' });
  (sign ??= readSign()).then(
    (svg) => place.append(svg.cloneNode(true)),
    () => (sign = null),
  );
  return h('p', { class: 'brand' }, place, t('appName'));
}

// In a new tab, so that work in this one stays.
export function transparencyLink() {
  return h('p', { class: 'hint' }, h('a', { href: 'transparency', target: '_blank', rel: 'noopener' }, t('transparency')));
}
