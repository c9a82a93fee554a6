// SPDX-License-Identifier: AGPL-3.0-or-later
// How good the picture may be, as the person chose, and how good the line lets it be, in plain words.

import { announce, h, icon } from './dom.js';
import { digest, Lasting, verdict } from './line.js';
import { t } from './strings.js';

const pause = 1500; // ms between two looks at the line
const sparing = 200; // kbit/s of video at most for who saves data

export class Quality {
  figures = {}; // as line.js digests them
  steps = []; // of the server, from best to least
  onFigures = null; // called after each look
  #meeting;
  #session;
  #report = null;
  #timer = 0;
  #told = null;
  #lasting = new Lasting();

  // session(): the one of the seat that we have.
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

  // The own step, or undefined while the steps are not known.
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

  // A new seat knows nothing of what was chosen.
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

  // After a look, and whenever the step is another one.
  update() {
    const found = verdict(this.figures, this.step, this.#named(this.#meeting.self.bestStep));
    if (!this.#lasting.has(found, performance.now()) || found === this.#told) return;
    this.#told = found;
    this.element.hidden = !found;
    this.text.textContent = found ? t(found) : '';
    announce(t(found ?? 'lineGood'));
  }
}
