// SPDX-License-Identifier: AGPL-3.0-or-later
// Endless responses reach people at once behind every reverse proxy, with our recipes and without; nothing of a meeting
// gets onto a proxy's disk; nobody can pose as somebody else.
// LETHE_STALL_MINUTES: how long listeners stall.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createGunzip } from 'node:zlib';
import { Peer } from './support/peer.mjs';
import { client, grown, names, startProxy } from './support/proxies.mjs';
import { startAnother } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { median, until } from './support/wait.mjs';

const stallSeconds = 60 * Number(process.env.LETHE_STALL_MINUTES ?? 1);
const forged = '203.0.113.9';
const api = '/api/v1';

let room;
let link;
let server;
let advised = 0; // how many joined through a proxy that heeds our advice

// What comes of an answer, as text, with the time of each part.
class Incoming {
  parts = [];
  constructor(answer) {
    this.answer = answer;
    assert.equal(answer.status, 200);
    const body = answer.headers['content-encoding'] === 'gzip' ? answer.body.pipe(createGunzip()) : answer.body;
    body.on('data', (bytes) => this.parts.push({ at: performance.now(), text: bytes.toString('latin1') }));
    body.on('error', () => {}); // we end it
  }

  get text() {
    return this.parts.map(({ text }) => text).join('');
  }

  // When `wanted` was there.
  async has(wanted, limit = 5000) {
    await until(
      () => this.text.includes(wanted),
      () => `${wanted}; there is ${JSON.stringify(this.text.slice(-300))}`,
      limit,
    );
    let text = '';
    for (const part of this.parts) if ((text += part.text).includes(wanted)) return part.at;
    return NaN;
  }
}

// Joins through the proxy, with a forged address where our advice is to prevent that.
async function join(proxy, name) {
  if (proxy.secure) advised++;
  const headers = proxy.secure ? { 'x-forwarded-for': forged } : {};
  const answer = await proxy.text('POST', `${api}/rooms/${room.id}/participants`, {
    token: link.token,
    body: { displayName: name, listening: true },
    headers,
  });
  assert.equal(answer.status, 201, answer.text);
  const joined = JSON.parse(answer.text);
  return { id: joined.participant.id, token: joined.token, path: `${api}/rooms/${room.id}/participants/${joined.participant.id}` };
}

async function stream(proxy, guest, spec) {
  const ticket = await proxy.text('POST', `${guest.path}/streams`, { token: guest.token, body: spec });
  assert.equal(ticket.status, 201, ticket.text);
  const asked = performance.now();
  return Object.assign(await proxy.ask('GET', JSON.parse(ticket.text).url, { headers: { 'accept-encoding': 'gzip' } }), { asked });
}

async function delaysOfEvents(proxy) {
  const ada = await join(proxy, 'Ada');
  const events = new Incoming(
    await proxy.ask('GET', `${api}/rooms/${room.id}/events`, {
      token: ada.token,
      headers: { 'accept-encoding': 'gzip', accept: 'text/event-stream' },
    }),
  );
  await events.has('event: snapshot');
  const delays = [];
  for (let i = 0; i < 20; i++) {
    const text = `<word ${i} of ${proxy.name}>`;
    const asked = performance.now();
    const posted = proxy.text('POST', `${api}/rooms/${room.id}/messages`, { token: ada.token, body: { text } });
    delays.push((await events.has(text)) - asked);
    assert.equal((await posted).status, 201);
  }
  events.answer.close();
  return delays;
}

async function delayOfNews(proxy) {
  const form = {
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ invitation: link.joinUrl, name: 'Grace' }).toString(),
  };
  const page = await proxy.text('POST', '/listen', form);
  const news = new Incoming(
    await proxy.ask('GET', page.text.match(/src="(\/listen\/news\/[^"]+)"/)[1], { headers: { 'accept-encoding': 'gzip' } }),
  );
  await news.has('Grace');
  const asked = performance.now();
  await room.say(`(news of ${proxy.name})`);
  const delay = (await news.has(`(news of ${proxy.name})`)) - asked;
  news.answer.close();
  return delay;
}

// How long it takes until there is something of it, and the longest pause in its first three seconds.
async function flows(proxy, spec, beginning) {
  const answer = await stream(proxy, await join(proxy, 'Hedwig'), spec);
  const incoming = new Incoming(answer);
  const first = (await incoming.has(beginning)) - answer.asked;
  await until(() => performance.now() - answer.asked > first + 3000, 'three seconds of it');
  const times = incoming.parts.map(({ at }) => at);
  answer.close();
  return { first, pause: Math.max(...times.slice(1).map((at, i) => at - times[i]), performance.now() - times.at(-1)) };
}

