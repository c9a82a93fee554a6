// SPDX-License-Identifier: AGPL-3.0-or-later
// A real Lethe, with the API as a frontend with a key uses it. One server serves the whole run, behind the contract.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { startContractProxy } from './contract_proxy.mjs';
import { say, sizesIn } from './said.mjs';
import { until } from './wait.mjs';

const binary = resolve(process.env.LETHE_BIN ?? new URL('../../../build/release/bin/lethe', import.meta.url).pathname);
const home = process.env.LETHE_E2E_HOME;
export const origin = 'http://127.0.0.1:8080';
const ports = { contract: 8080, server: 8081, prism: 8082 };
export const key = randomBytes(32).toString('base64url');

const configurationOf = (port, publicUrl, media = '', address = '198.51.100.1', http = '') => `log:
  level: debug
http:
  address: 127.0.0.1
  port: ${port}
  public_url: ${publicUrl}
  requests_per_minute: 100000
${http}api_keys:
  - name: e2e
    sha256: ${createHash('sha256').update(key).digest('hex')}
    scopes: [rooms, participants]
media:
  addresses: ["${address}"]
  lost_after_seconds: 8
${media}workers:
  warm: 2
onion:
  socket: onion.sock
`;

let running = null;
let started = null;

// Once in a run: a start that failed is not tried again, beside what may be left of it.
export const startServer = () => (started ??= start());

async function start() {
  const file = join(mkdtempSync(join(home, 'server-')), 'lethe.yaml');
  writeFileSync(file, configurationOf(ports.server, origin));
  const child = spawn(binary, ['--config', file], { stdio: ['ignore', 'inherit', 'pipe'] });
  const lines = [];
  child.stderr.on('data', (text) => {
    lines.push(String(text));
    if (process.env.LETHE_E2E_LOG) process.stderr.write(text);
  });
  const exited = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  child.on('error', (error) => lines.push(String(error)));
  const ready = () =>
    fetch(`http://127.0.0.1:${ports.server}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  await until(
    async () => child.exitCode === null && (await ready()),
    () => `the server to be ready; it said: ${lines.join('')}`,
    60_000,
  );
  const stopProxy = await startContractProxy(ports.contract, ports.server, ports.prism);
  running = { child, stopProxy, exited, lines, folder: dirname(file), sizes: sizesIn(dirname(file)) };
  return running;
}

// The path by which the page loads a file of its own: main.js -> /main.0123456789ab.js.
export async function addressOf(name) {
  const document = await (await fetch(origin)).text();
  return JSON.parse(document.match(/importmap">(.*?)</)[1]).imports[`./${name}`].slice(1);
}

// Where tor is to come to.
export const onionSocket = () => join(running.folder, 'onion.sock');

export async function stopServer() {
  if (!running) return null;
  const { child, stopProxy, exited, lines, folder, sizes } = running;
  running = null;
  const begin = performance.now();
  child.kill('SIGTERM');
  const end = { ...(await exited), milliseconds: performance.now() - begin };
  stopProxy();
  return { ...end, log: lines.join(''), folder, sizes };
}

export const call = (...request) => ask(origin, ...request);
// Past the contract, where time is measured.
export const direct = `http://127.0.0.1:${ports.server}`;
export const directly = (...request) => ask(direct, ...request);

async function ask(base, method, path, body, token = key, type = 'application/json') {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': type }) },
    body: sent,
  });
  const text = await response.text();
  say(`/api/v1${path}`, sent, `Bearer ${token}`);
  say(`/api/v1${path}`, text);
  if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${response.status} ${text}`), { status: response.status });
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

// Another server with settings of its own (`media`: lines under that key and what follows it; `address`: of media; `http`: lines
// under that key; `options`: of the command line), not behind the contract. After stop() it may begin() once more.
export async function startAnother(port, media, address, http, options = []) {
  const server = { origin: `http://127.0.0.1:${port}`, call: (...request) => ask(server.origin, ...request), said: '' };
  const file = join(mkdtempSync(join(home, 'another-')), 'lethe.yaml');
  writeFileSync(file, configurationOf(port, server.origin, media, address, http));
  Object.assign(server, { binary, file });
  server.begin = async () => {
    const child = spawn(binary, ['--config', file, ...options], {
      stdio: ['ignore', 'pipe', process.env.LETHE_E2E_LOG ? 'inherit' : 'ignore'],
    });
    child.stdout.on('data', (text) => (server.said += text));
    const exited = new Promise((done) => child.on('exit', done));
    server.stop = (signal = 'SIGTERM') => (child.kill(signal), exited);
    await until(
      () =>
        fetch(`${server.origin}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        ),
      'another server',
      60_000,
    );
  };
  await server.begin();
  return server;
}

// The media process that has the UDP socket of this port; only the server's own children are looked at.
export function mediaProcess(port) {
  const sockets = ['/proc/net/udp', '/proc/net/udp6'].flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1));
  const inodes = sockets
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => parseInt(columns[1].split(':')[1], 16) === port)
    .map((columns) => columns[9]);
  for (const pid of children(running.child.pid)) {
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
    if (links.some((link) => inodes.some((inode) => link === `socket:[${inode}]`))) return pid;
  }
  throw new Error(`No media process has port ${port}`);
}

function children(parent) {
  const parentOf = (pid) => {
    try {
      return Number(
        readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) \S /, '')
          .split(' ')[0],
      );
    } catch {
      return -1;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}
