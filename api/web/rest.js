// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests to the server, with one credential: an invitation's or a participant's token.

const base = '/api/v1';

// What the server refused, or status 0 when it could not be reached.
export class Refusal extends Error {
  constructor(status, code, retryAfter) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter; // seconds, or undefined
  }
  // The room, the seat or the credential does not exist (any more).
  get gone() {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }
  // Key of the sentence that tells a person.
  get sentence() {
    if (this.code === 'wrong-pin') return 'pinWrong';
    if (this.gone) return 'linkInvalid';
    const known = { 'room-full': 'roomFull', 'room-locked': 'roomLocked', 'media-unavailable': 'serverBusy', busy: 'serverBusy', 'screen-taken': 'screenTaken' };
    return known[this.code] ?? (this.status === 0 ? 'offline' : this.status === 429 ? 'tooMany' : 'failed');
  }
}

export class Rest {
  constructor(room, token) {
    this.room = `${base}/rooms/${encodeURIComponent(room)}`;
    this.token = token;
  }

  async request(method, path, { body, type = 'application/json', headers = {}, ...options } = {}) {
    let response;
    try {
      response = await fetch(path, {
        method,
        body,
        headers: { Authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'Content-Type': type }), ...headers },
        cache: 'no-store',
        credentials: 'omit',
        ...options,
      });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Refusal(0, 'offline');
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(response.status, problem.code ?? 'failed', Number(response.headers.get('Retry-After')) || undefined);
  }

  async json(method, path, value, options = {}) {
    const body = value === undefined ? undefined : JSON.stringify(value);
    return (await this.request(method, path, { body, ...options })).json();
  }

  readRoom() {
    return this.json('GET', this.room);
  }
  join(displayName, pin) {
    return this.json('POST', `${this.room}/participants`, pin ? { displayName, pin } : { displayName });
  }
  readLayout(of) {
    return this.json('GET', `${of}/layout`);
  }
  setLayout(of, layout) {
    return this.json('PUT', `${of}/layout`, layout);
  }
  participant(id) {
    return `${this.room}/participants/${encodeURIComponent(id)}`;
  }
  admit(id) {
    return this.request('POST', `${this.participant(id)}/admit`);
  }
  deny(id) {
    return this.request('POST', `${this.participant(id)}/deny`);
  }
  patch(id, change) {
    return this.json('PATCH', this.participant(id), change);
  }
  // keepalive: it is sent even when the page is closing.
  remove(id) {
    return this.request('DELETE', this.participant(id), { keepalive: true });
  }
}
