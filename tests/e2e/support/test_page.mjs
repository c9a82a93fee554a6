// SPDX-License-Identifier: AGPL-3.0-or-later
// A test's operations on a page: wait, look, listen and type.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decibels, hueDistance, hueOf, hueOfRgb, toneLevel, toneOf } from './pattern.mjs';
import { until } from './wait.mjs';

export class TestPage {
  problems = []; // what the page itself complained about
  asked = []; // kinds of the browser's own dialogs

  constructor(kind, n, page, close) {
    this.kind = kind;
    this.n = n;
    this.page = page;
    this.close = close;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    // A page that asks before it is left is left.
    page.on('dialog', (dialog) => (this.asked.push(dialog.type()), dialog.accept()));
    page.on('console', (message) => message.type() === 'error' && this.problems.push(message.text()));
  }

  evaluate(run, argument) {
    return this.page.evaluate(run, argument);
  }
  open(url) {
    return this.page.goto(url);
  }
  until(run, argument, what, limit) {
    // A look at a page that is just being replaced sees nothing yet.
    const look = () =>
      this.evaluate(run, argument).catch((error) => (/destroyed|navigat|discarded/i.test(error.message) ? null : Promise.reject(error)));
    return until(look, `${what} in ${this.kind} ${this.n}`, limit);
  }
  appears(selector, limit) {
    return this.until((wanted) => Boolean(document.querySelector(wanted)), selector, selector, limit);
  }
  // The text of the first match once it has some.
  text(selector) {
    return this.until((wanted) => document.querySelector(wanted)?.textContent || null, selector, `text in ${selector}`);
  }
  // Bytes of the page that this visit has loaded, without headers.
  weight() {
    return this.evaluate(() => {
      const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(
        (one) => !one.name.includes('/api/'),
      );
      return loaded.reduce((sum, one) => sum + one.encodedBodySize, 0);
    });
  }
  // Moves the focus on with Tab until it is there.
  async tabTo(selector) {
    for (let i = 0; i < 60; i++) {
      if (await this.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await this.press('Tab');
    }
    throw new Error(`Tab does not lead to ${selector} in ${this.kind} ${this.n}`);
  }
  choose(selector, value) {
    return this.kind === 'firefox' ? this.page.select(selector, value) : this.page.selectOption(selector, value);
  }
  press(key) {
    return this.page.keyboard.press(key);
  }
  async click(selector) {
    await this.appears(selector);
    await this.page.click(selector);
  }

  // Through the page as a person would: name, Join.
  async join(url, name) {
    await this.open(url);
    await this.appears('#name');
    await this.page.type('#name', name);
    await this.click('form button[type=submit]');
    await this.appears('.room');
    this.name = name;
  }

  playing(limit = 10_000) {
    return this.until(() => window.e2e.firstFrame > 0, undefined, 'a first frame', limit);
  }

  // Waits until each tile has the hue of its sender; `senders`: participant id → n, null for an avatar.
  seesHues(layout, senders, limit = 10_000) {
    let last;
    return until(
      async () => {
        last = await this.evaluate((wanted) => window.e2e.look(wanted), layout);
        return (
          last?.every((tile) => {
            const hue = hueOfRgb(tile.colour);
            return hue !== null && hueDistance(hue, hueOf(senders.get(tile.participant))) < 22 && last;
          }) && last
        );
      },
      () => `the right hues in ${this.kind} ${this.n}; it saw ${JSON.stringify(last)}`,
      limit,
    );
  }

  // Waits until the pictures in all tiles have moved.
  async seesMotion(layout, limit = 5000) {
    const marks = new Map(layout.tiles.map((tile) => [tile.participant, new Set()]));
    await until(
      async () => {
        for (const tile of (await this.evaluate((wanted) => window.e2e.look(wanted), layout)) ?? [])
          marks.get(tile.participant).add(tile.mark);
        return [...marks.values()].every((places) => places.size > 3);
      },
      () => `motion in every tile in ${this.kind} ${this.n}`,
      limit,
    );
  }

  // Level of each tone as received, in dB against what was sent.
  async levels(numbers) {
    const amplitudes = await this.evaluate((frequencies) => window.e2e.listen(frequencies), numbers.map(toneOf));
    return amplitudes && new Map(numbers.map((n, i) => [n, decibels(amplitudes[i] / toneLevel)]));
  }

  // Waits until the others are at full level and the own tone is far below them.
  hears(others, own = this.n, limit = 10_000) {
    let last;
    return until(
      async () => {
        last = await this.levels([...others, own]);
        if (!last) return false;
        const loud = others.map((n) => last.get(n));
        return loud.every((level) => Math.abs(level) < 3) && last.get(own) <= Math.min(...loud) - 40 && last;
      },
      () => `the tones ${others} at full level and ${own} 40 dB lower in ${this.kind}; it heard ${last && JSON.stringify([...last])}`,
      limit,
    );
  }

  async screenshot(name) {
    const folder = process.env.LETHE_SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), await this.page.screenshot());
  }
}
