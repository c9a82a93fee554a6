// SPDX-License-Identifier: AGPL-3.0-or-later
// A private Tor network on loopback: three authorities, four relays, the onion service in front of lethe, and a client.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './wait.mjs';

const host = '127.0.0.1';
const socksPort = 9050; // as Tor Browser is told in browsers.mjs

// A network of so few votes anew every few seconds, and takes relays on one address that nobody has measured.
const common = `TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
V3AuthNIntervalsValid 2
ShutdownWaitLength 0
Address ${host}
ContactInfo test
Log notice stdout
`;
const voting = `TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
`;

// One tor with a folder of its own; `lines` of its configuration.
function node(name, lines) {
  const folder = join(process.env.LETHE_E2E_HOME, `tor-${name}`);
  mkdirSync(join(folder, 'keys'), { mode: 0o700, recursive: true });
  return { name, folder, lines, said: '' };
}

// It also has `line`, by which all others know it.
function authority(i) {
  const name = `authority${i}`;
  const [or, directory] = [5000 + i, 7000 + i];
  const it = node(
    name,
    `Nickname ${name}\nORPort ${host}:${or}\nDirPort ${host}:${directory}\nAuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nSocksPort 0\n${voting}`,
  );
  const key = (kind) => join(it.folder, 'keys', `authority_${kind}`);
  const make = [
    '--create-identity-key',
    '-m',
    '12',
    '-a',
    `${host}:${directory}`,
    '-i',
    key('identity_key'),
    '-s',
    key('signing_key'),
    '-c',
    key('certificate'),
    '--passphrase-fd',
    '0',
  ];
  execFileSync('tor-gencert', make, { input: 'private\n', stdio: ['pipe', 'ignore', 'ignore'] });
  const known = `orport=${or} v3ident=${readFileSync(key('certificate'), 'utf8').match(/^fingerprint ([0-9A-F]{40})$/m)[1]} ${host}:${directory}`;
  // tor makes its other keys when it is asked for their fingerprint; it wants to know some authority then.
  const ask = [
    '--quiet',
    '--list-fingerprint',
    '--DataDirectory',
    it.folder,
    '--ORPort',
    `${host}:${or}`,
    '--Nickname',
    name,
    '--Address',
    host,
    '-f',
    join(it.folder, 'none'),
    '--ignore-missing-torrc',
    '--DirAuthority',
    `x ${known} ${'f'.repeat(40)}`,
    '--TestingTorNetwork',
    '1',
  ];
  const printed = execFileSync('tor', ask, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  it.line = `DirAuthority ${name} ${known} ${printed.match(/([0-9A-F]{4} ?){10}/)[0].replaceAll(' ', '')}\n`;
  return it;
}

const relay = (i) => node(`relay${i}`, `Nickname relay${i}\nORPort ${host}:${5100 + i}\nExitRelay 0\nSocksPort 0\n`);

// Whether a client of tor's comes as far as lethe.
function reaches(address) {
  try {
    return execFileSync('curl', ['-s', '-m', '10', '--socks5-hostname', `${host}:${socksPort}`, `http://${address}/healthz`], {
      encoding: 'utf8',
    }).includes('ok');
  } catch {
    return false;
  }
}

// Resolves once the client reaches the service. `socket` is lethe's.
export async function startTorNetwork(socket) {
  const authorities = [0, 1, 2].map(authority);
  const service = node(
    'service',
    `SocksPort 0\nHiddenServiceDir ${join(process.env.LETHE_E2E_HOME, 'tor-service', 'lethe')}\nHiddenServiceVersion 3\nHiddenServicePort 80 unix:${socket}\nHiddenServiceExportCircuitID haproxy\n`,
  );
  const client = node('client', `SocksPort ${host}:${socksPort}\n`);
  const all = [...authorities, ...[0, 1, 2, 3].map(relay), service, client];
  const directory = authorities.map(({ line }) => line).join('');
  for (const it of all) {
    const file = join(it.folder, 'torrc');
    writeFileSync(file, `${common}DataDirectory ${it.folder}\n${directory}${it.lines}`);
    it.child = spawn('tor', ['-f', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    it.child.stdout.on('data', (text) => (it.said += text));
  }
  const network = {
    socks: `socks5h://${host}:${socksPort}`,
    stop: () => all.forEach(({ child }) => child.kill('SIGKILL')),
    // A line that carries nothing for a while: the client does not run.
    async stall(milliseconds) {
      client.child.kill('SIGSTOP');
      await new Promise((done) => setTimeout(done, milliseconds)); // the stall itself is the time
      client.child.kill('SIGCONT');
    },
  };
  try {
    for (const it of [service, client])
      await until(
        () => it.said.includes('Bootstrapped 100%'),
        () => `${it.name} to have circuits; it said ${it.said.slice(-600)}`,
        90_000,
      );
    network.address = readFileSync(join(service.folder, 'lethe', 'hostname'), 'utf8').trim();
    await until(
      () => reaches(network.address),
      () => `the service over tor; the client said ${client.said.slice(-600)}`,
      60_000,
    );
    return network;
  } catch (error) {
    network.stop();
    throw error;
  }
}
