// SPDX-License-Identifier: AGPL-3.0-or-later
// A machine behind a constrained link: a network of its own, reached over a link that tools/impair controls. Media use the
// link; requests bypass it, through a socket in the file system, to the address that the page has here, too.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { until } from './wait.mjs';

const pass = (from, to) => {
  from.pipe(to).pipe(from);
  for (const end of [from, to]) end.on('error', () => [from, to].forEach((one) => one.destroy()));
};
const forwarder = `
const { connect, createServer } = require('node:net');
createServer((from) => {
  const to = connect(JSON.parse(process.argv[1]));
  from.pipe(to).pipe(from);
  for (const end of [from, to]) end.on('error', () => [from, to].forEach((one) => one.destroy()));
}).listen(8080, '127.0.0.1', () => console.log('ready'));`;
const downloader = `
let bytes = 0;
require('node:net').connect(process.argv[1], process.argv[2]).on('data', (data) => (bytes += data.length));
process.stdin.on('data', () => console.log(bytes));`;
const impair = new URL('../../../tools/impair', import.meta.url).pathname;
const good = { rate: 0, queue: 500, delay: 0, jitter: 0, loss: 0, burst: 1, reorder: 0 };

export class Line {
  reports = []; // of tools/impair; `at` as in performance.now()
  #address = '198.51.100.2';

  // `executable`: a Chromium that lives there. requests: a port here to which its requests go, over the link, too.
  static async make({ requests } = {}) {
    const line = new Line();
    const folder = mkdtempSync(join(process.env.LETHE_E2E_HOME, 'line-'));
    const place = requests ? { host: '198.51.100.1', port: 8090 } : { path: join(folder, 'http') };
    line.here = createServer((from) => pass(from, connect(requests ?? 8080, '127.0.0.1'))).listen(place);
    const enter = ['--net', 'sh', '-c', 'ip link set lo up && exec "$0" -e "$1" "$2"', process.execPath, forwarder, JSON.stringify(place)];
    line.there = spawn('unshare', enter, { stdio: ['ignore', 'pipe', 'inherit'] });
    await line.#says(line.there, 'the network behind the line');
    const net = `/proc/${line.there.pid}/ns/net`;
    line.inside = (command) => execFileSync('nsenter', [`--net=${net}`, '--', ...command.split(' ')]);
    const to = ['--near', 'media1', '--peer', 'media0', '--netns', line.there.pid, '--far', 'line0'];
    line.relay = spawn(impair, to.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
    await line.#says(line.relay, 'the line');
    line.#listen();
    // Without an address that comes by itself a second later: Chromium then fails all requests that are on their way.
    line.inside('ip link set line0 addrgenmode none');
    line.inside(`ip addr add ${line.#address}/24 dev line0`);
    line.inside('ip link set line0 up');
    line.inside('ip route add default dev line0');
    line.executable = join(folder, 'chromium');
    writeFileSync(line.executable, `#!/bin/sh\nexec nsenter --net=${net} -- /usr/bin/chromium "$@"\n`);
    chmodSync(line.executable, 0o755);
    return line;
  }

  async #says(child, what) {
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    await until(() => said.includes('ready'), what);
  }

  #listen() {
    let said = '';
    let begin = 0;
    this.relay.stdout.on('data', (text) => {
      const lines = (said + text).split('\n');
      said = lines.pop();
      for (const one of lines) {
        const report = JSON.parse(one);
        begin ||= performance.now() - report.at * 1000;
        this.reports.push({ ...report, at: report.at * 1000 + begin });
      }
    });
  }

  // What is not named stays; see tools/impair.
  set(directions) {
    this.relay.stdin.write(`${JSON.stringify(directions)}\n`);
  }

  // A good line again.
  clear() {
    this.set({ down: good, up: good });
  }

  // Towards the machine; kbit/s with the headers of IP.
  setRate(kbit) {
    this.set({ down: { rate: kbit } });
  }

  // A download by TCP over the line, as fast as it goes. bytes() asks there how much has come.
  async download() {
    const endless = Buffer.alloc(65_536);
    const server = createServer((socket) => {
      const fill = () => {
        while (socket.write(endless));
      };
      socket.on('drain', fill).on('error', () => {});
      fill();
    }).listen(0, '198.51.100.1');
    await until(() => server.listening, 'the server of the download');
    const reader = spawn(
      'nsenter',
      [`--net=/proc/${this.there.pid}/ns/net`, process.execPath, '-e', downloader, String(server.address().port), '198.51.100.1'],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    let told;
    reader.stdout.on('data', (text) => (told = Number(text)));
    const bytes = () => {
      told = undefined;
      reader.stdin.write('?');
      return until(() => told !== undefined && { at: performance.now(), bytes: told }, 'the bytes of the download');
    };
    const stop = () => {
      reader.kill();
      server.close();
    };
    return { bytes, stop };
  }

  // The machine has another address from now on.
  move() {
    const before = this.#address;
    this.#address = before.replace(/\d+$/, (last) => Number(last) + 1);
    this.inside(`ip addr del ${before}/24 dev line0`);
    this.inside(`ip addr add ${this.#address}/24 dev line0`);
    this.inside('ip route add default dev line0');
  }

  close() {
    this.relay.kill();
    this.there.kill();
    this.here.close();
  }
}
