// SPDX-License-Identifier: AGPL-3.0-or-later
// A machine behind a thin line: a network of its own, reached over a link whose rate towards it can be set. Only media take
// the link; requests go round it, through a socket in the file system, to the address that the page has here too.
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
  const to = connect(process.argv[1]);
  from.pipe(to).pipe(from);
  for (const end of [from, to]) end.on('error', () => [from, to].forEach((one) => one.destroy()));
}).listen(8080, '127.0.0.1', () => console.log('ready'));`;
const ip = (line) => execFileSync('ip', line.split(' '));

export class Line {
  // `executable`: a Chromium that lives there.
  static async make() {
    const line = new Line();
    const folder = mkdtempSync(join(process.env.LETHE_E2E_HOME, 'line-'));
    const socket = join(folder, 'http');
    line.here = createServer((from) => pass(from, connect(8080, '127.0.0.1'))).listen(socket);
    const enter = ['--net', 'sh', '-c', 'ip link set lo up && exec "$0" -e "$1" "$2"', process.execPath, forwarder, socket];
    line.there = spawn('unshare', enter, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    line.there.stdout.on('data', (text) => (said += text));
    await until(() => said.includes('ready'), 'the network behind the line');
    const net = `/proc/${line.there.pid}/ns/net`;
    const inside = (command) => execFileSync('nsenter', [`--net=${net}`, '--', ...command.split(' ')]);
    // The far end of the link that the server's address is on: libnice keeps to the interface of its address.
    ip(`link set media1 netns ${line.there.pid}`);
    inside('ip addr add 198.51.100.2/24 dev media1');
    inside('ip link set media1 up');
    inside('ip route add default dev media1');
    line.giveBack = () => {
      inside(`ip link set media1 netns ${process.pid}`);
      ip('link set media1 up');
    };
    line.executable = join(folder, 'chromium');
    writeFileSync(line.executable, `#!/bin/sh\nexec nsenter --net=${net} -- /usr/bin/chromium "$@"\n`);
    chmodSync(line.executable, 0o755);
    return line;
  }

  // Towards the machine; kbit/s with all headers.
  setRate(kbit) {
    execFileSync('tc', `qdisc replace dev media0 root tbf rate ${kbit}kbit burst 3000 latency 500ms`.split(' '));
  }

  close() {
    execFileSync('tc', 'qdisc del dev media0 root'.split(' '));
    this.giveBack();
    this.there.kill();
    this.here.close();
  }
}
