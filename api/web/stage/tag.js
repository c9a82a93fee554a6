// SPDX-License-Identifier: AGPL-3.0-or-later
// The label on our own tile, with the look of those that the server draws into the others' (mcu/label/painter.cpp,
// pipelines/video/drawing/paint.cpp).

import { h, icon } from '../base/dom.js';

const line = 28; // canvas pixels; the height of a label
const readable = 16; // picture pixels; labels are no smaller
const least = 10; // below it there is none
const most = 0.3; // of its tile
const roomy = 120; // picture pixels; in tiles of this height a label keeps clear of the edges

// Sizes in picture pixels for a tile `high` picture pixels high, with `zoom` picture pixels to a canvas pixel.
export function sizes(high, zoom) {
  const label = Math.min(Math.max(line * zoom, Math.min(readable, line)), high * most);
  const small = high < roomy;
  return {
    label: label < least ? 0 : label,
    inset: small ? 0 : 8,
    corner: small ? 6 : 12,
    'label-corner': small ? 3 : 6,
    mark: small ? 2 : 4,
    dot: 1,
  };
}

// Signs in the order in which the server draws them.
const signs = (person) => [
  person.hand && ['hand', person.place > 9 ? '9+' : String(person.place)],
  !person.microphone && ['microphoneOff'],
  person.pinned && ['spotlight'],
  person.role === 'moderator' && ['host'],
];

export class Tag {
  element = h('span', { class: 'tag', 'aria-hidden': 'true' });
  #name = h('bdi', {});

  // name; person: a participant of the API, with its place in the line of hands.
  say(name, person) {
    this.#name.textContent = name;
    const shown = signs(person).filter(Boolean);
    this.element.replaceChildren(...shown.flatMap(([sign, text]) => [icon(sign), text && h('b', {}, text)].filter(Boolean)), this.#name);
  }
}

// Gives a cover those sizes; dot: window pixels to a picture pixel.
export function dress(cover, high, zoom, dot) {
  for (const [name, size] of Object.entries(sizes(high, zoom))) cover.style.setProperty(`--${name}`, `${size * dot}px`);
  cover.classList.toggle('bare', sizes(high, zoom).label === 0);
}