test('behind reverse proxies', { timeout: (stallSeconds + 400) * 1000 }, async (t) => {
  server = await startAnother(8080, '', client, '  trusted_proxies: ["127.0.0.1"]\n');
  t.after(() => server.stop());
  room = await TestRoom.make('Proxies', server);
  room.say = (text) => server.call('POST', `/rooms/${room.id}/messages`, { text }, sender.token);
  t.after(() => room.end());
  link = await room.link();
  const sender = await Peer.join(room, link, 'Emmy');
  t.after(() => sender.release());
  await sender.playing();
  const proxies = [];
  t.after(() => Promise.all(proxies.map((proxy) => proxy.stop())));
  for (const name of [...names, 'nginx that buffers']) proxies.push(await startProxy(name));
  const control = proxies.at(-1);

  for (const proxy of proxies.slice(0, -1)) {
    await t.test(`${proxy.name}: events, news, pictures and sound come at once`, async (t) => {
      const delays = await delaysOfEvents(proxy);
      const news = await delayOfNews(proxy);
      const webm = await flows(proxy, {}, '\x1A\x45\xDF\xA3');
      const jpeg = await flows(proxy, { form: 'jpeg', pictures: 10 }, '--frame');
      const sound = await flows(proxy, { form: 'sound' }, '\x1A\x45\xDF\xA3');
      t.diagnostic(
        `events ${median(delays).toFixed(0)} ms, at worst ${Math.max(...delays).toFixed(0)}; news ${news.toFixed(0)} ms; first bytes (longest pause): WebM ${webm.first.toFixed(0)} (${webm.pause.toFixed(0)}), JPEG ${jpeg.first.toFixed(0)} (${jpeg.pause.toFixed(0)}), sound ${sound.first.toFixed(0)} (${sound.pause.toFixed(0)}) ms`,
      );
      assert.ok(Math.max(...delays) <= 200, `events after ${delays.map(Math.round)} ms`);
      assert.ok(news <= 200, `news after ${news} ms`);
      for (const [name, { first, pause }] of Object.entries({ webm, jpeg, sound }))
        assert.ok(first <= 1000 && pause <= 500, `${name} after ${first} ms, with a pause of ${pause} ms`);
    });
  }

  await t.test(`who takes nothing for ${stallSeconds} s leaves nothing on a proxy's disk`, async (t) => {
    // Small ones everywhere, so that what waits does so in the proxy, and soon.
    for (const way of ['rmem', 'wmem']) writeFileSync(`/proc/sys/net/ipv4/tcp_${way}`, '4096 16384 16384');
    const stalled = [];
    t.after(() => stalled.forEach((answer) => answer.close()));
    for (const proxy of proxies)
      for (const spec of [{}, { form: 'jpeg', pictures: 10 }, { form: 'sound' }])
        stalled.push(await stream(proxy, await join(proxy, 'Stella'), spec));
    assert.deepEqual(
      stalled.map(({ status }) => status),
      stalled.map(() => 200),
    );
    const before = proxies.map((proxy) => proxy.onDisk());
    const begin = performance.now();
    // What would be found is found where a proxy does as it likes.
    await until(
      () => grown(before.at(-1), control.onDisk()).some((one) => one.includes('/temp/')),
      'the bytes of a proxy that buffers',
      60_000,
    );
    t.diagnostic(
      `a proxy that buffers, after ${((performance.now() - begin) / 1000).toFixed(0)} s: ${grown(before.at(-1), control.onDisk())}`,
    );
    await until(() => performance.now() - begin > stallSeconds * 1000, 'the time', (stallSeconds + 60) * 1000);
    for (const [i, proxy] of proxies.slice(0, -1).entries()) assert.deepEqual(grown(before[i], proxy.onDisk()), [], proxy.name);
    t.diagnostic(`a proxy that buffers, after ${stallSeconds} s: ${grown(before.at(-1), control.onDisk())}`);
  });

  await t.test('what somebody says of their address is not believed', async () => {
    const addresses = () => execFileSync(server.binary, ['--config', server.file, '--export-attendance', 'csv'], { encoding: 'utf8' });
    await until(
      () => addresses().split(client).length > advised,
      () => `${advised} with their own address in\n${addresses()}`,
    );
    assert.ok(!addresses().includes(forged), addresses());
  });
});
