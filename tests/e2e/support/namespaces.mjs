// SPDX-License-Identifier: AGPL-3.0-or-later
// A script's own network, process and mount namespace: its server has every port to itself, no packet leaves, and everything
// it starts ends with it. Needs root, or a kernel that lets users create namespaces.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// False in the process that was called: it runs itself again inside, with `flags` for Node, and ends as that ends.
export function insideNamespaces(flags = []) {
  if (process.env.LETHE_E2E_HOME !== undefined) {
    setUpNetwork();
    return true;
  }
  const home = mkdtempSync(join(tmpdir(), 'lethe-e2e-'));
  const user = process.getuid() === 0 ? [] : ['--user', '--map-root-user'];
  const namespaces = [...user, '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...namespaces, process.execPath, ...flags, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      LETHE_E2E_HOME: home,
      HOME: home,
      TMPDIR: home,
      XDG_RUNTIME_DIR: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGKILL'));
  child.on('exit', (code) => {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    process.exitCode = code ?? 1;
  });
  return false;
}

// An interface that is up and has an address: Firefox offers no candidate on a machine with nothing but loopback.
function setUpNetwork() {
  const ip = (line) => execFileSync('ip', line.split(' '));
  ip('link set lo up');
  ip('link add media0 type veth peer name media1');
  ip('addr add 198.51.100.1/24 dev media0');
  ip('link set media0 up');
  ip('link set media1 up');
  ip('route add default dev media0');
}
