// SPDX-License-Identifier: AGPL-3.0-or-later
// The chosen quality of the picture, and the quality that the connection permits, in plain words.

import { announce, h, icon } from '../base/dom.js';
import { digest, Lasting, verdict } from '../media/line.js';
import { t } from '../base/strings.js';

const pause = 1500; // ms between two reports
const sparing = 200; // most kbit/s of video in data saver

export class Quality {
  figures = {}; // as line.js digests them
  steps = []; // of the server, best first
  onFigures = null; // called after each report
  #meeting;
  #session;
  #report = null;
  #timer = 0;
  #told = null;
  #lasting = new Lasting();

  // session(): of our current seat.
  constructor(meeting, session, saver) {
    this.#meeting = meeting;
    this.#session = session;
    this.chosen = saver ? 'saver' : 'auto'; // or the name of a step
    this.text = h('span', {});
    this.element = h('p', { class: 'line', hidden: true }, icon('line'), this.text);
  }

  get saving() {
    return this.chosen === 'saver';
  }

  // Our step; undefined while the steps are unknown.
  get step() {
    return this.#named(this.#meeting.self.step);
  }
  // Whether it has pictures.
  get pictures() {
    return this.step?.width !== 0;
  }

  // The step for a choice.
  #step(choice) {
    if (choice !== 'saver') return choice;
    return (this.steps.find((step) => step.videoKbps <= sparing && step.videoKbps > 0) ?? this.steps.at(-1)).name;
  }

  // A new seat does not know the choice.
  async entered() {
    this.pause();
    this.#report = null;
    this.#timer = setInterval(() => this.look(), pause);
    if (this.steps.length === 0) {
      const ask = async (options) => void ({ steps: this.steps } = await this.#meeting.rest.capabilities(options));
      if (!(await this.#meeting.wishes.want('steps', true, ask).catch(() => false))) return;
      this.#session().expect(this.pictures);
    }
    if (this.chosen !== 'auto') this.#apply(this.chosen);
  }

  pause() {
    clearInterval(this.#timer);
  }

  async choose(choice) {
    const before = this.chosen;
    this.chosen = choice;
    if ((await this.#apply(choice)) === false) this.chosen = before;
    this.#session().spare(this.saving);
    this.update();
  }

  #apply(choice) {
    return this.#meeting.attempt(this.#meeting.wish({ step: this.#step(choice) }));
  }

  #named(name) {
    return this.steps.find((step) => step.name === name);
  }

  async look() {
    const report = await this.#session().report();
    if (!report || this.#meeting.ended) return;
    this.figures = digest(report, this.#report);
    this.#report = report;
    this.#session().look(this.figures);
    this.onFigures?.();
    this.update();
  }

  // Called after a report, and when the step changes.
  update() {
    const found = verdict(this.figures, this.step, this.#named(this.#meeting.self.bestStep));
    if (!this.#lasting.has(found, performance.now()) || found === this.#told) return;
    this.#told = found;
    this.element.hidden = !found;
    this.text.textContent = found ? t(found) : '';
    announce(t(found ?? 'lineGood'));
  }
}
