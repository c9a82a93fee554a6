// SPDX-License-Identifier: AGPL-3.0-or-later
// The figures of the connection, for the curious.

import { h } from '../base/dom.js';
import { panel, paneTitle } from './side.js';
import { language, t } from '../base/strings.js';

const number = (value, unit) =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : `${value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
const picture = (one) => (one?.width ? `${one.width} × ${one.height}, ${number(one.fps ?? 0, 'fps')}` : '–');

export class Statistics {
  #quality;

  // toggle(name): opens or closes a part of the side.
  constructor(quality, toggle) {
    this.#quality = quality;
    this.title = paneTitle('statistics', t('statistics'));
    this.rows = h('dl', { tabindex: 0, 'aria-labelledby': 'statistics-title' });
    this.element = panel('statistics', this.title, toggle, this.rows, h('p', { class: 'hint' }, t('statisticsHint')));
  }

  opened() {
    this.#quality.onFigures = () => this.#draw();
    this.#draw();
    this.#quality.look();
  }

  hide() {
    this.#quality.onFigures = null;
  }

  #draw() {
    const { figures, step } = this.#quality;
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
