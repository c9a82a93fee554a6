// SPDX-License-Identifier: AGPL-3.0-or-later
// A restart of the server, planned or not, ends no meeting: of an account's room, of a frontend's, of the one of --open-room.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browsers.mjs';
import { startAnother } from './server.mjs';
import { until } from './wait.mjs';

const within = 3000; // ms from the start of the program until everybody is back

// A client that knows the API and does as it says: reads events, resumes, joins again when its token is worth nothing.
class Client {
  constructor(server, { room, invitation }, name) {
    Object.assign(this, { server, room, invitation, name, stopped: new AbortController(), heard: [] });
  }
  async join() {
    const joined = (await this.server.call('POST', `/rooms/${this.room}/participants`, { displayName: this.name }, this.invitation)).json();
    this.token = joined.token;
    await this.server.call('PATCH', `/rooms/${this.room}/participants/${joined.participant.id}`, { microphone: false }, this.token);
  }
  async follow() {
    while (!this.stopped.signal.aborted) {
      const answer = await fetch(`${this.server.origin}/api/v1/rooms/${this.room}/events`, { headers: { Authorization: `Bearer ${this.token}` }, signal: this.stopped.signal }).catch(() => null);
      if (answer?.status === 401) await this.join().catch(() => {});
      else if (answer?.ok) await this.#read(answer.body).catch(() => {}); // it ends with the server
      await new Promise((again) => setTimeout(again, 100)); // as a client pauses between two requests
    }
  }
  async #read(body) {
    for await (const text of body.pipeThrough(new TextDecoderStream())) this.heard.push(...(text.match(/^event: .*$/gm) ?? []));
  }
  people() {
    return this.server.call('GET', `/rooms/${this.room}/participants`, undefined, this.token).then((answer) => answer.json().participants, () => []);
  }
}

const linkOf = (url) => {
  const [room, invitation] = new URL(url).hash.slice(1).split('/');
  return { url, room, invitation };
};

// The token of an account that has rooms.
async function account(server) {
  const password = 'correct horse battery';
  await server.call('POST', '/accounts', { name: 'grace', password });
  return (await server.call('POST', '/sessions', { name: 'grace', password })).json().token;
}

// Pages are in as many as there are warm media processes: each further one would take the time of its start.
const httpOnly = (i) => i === 1;

async function threeRooms(server) {
  const owner = await account(server);
  const links = server.said.match(/http\S+/g).map(linkOf);
  assert.equal(links.length, 2, server.said); // for the host, for guests
  const made = [links[1]];
  for (const token of [owner, undefined]) {
    const { id } = (await server.call('POST', '/rooms', { name: 'Kept' }, token)).json();
    made.push(linkOf((await server.call('POST', `/rooms/${id}/invitations`, {}, token)).json().joinUrl));
  }
  return made;
}

