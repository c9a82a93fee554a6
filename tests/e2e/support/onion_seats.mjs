// SPDX-License-Identifier: AGPL-3.0-or-later
// A participant with Tor Browser: with JavaScript (ScriptSeat), and without (PlainSeat), where forms are filled in and frames
// are read. Both are observed from inside the browser.
import { openPage } from './browsers.mjs';
import { inside, placeOf, soundOf, textOf } from './inside.mjs';
import { amplitude, decibels, toneLevel, toneOf } from './pattern.mjs';
import { say } from './said.mjs';
import { zoneSeen } from './screen_look.mjs';
import { until } from './wait.mjs';

class Seat {
  hosts = new Set(); // to which its page sent requests

  static async open(kind, n, name) {
    const seat = new this();
    Object.assign(seat, { kind, name, page: await openPage(kind, n) });
    seat.page.page.on('request', (request) => seat.hosts.add(new URL(request.url()).host));
    return seat;
  }

  // What stands in a zone of the first tile, as zoneSeen() tells it; null while there is no picture. `place`: where the
  // composite is, for who looks many times.
  async sees(layout, zone, place = null) {
    const here = place ?? (await this.place());
    return here && zoneSeen(this.page, here, layout, layout.tiles[0], zone);
  }
  // The tone of participant n: {at, level (dB against what is sent)}.
  async hears(n) {
    const heard = await soundOf(this.page);
    const level = heard?.samples.length ? decibels(amplitude(heard.samples, toneOf(n), heard.rate) / toneLevel) : decibels(0);
    return { at: heard?.at, level };
  }
  async clickAt(place) {
    await this.page.page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
  }
  async type(text) {
    say('/api/v1/', JSON.stringify({ text }));
    await this.page.page.keyboard.type(text);
  }
}

export class ScriptSeat extends Seat {
  place = () => placeOf(this.page, '.frame > video', { pictured: true });

  async join(url) {
    say('/api/v1/', JSON.stringify({ name: this.name }));
    await this.page.join(url, this.name);
  }
  // Clicks where the page asks for it, as it does at the level at which a player wants a click of its own: whenever it
  // begins.
  async turnOn() {
    if (await this.page.evaluate(() => Boolean(document.querySelector('button.sound:not([hidden])'))))
      await this.page.click('button.sound');
  }
  async write(text) {
    await this.page.press('c');
    await this.page.appears('.chat:not([hidden])');
    await this.type(text);
    await this.page.press('Enter');
  }
  async reads() {
    return this.page.evaluate(() => document.querySelector('.chat')?.textContent ?? '');
  }
  raiseHand = () => this.page.click('.controls .hand');
  ending = () => this.page.evaluate(() => document.querySelector('.card h1')?.textContent ?? '');
}

export class PlainSeat extends Seat {
  place = () => placeOf(this.page, 'img', { frame: 'pictures', pictured: true });

  // `filled` is called when the form is filled in.
  async join(url, filled = () => {}) {
    const { page } = this.page;
    await page.goto(url.replace(/\/join#.*/, '/listen'));
    for (const text of [url, this.name, '']) {
      await page.keyboard.press('Tab');
      await this.type(text);
    }
    await filled();
    await page.keyboard.press('Enter');
    await until(() => this.place(), 'a picture', 30_000);
  }
  async turnOn() {
    const button = await placeOf(this.page, 'button', { frame: 'sound' });
    if (button) await this.clickAt(button);
  }
  // The form by its action, and the button in it.
  async submit(act, more = '') {
    await this.clickAt(await until(() => placeOf(this.page, `form[action$="/${act}"] button${more}`), act));
  }
  jump = () => this.submit('sound');
  async choose(name, value) {
    await inside(this.page, (content, [field, wanted]) => (content.document.querySelector(`select[name=${field}]`).value = wanted), [
      name,
      value,
    ]);
    await this.submit('pictures');
  }
  async write(text) {
    await this.clickAt(await until(() => placeOf(this.page, 'input[name=text]', { frame: 'say' }), 'the field'));
    await this.type(text);
    await this.page.press('Enter');
  }
  reads = () => textOf(this.page, 'news');
  raiseHand = () => this.submit('hand', '[value=yes]');
  ending = () => textOf(this.page, 'news');
}
