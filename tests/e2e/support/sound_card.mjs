// SPDX-License-Identifier: AGPL-3.0-or-later
// A silent sound card with an exact clock: PulseAudio with a null sink. Firefox's own mock plays 1 to 5 % too slowly, so
// that its sound would fall further and further behind when no script speeds it up.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { useSoundServer } from './browsers.mjs';
import { until } from './wait.mjs';

// For all browsers that are launched from now on. Resolves to {stop}.
export async function startSoundCard() {
  const folder = join(process.env.LETHE_E2E_HOME, 'sound');
  mkdirSync(folder, { mode: 0o700 });
  const socket = join(folder, 'native');
  const modules = [`module-native-protocol-unix socket=${socket} auth-anonymous=1`, 'module-null-sink'].flatMap((one) => ['--load', one]);
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder };
  const pulse = spawn('pulseaudio', ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', ...modules], {
    env,
    stdio: 'ignore',
  });
  await until(() => existsSync(socket), 'the sound server');
  useSoundServer(`unix:${socket}`);
  return { stop: () => pulse.kill() };
}
