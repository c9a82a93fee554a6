// SPDX-License-Identifier: AGPL-3.0-or-later
// Networks that block UDP: people join anyway, by a real coturn over UDP, TCP and TLS, or by TCP only. And a network with
// IPv6 only.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { launchIn, openPage } from './support/browsers.mjs';
import { startAnother } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

const address = '198.51.100.1';
const secret = 'a secret of the two servers';
// Ports of the media processes and of coturn's relays: below those that a browser's sockets get, which no rule may hit or
// let through. Linux gives them 32768 to 60999; Firefox picks its own for TCP, from 49152 on.
const [media, relayed] = ['20000-20499', '20500-20999'];
const settings = `  port_min: 20000
  port_max: 20499
  tcp: true
ice:
  servers:
    - urls: ["turn:${address}:3478?transport=udp", "turn:${address}:3478?transport=tcp", "turns:${address}:5349?transport=tcp"]
      secret: "${secret}"
`;

// The certificate is nobody's: one Chromium is told to trust its key. (Firefox has no such way but a store of its own.)
let folder = null;
function makeCertificate() {
  if (folder) return;
  folder = mkdtempSync(join(tmpdir(), 'coturn-'));
  const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => join(folder, name));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=turn',
      '-addext',
      `subjectAltName=IP:${address}`,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  );
  const publicKey = new X509Certificate(readFileSync(certificate)).publicKey.export({ type: 'spki', format: 'der' });
  launchIn('trusting', '/usr/bin/chromium', [
    `--ignore-certificate-errors-spki-list=${createHash('sha256').update(publicKey).digest('base64')}`,
  ]);
}

async function startCoturn(t) {
  makeCertificate();
  const file = join(folder, 'turnserver.conf');
  const lines = [
    `listening-ip=${address}`,
    `relay-ip=${address}`,
    'listening-port=3478',
    'tls-listening-port=5349',
    'realm=turn',
    `cert=${join(folder, 'certificate.pem')}`,
    `pkey=${join(folder, 'key.pem')}`,
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'denied-peer-ip=0.0.0.0-255.255.255.255',
    `allowed-peer-ip=${address}`,
    `min-port=${relayed.split('-')[0]}`,
    `max-port=${relayed.split('-')[1]}`,
    'no-cli',
    'fingerprint',
    `pidfile=${join(folder, 'pid')}`,
    `userdb=${join(folder, 'db')}`,
    'log-file=stdout',
  ];
  writeFileSync(file, lines.join('\n'));
  const child = spawn('turnserver', ['-c', file], { stdio: ['ignore', process.env.LETHE_E2E_LOG ? 'inherit' : 'ignore', 'ignore'] });
  t.after(() => child.kill());
  const answers = () =>
    new Promise((done) =>
      connect(3478, address)
        .on('connect', function () {
          done(this.end() && true);
        })
        .on('error', () => done(false)),
    );
  await until(answers, 'coturn');
}

// Firewalls what goes between browsers and servers, which share a machine.
function block(t, rules) {
  const nft = (text) => execFileSync('nft', ['-f', '-'], { input: text });
  nft(`table inet hostile { chain out { type filter hook output priority 0\n${rules.join('\n')}\n}\n}\n`);
  t.after(() => nft('delete table inet hostile'));
}

const noMedia = ['tcp', 'udp'].flatMap((protocol) => [
  `${protocol} dport ${media} ${protocol} sport != ${relayed} drop`,
  `${protocol} sport ${media} ${protocol} dport != ${relayed} drop`,
]);
const noTurn = (protocol) => [`${protocol} dport 3478 drop`, `${protocol} sport 3478 drop`];
const noTls = ['tcp dport 5349 drop'];
const ways = [
  { name: 'coturn over UDP', rules: [...noMedia, ...noTurn('tcp'), ...noTls], is: { type: 'relay', relay: 'udp' } },
  { name: 'coturn over TCP, UDP blocked', rules: [...noMedia, ...noTurn('udp'), ...noTls], is: { type: 'relay', relay: 'tcp' } },
  {
    name: 'coturn over TLS, all else blocked',
    rules: [...noMedia, ...noTurn('udp'), ...noTurn('tcp')],
    is: { type: 'relay', relay: 'tls' },
  },
  { name: 'IPv6 alone', rules: [], address: '2001:db8::1', is: { protocol: 'udp', version: 6 } },
  { name: 'TCP alone', rules: ['meta l4proto udp drop', 'tcp dport { 3478, 5349 } drop'], is: { protocol: 'tcp' } },
];

// How the page's packets go.
const way = (page) =>
  page.evaluate(async () => {
    const report = await window.e2e.peers.at(-1).getStats();
    const pair = [...report.values()].find((one) => one.type === 'candidate-pair' && one.state === 'succeeded' && one.nominated);
    const local = report.get(pair?.localCandidateId);
    return (
      local && {
        type: local.candidateType,
        protocol: local.protocol,
        relay: local.relayProtocol,
        version: local.address?.includes(':') ? 6 : 4,
      }
    );
  });

// The machine has that address too, and browsers a way there.
function giveAddress(t, address) {
  const ip = (line) => execFileSync('ip', line.split(' '));
  ip(`-6 addr add ${address}/64 dev media0 nodad`);
  ip('-6 route add default dev media0');
  t.after(() => ip(`-6 addr del ${address}/64 dev media0`));
}

for (const { name, rules, address: own, is } of ways)
  test(`joined within 3 s through ${name}`, { timeout: 90_000 }, async (t) => {
    await startCoturn(t);
    if (own) giveAddress(t, own);
    const server = await startAnother(8090, settings, own);
    t.after(() => server.stop());
    const room = await TestRoom.make('Hostile', server);
    t.after(() => room.end());
    block(t, rules);
    const pages = [await openPage('trusting', 0), await openPage(is.relay === 'tls' ? 'trusting' : 'firefox', 1)];
    t.after(() => Promise.all(pages.map((page) => page.close())));
    for (const [n, page] of pages.entries()) {
      await page.open((await room.link()).joinUrl);
      await page.appears('#name');
      await page.page.type('#name', `Guest ${n}`);
      const begin = performance.now();
      await page.press('Enter');
      await page.playing();
      const took = performance.now() - begin;
      const went = await until(() => way(page), 'a way');
      t.diagnostic(`${page.kind}: first picture ${Math.round(took)} ms after joining, ${JSON.stringify(went)}`);
      for (const [key, value] of Object.entries(is)) assert.equal(went[key], value);
      assert.ok(took <= 3000, `${took} ms`);
    }
    const layout = await room.shows(['Guest 0', 'Guest 1']);
    const senders = new Map([0, 1].map((n) => [room.person(`Guest ${n}`).id, n]));
    for (const page of pages) {
      await page.seesHues(layout, senders);
      await page.hears([1 - page.n]);
    }
    assert.deepEqual(
      pages.flatMap((page) => page.problems),
      [],
    );
  });
