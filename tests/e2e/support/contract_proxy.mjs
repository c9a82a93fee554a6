// SPDX-License-Identifier: AGPL-3.0-or-later
// The contract between tests and server: Prism checks every request of the API and its response against api/openapi.yaml.
// What it cannot carry bypasses it: event streams, which it would hold back until they end, and the files of the page, whose
// paths the document cannot describe.
import { spawn } from 'node:child_process';
import { createServer, request as send } from 'node:http';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { until } from './wait.mjs';

const prism = fileURLToPath(new URL('../node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url));
const document = fileURLToPath(new URL('../../../api/openapi.yaml', import.meta.url));
const host = '127.0.0.1';

export const violations = []; // what Prism found in the whole run, one line each
let carried = 0;
export const requestsCarried = () => carried;

// Streams of those who listen, as they pass.
const streams = new Set();
function hold(answer, response) {
  const stream = { answer, response };
  streams.add(stream);
  answer.on('close', () => streams.delete(stream));
}

// Events that are being read; from then on nothing comes on these connections, and nobody is told.
const events = new Map();
export function silenceEvents() {
  for (const [source, response] of events) source.unpipe(response);
}

// A line that carries nothing for a while: no stream passes.
export async function stallStreams(milliseconds) {
  const held = [...streams];
  for (const { answer, response } of held) answer.unpipe(response);
  await new Promise((done) => setTimeout(done, milliseconds)); // the stall itself is the time
  for (const { answer, response } of held) answer.pipe(response);
}

// Files of the page of which the next requests fail, and how many of them.
const failing = new Map();
export const failNext = (path, times) => failing.set(path, times);
export const stillFailing = (path) => failing.get(path) ?? 0;

// Paths of the requests since the last call.
const asked = [];
export const askedFor = () => asked.splice(0);

// No request gets through, nor one that is under way, until what is returned is called.
const fronts = new Set();
let cut = false;
export function cutRequests() {
  cut = true;
  for (const front of fronts) front.closeAllConnections();
  return () => (cut = false);
}

// With LETHE_E2E_LATE=800 events come up to so many ms late, on some connections more than on others. What waits for the
// wrong thing then fails, which else does so once in a hundred runs; times that are measured say nothing.
const latest = Number(process.env.LETHE_E2E_LATE ?? 0);
function late(answer) {
  const most = Math.random() * latest;
  const held = new PassThrough();
  let due = 0;
  const later = (run) => {
    due = Math.max(due + 2, performance.now() + Math.random() * most); // in their order
    setTimeout(run, due - performance.now());
  };
  answer.on('data', (chunk) => later(() => held.write(chunk)));
  answer.on('close', () => later(() => held.end()));
  return held;
}

const checked = (path) =>
  /^\/(api\/v1|whip|whep)\/|^\/(healthz|readyz|metrics|openapi\.(yaml|json))$/.test(path) && !path.endsWith('/events');

// Prism tells of a violation in the answer that it gives instead.
function look(request, answer, body) {
  if (!answer.headers['content-type']?.includes('problem+json')) return;
  const problem = JSON.parse(body);
  if (!problem.type?.startsWith('https://stoplight.io/prism')) return;
  violations.push(
    `${request.method} ${request.url.split('?')[0].replace(/\/[a-z2-7]{10,}(?=\/|$)/g, '/…')}: ${problem.title} ${JSON.stringify(problem.validation ?? problem.detail)}`,
  );
}

function forward(request, response, port, checks) {
  // A connection each, for Prism too: the server ends idle ones just when the next request may be on its way.
  const headers = { ...request.headers, connection: 'close' };
  const onward = send({ host, port, agent: false, method: request.method, path: request.url, headers }, (answer) => {
    response.writeHead(
      answer.statusCode,
      answer.rawHeaders.filter((_, i, all) => !/^(connection|keep-alive)$/i.test(all[i - (i % 2)])),
    );
    const read = request.url.endsWith('/events');
    const source = latest && read ? late(answer) : answer;
    source.pipe(response);
    if (read) events.set(source, response);
    answer.on('close', () => events.delete(source));
    if (request.url.startsWith('/streams/')) hold(answer, response);
    if (!checks) return;
    carried += 1;
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () => look(request, answer, Buffer.concat(chunks).toString()));
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

// Listens on `port` for a server at `upstream`; resolves to what ends it.
export async function startContractProxy(port, upstream, between) {
  const options = ['proxy', '--errors', '--cors=false', '--verboseLevel=error', '--host', host, '--port', between];
  const checker = spawn(process.execPath, [prism, ...options, document, `http://${host}:${upstream}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [checker.stdout, checker.stderr]) stream.on('data', (text) => (said += text));
  const front = createServer((request, response) => {
    const path = request.url.split('?')[0];
    asked.push(path);
    if (stillFailing(path)) {
      failNext(path, stillFailing(path) - 1);
      return request.socket.destroy();
    }
    const checks = checked(path);
    forward(request, response, checks ? between : upstream, checks);
  });
  front.on('connection', (socket) => cut && socket.destroy());
  fronts.add(front);
  front.keepAliveTimeout = 60_000;
  await new Promise((listening) => front.listen(port, host, listening));
  const answers = () =>
    fetch(`http://${host}:${between}/healthz`).then(
      () => true,
      () => false,
    );
  await until(
    async () => checker.exitCode === null && (await answers()),
    () => `the contract's proxy; it said: ${said}`,
    60_000,
  );
  return () => {
    front.close();
    front.closeAllConnections();
    checker.kill('SIGTERM');
  };
}
