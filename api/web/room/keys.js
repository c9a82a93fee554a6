// SPDX-License-Identifier: AGPL-3.0-or-later
// Single keys of the room. They can be switched off (WCAG 2.1.4) and do nothing while something is being typed.

import { toggleFullScreen } from '../base/full_screen.js';
import { toggleHand } from './hand.js';

const nextLayout = ({ meeting }) =>
  meeting.later(
    () => import('../stage/layout_choice.js'),
    (layouts) => layouts.nextLayout(meeting),
  );

const keys = [
  { key: 'm', name: 'keyMicrophone', run: ({ media }) => media.toggleMicrophone() },
  { key: ' ', name: 'keyTalk' },
  { key: 'v', name: 'keyCamera', run: ({ media }) => media.toggleCamera() },
  { key: 'd', name: 'keyScreen', run: ({ screen }) => screen.toggle() },
  { key: 'r', name: 'keyHand', run: ({ meeting }) => toggleHand(meeting) },
  { key: 'c', name: 'chat', run: ({ side }) => side.toggle('chat') },
  { key: 'p', name: 'people', run: ({ side }) => side.toggle('people') },
  { key: 'w', name: 'layoutNext', run: nextLayout },
  { key: 's', name: 'fullScreen', run: toggleFullScreen },
  { key: 't', name: 'statistics', run: ({ side }) => side.toggle('statistics') },
  { key: '?', name: 'help', run: ({ keys }) => keys.show() },
];

export class Keys {
  on = true;
  #parts;
  #stop = new AbortController();

  // The parts that the keys switch.
  constructor(meeting, { media, screen, side }) {
    this.#parts = { meeting, media, screen, side, keys: this };
    const options = { signal: this.#stop.signal };
    document.addEventListener('keydown', (event) => this.#down(event), options);
    document.addEventListener('keyup', (event) => event.key === ' ' && media.hold(false), options);
    window.addEventListener('blur', () => media.hold(false), options);
  }

  // Opens the list of them.
  show() {
    this.#parts.meeting.later(
      () => import('./key_list.js'),
      ({ showKeys }) => showKeys(this, keys),
    );
  }

  close() {
    this.#stop.abort();
  }

  #down(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    const { side } = this.#parts;
    if (event.key === 'Escape' && side.open) return side.toggle(side.open);
    if (event.target.closest?.('input, textarea, select')) return;
    const entry = keys.find(({ key }) => key === event.key.toLowerCase());
    if (!this.on || !entry || (event.key === ' ' && event.target.closest?.('button, a, [tabindex="0"]'))) return;
    event.preventDefault();
    if (event.repeat) return;
    if (entry.run) entry.run(this.#parts);
    else this.#parts.media.hold(true);
  }
}
