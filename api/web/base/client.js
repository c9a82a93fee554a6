// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests to the server with one credential, and its refusals.

export const base = '/api/v1';

// Codes of refusals → keys of sentences for people.
const sentences = {
  'wrong-pin': 'pinWrong',
  'room-full': 'roomFull',
  'room-locked': 'roomLocked',
  'room-limit': 'roomLimit',
  'media-unavailable': 'serverBusy',
  'store-unavailable': 'serverBusy',
  busy: 'serverBusy',
  'screen-taken': 'screenTaken',
  'step-capped': 'stepCapped',
  'wrong-password': 'wrongPassword',
  'name-taken': 'nameTaken',
  'wrong-code': 'wrongCode',
  'registration-closed': 'registrationClosed',
  'chat-off': 'chatIsOff',
};

// A refusal by the server; status 0 if it could not be reached.
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
  // The server did not answer: it is unreachable, or a proxy says that it is down.
  get down() {
    return this.status === 0 || (this.status >= 502 && this.code === 'failed');
  }
  // Key of the sentence for people.
  get sentence() {
    if (sentences[this.code]) return sentences[this.code];
    if (this.gone) return 'linkInvalid';
    return this.status === 0 ? 'offline' : this.status === 429 ? 'tooMany' : 'failed';
  }
}

export class Client {
  constructor(token) {
    this.token = token; // may be null: some requests need none
  }

  async request(method, path, { body, type = 'application/json', headers = {}, ...options } = {}) {
    let response;
    try {
      response = await fetch(path, {
        method,
        body,
        headers: {
          ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
          ...(body === undefined ? {} : { 'Content-Type': type }),
          ...headers,
        },
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

  // Sends `value` as JSON; resolves with the JSON of the response, or null if it has none.
  async json(method, path, value, options = {}) {
    const body = value === undefined ? undefined : JSON.stringify(value);
    const response = await this.request(method, path, { body, ...options });
    return response.status === 204 ? null : response.json();
  }

  capabilities(options) {
    return this.json('GET', `${base}/capabilities`, undefined, options);
  }
}