test('after SIGTERM and a start, and after kill -9 and a start, twelve of twelve are back within 3 s', { timeout: 120_000 }, async (t) => {
  const server = await startAnother(8095, '  default_step: "180p"\n', '198.51.100.1', '', ['--open-room', 'Opened']);
  t.after(() => server.stop());
  const rooms = await threeRooms(server);
  const pages = [];
  const clients = [];
  t.after(() => clients.forEach((client) => client.stopped.abort()));
  t.after(() => Promise.all(pages.map((page) => page.close())));
  for (const [i, room] of rooms.entries()) {
    for (const name of httpOnly(i) ? ['Http', 'Curl', 'Wget', 'Node'] : ['Http', 'Curl']) {
      clients.push(new Client(server, room, name));
      await clients.at(-1).join();
      clients.at(-1).follow();
    }
    for (const name of httpOnly(i) ? [] : ['Loud', 'Muted']) {
      const page = await openPage('chromium', 2 * i);
      pages.push(page);
      await page.join(room.url, name);
      await page.playing();
      if (name === 'Muted') await page.press('m');
      await page.evaluate(() => (window.e2e.notReloaded = true));
    }
  }
  const expected = (i) => (httpOnly(i) ? 'Curl:false Http:false Node:false Wget:false' : 'Curl:false Http:false Loud:true:connected Muted:false:connected');
  const state = (people) => people.map((one) => `${one.displayName}:${one.microphone}${one.camera && one.connection === 'connected' ? ':connected' : ''}`).sort().join(' ');
  const seen = () => Promise.all(rooms.map(async (_, i) => state(await clients.find(({ room }) => room === rooms[i].room).people())));
  const back = (limit) => until(async () => (await seen()).every((one, i) => one === expected(i)), 'everybody in the three rooms', limit).catch(async (error) => assert.fail(`${error.message}: ${await seen()}`));
  await back(10_000);

  for (const signal of ['SIGTERM', 'SIGKILL']) {
    await server.stop(signal);
    // As long as an update may take. What happens to pages meanwhile is part of what is tested.
    await Promise.all(pages.map((page) => page.until(() => /Reconnecting/.test(document.querySelector('.room')?.textContent), undefined, 'a page that tries again')));
    const started = performance.now();
    const again = server.begin();
    await back(within);
    t.diagnostic(`${signal}: 12 of 12 back ${Math.round(performance.now() - started)} ms after the start`);
    await again;
    for (const page of pages) assert.equal(await page.evaluate(() => window.e2e.notReloaded), true);
  }
  for (const { heard } of clients) assert.ok(heard.includes('event: snapshot') && !heard.includes('event: room.ended'), 'a restart is no end');
  assert.equal(server.said.match(/http\S+/g).map(linkOf).filter(({ room }) => room === rooms[0].room).length, 6, 'the same room at each start');
});

test('who cannot come back after a restart is told why', { timeout: 60_000 }, async (t) => {
  const server = await startAnother(8096, '', '198.51.100.1');
  t.after(() => server.stop());
  const { id } = (await server.call('POST', '/rooms', { name: 'Once' })).json();
  const link = (await server.call('POST', `/rooms/${id}/invitations`, {})).json();
  const page = await openPage('chromium', 0);
  t.after(() => page.close());
  await page.join(link.joinUrl, 'Ada');
  await page.playing();
  await server.call('DELETE', `/rooms/${id}/invitations/${link.id}`);
  await server.stop('SIGKILL');
  await server.begin();
  assert.match(await page.text('main.card .lead'), /invitation is not valid.* when the server restarted/);
});

test('who waits in a lobby, and whoever was inside behind one, knock again after a restart', { timeout: 60_000 }, async (t) => {
  const server = await startAnother(8097, '', '198.51.100.1');
  t.after(() => server.stop());
  const token = await account(server);
  const { id } = (await server.call('POST', '/rooms', { name: 'Lobby', lobby: true }, token)).json();
  const { joinUrl } = (await server.call('POST', `/rooms/${id}/invitations`, {}, token)).json();
  const people = async () => (await server.call('GET', `/rooms/${id}/participants`, undefined, token)).json().participants;
  const person = (name, state) => until(async () => (await people().catch(() => [])).find((one) => one.displayName === name && one.state === state), `${name} to be ${state}`);
  const admit = (one) => server.call('POST', `/rooms/${id}/participants/${one.id}/admit`, undefined, token);
  const pages = [];
  t.after(() => Promise.all(pages.map((page) => page.close())));
  for (const name of ['Inside', 'Waiting']) {
    const page = await openPage('chromium', pages.length);
    pages.push(page);
    await page.open(joinUrl);
    await page.appears('#name');
    await page.page.type('#name', name);
    await page.click('form button[type=submit]');
    const waiting = await person(name, 'waiting');
    if (name === 'Inside') {
      await admit(waiting);
      await page.playing();
    }
  }
  await server.stop();
  await server.begin();
  for (const [i, name] of ['Inside', 'Waiting'].entries()) {
    await admit(await person(name, 'waiting'));
    await person(name, 'admitted');
    await pages[i].appears('.room');
  }
});
