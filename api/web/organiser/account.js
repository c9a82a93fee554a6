// SPDX-License-Identifier: AGPL-3.0-or-later
// An organiser's account. Its token lives as long as the tab: no cookie, nothing on disk, unless they want to stay logged in.

import { base, Client } from '../base/client.js';

const place = 'lethe'; // in sessionStorage, or in localStorage for those who stay logged in

export class Account extends Client {
  // The account that this tab is logged in to, or null.
  static get current() {
    const token = sessionStorage.getItem(place) ?? localStorage.getItem(place);
    return token && new Account(token);
  }

  // stay: in all tabs of this browser, until logging out or the end of the session on the server.
  static async logIn(name, password, stay) {
    const { token } = await new Client(null).json('POST', `${base}/sessions`, { name, password });
    Account.forget();
    (stay ? localStorage : sessionStorage).setItem(place, token);
    return new Account(token);
  }

  static async register(wanted, stay) {
    await new Client(null).json('POST', `${base}/accounts`, wanted);
    return Account.logIn(wanted.name, wanted.password, stay);
  }

  // 'open', 'code' or 'closed'.
  static async registration() {
    return (await new Client(null).json('GET', `${base}/registration`)).registration;
  }

  static forget() {
    sessionStorage.removeItem(place);
    localStorage.removeItem(place);
  }

  read() {
    return this.json('GET', `${base}/accounts/me`);
  }
  data() {
    return this.json('GET', `${base}/accounts/me/data`);
  }
  changePassword(current, password) {
    return this.json('PUT', `${base}/accounts/me/password`, { current, password });
  }
  rooms() {
    return this.json('GET', `${base}/rooms`);
  }
  makeRoom(wanted) {
    return this.json('POST', `${base}/rooms`, wanted);
  }
  // Forgets the token whatever the server says: it may already be invalid.
  async logOut(everywhere) {
    await this.#end(() => this.json('DELETE', `${base}/sessions${everywhere ? '' : '/current'}`));
  }
  async erase() {
    await this.#end(() => this.json('DELETE', `${base}/accounts/me`));
  }

  async #end(request) {
    try {
      await request();
    } catch (refusal) {
      if (refusal.status !== 401) throw refusal;
    }
    Account.forget();
  }
}
