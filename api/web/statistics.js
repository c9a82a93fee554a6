// SPDX-License-Identifier: AGPL-3.0-or-later
// The figures of the connection, for the curious.

import { h } from './dom.js';
import { panel, paneTitle } from './side.js';
import { language, t } from './strings.js';

const number = (value, unit) =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : `${value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
const picture = (one) => (one?.width ? `${one.width} × ${one.height}, ${number(one.fps ?? 0, 'fps')}` : '–');

export class Statistics {
  #room;

  constructor(room) {
    this.#room = room;
    this.title = paneTitle('statistics', t('statistics'));
    this.rows = h('dl', { tabindex: 0, 'aria-labelledby': 'statistics-title' });
    this.element = panel(room, 'statistics', this.title, this.rows, h('p', { class: 'hint' }, t('statisticsHint')));
  }

  opened() {
    this.#room.quality.onFigures = () => this.#draw();
    this.#draw();
    this.#room.quality.look();
  }

  hide() {
    this.#room.quality.onFigures = null;
  }

  #draw() {
    const { figures, step } = this.#room.quality;
    const rows = {
      figureStep: step?.name ?? '–',
      figurePicture: picture(figures.picture),
      figureReceived: number(figures.kbpsIn, 'kbit/s'),
      figureLost: number(figures.lossIn, '%'),
      figureSends: picture(figures.sends),
      figureSent: number(figures.kbpsOut, 'kbit/s'),
      figureLostOut: number(figures.lossOut, '%'),
      figureDelay: number(figures.delay, 'ms'),
      figureJitter: number(figures.jitter, 'ms'),
      figureCodec: figures.codec ?? '–',
    };
    this.rows.replaceChildren(...Object.entries(rows).map(([key, value]) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value))));
  }
}
