// SPDX-License-Identifier: AGPL-3.0-or-later
// The reverse proxies of Debian in front of the server at port 8080: configured by somebody who has not read our advice, and
// with our recipes (config/proxies). Each runs with its configuration in a folder of its own. Their request logs are
// discarded, so that everything else they write is seen.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { until } from './wait.mjs';

export const host = 'meet.example.org';
export const client = '198.51.100.1'; // whence all requests come to the proxies
const home = process.env.LETHE_E2E_HOME;

// What `recipe` says, with the port and the certificate of the test.
function ours(recipe, port, folder) {
  return readFileSync(new URL(`../../../config/proxies/${recipe}`, import.meta.url), 'utf8')
    .replaceAll('MEET.EXAMPLE.ORG', host)
    .replaceAll(`/etc/letsencrypt/live/${host}`, folder)
    .replaceAll('/etc/haproxy', folder)
    .replaceAll(/\b443\b/g, port);
}

// Debian's /etc/nginx/nginx.conf with a site.
const nginx = (site) => (folder) => {
  const main = readFileSync('/etc/nginx/nginx.conf', 'utf8')
    .replaceAll('/run/nginx.pid', `${folder}/pid`)
    .replaceAll('/var/log/nginx/access.log', '/dev/null')
    .replaceAll('/var/log/nginx', folder)
    .replace('user www-data;', 'user root;')
    .replace(
      'include /etc/nginx/sites-enabled/*;',
      `proxy_temp_path ${folder}/temp; client_body_temp_path ${folder}/body; include ${folder}/site;`,
    );
  writeFileSync(join(folder, 'site'), site);
  writeFileSync(join(folder, 'nginx.conf'), main);
  return ['nginx', '-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`, '-g', 'daemon off;'];
};

const caddy = (site) => (folder) => {
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`];
};

// Debian's /etc/haproxy/haproxy.cfg and more.
const haproxy = (more) => (folder) => {
  const main = readFileSync('/etc/haproxy/haproxy.cfg', 'utf8').replaceAll(/^\s*(log\s+\/|chroot|stats|user|group|daemon).*$/gm, '');
  writeFileSync(join(folder, 'haproxy.cfg'), `${main}\n${more}`);
  return ['haproxy', '-db', '-f', `${folder}/haproxy.cfg`];
};

// What Debian's apache2 sets and enables by itself, as far as it concerns a proxy.
const apache = (port, site) => (folder) => {
  const modules = [
    'mpm_event',
    'authz_core',
    'env',
    'setenvif',
    'filter',
    'deflate',
    'reqtimeout',
    'headers',
    'proxy',
    'proxy_http',
    'ssl',
    'socache_shmcb',
    'http2',
  ];
  writeFileSync(
    join(folder, 'apache.conf'),
    `ServerRoot /usr/lib/apache2
${modules.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ServerName localhost
User www-data
Group www-data
ErrorLog ${folder}/error.log
LogFormat "%h %l %u %t \\"%r\\" %>s %O" common
CustomLog /dev/null common
Timeout 300
KeepAlive On
KeepAliveTimeout 5
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css text/javascript application/javascript application/json application/xml
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
Listen ${port}
${site}`,
  );
  return ['apache2', '-DFOREGROUND', '-f', `${folder}/apache.conf`];
};

const plainNginx = (port, more = '') => nginx(`server { listen ${port}; location / { proxy_pass http://127.0.0.1:8080; ${more} } }`);

// name → what makes the command line from a folder and a port; `secure`: TLS and HTTP/2.
const kinds = {
  'nginx without advice': { make: (port) => plainNginx(port) },
  nginx: { secure: true, make: (port, folder) => nginx(ours('nginx.conf', port, folder)) },
  'Caddy without advice': { make: (port) => caddy(`http://:${port} {\n\tencode gzip\n\treverse_proxy 127.0.0.1:8080\n}\n`) },
  Caddy: {
    secure: true,
    make: (port, folder) =>
      caddy(ours('Caddyfile', port, folder).replace(`${host} {`, `${host}:${port} {\n\ttls ${folder}/fullchain.pem ${folder}/privkey.pem`)),
  },
  'HAProxy without advice': {
    make: (port) =>
      haproxy(
        `frontend web\n  bind :${port}\n  compression algo gzip\n  compression type text/html text/event-stream application/json\n  option forwardfor\n  default_backend lethe\nbackend lethe\n  server lethe 127.0.0.1:8080\n`,
      ),
  },
  HAProxy: { secure: true, make: (port, folder) => haproxy(ours('haproxy.cfg', port, folder)) },
  'Apache without advice': {
    make: (port) =>
      apache(
        port,
        `<VirtualHost *:${port}>\n  ProxyPass / http://127.0.0.1:8080/\n  ProxyPassReverse / http://127.0.0.1:8080/\n</VirtualHost>\n`,
      ),
  },
  Apache: { secure: true, make: (port, folder) => apache(port, ours('apache.conf', port, folder)) },
  // What the others must not be like: it does not heed what Lethe says of its answers.
  'nginx that buffers': { make: (port) => plainNginx(port, 'proxy_ignore_headers X-Accel-Buffering;') },
};
export const names = Object.keys(kinds).filter((name) => name !== 'nginx that buffers');

let nextPort = 9000;

export async function startProxy(name) {
  const { make, secure = false } = kinds[name];
  const folder = mkdtempSync(join(home, 'proxy-'));
  const port = nextPort++;
  if (secure) makeCertificate(folder);
  const [program, ...words] = make(port, folder)(folder);
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, XDG_DATA_HOME: folder },
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)));
  child.on('error', (error) => said.push(String(error)));
  const exited = new Promise((done) => child.on('exit', done));
  const up = () =>
    new Promise((done) =>
      connect(port, '127.0.0.1', function () {
        this.destroy();
        done(true);
      }).on('error', () => done(false)),
    );
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`${name} ended: ${said.join('')}`);
      return up();
    },
    () => `${name}; it said: ${said.join('')}`,
  );
  return new Proxy(name, folder, port, secure, child, exited);
}

function makeCertificate(folder) {
  const [key, chain] = ['privkey.pem', 'fullchain.pem'].map((file) => join(folder, file));
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
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-keyout',
      key,
      '-out',
      chain,
    ],
    { stdio: 'ignore' },
  );
  writeFileSync(join(folder, `${host}.pem`), readFileSync(chain, 'utf8') + readFileSync(key, 'utf8'));
}

class Proxy {
  constructor(name, folder, port, secure, child, exited) {
    Object.assign(this, { name, folder, port, secure, child, exited });
  }

  // The answer's status, headers and a body to be read, as it comes or not at all. On a connection of its own.
  async ask(method, path, { token, body, type = 'application/json', headers = {} } = {}, shared = undefined) {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const all = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(sent === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(sent) }),
      ...headers,
    };
    return this.secure ? this.#askSecurely(method, path, all, sent, shared) : this.#askPlainly(method, path, all, sent, shared);
  }

  #askPlainly(method, path, headers, body, agent = false) {
    return new Promise((done, failed) => {
      const request = http.request({ host: client, port: this.port, localAddress: client, method, path, headers, agent }, (answer) => {
        done({ status: answer.statusCode, headers: answer.headers, body: answer, close: () => request.destroy() });
      });
      request.on('error', failed);
      request.end(body);
    });
  }

  #session() {
    const socket = tls.connect({
      host: client,
      port: this.port,
      localAddress: client,
      servername: host,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    });
    return http2.connect(`https://${host}:${this.port}`, { createConnection: () => socket });
  }

  #askSecurely(method, path, headers, body, session = this.#session()) {
    return new Promise((done, failed) => {
      const request = session.request({ ':method': method, ':path': path, ...headers }, { endStream: body === undefined });
      for (const one of [session, request]) one.once('error', failed);
      request.on('response', (answer) =>
        done({ status: answer[':status'], headers: answer, body: request, close: () => session.destroy() }),
      );
      if (session !== this.shared) request.on('close', () => session.close());
      if (body !== undefined) request.end(body);
    });
  }

  // The whole answer, on a connection that is kept, as browsers keep theirs.
  async text(method, path, what) {
    if (!this.shared || this.shared.destroyed || this.shared.closed)
      this.shared = this.secure ? this.#session() : new http.Agent({ keepAlive: true, timeout: 3000 });
    const answer = await this.ask(method, path, what, this.shared);
    const parts = [];
    for await (const part of answer.body) parts.push(part);
    return { ...answer, text: Buffer.concat(parts).toString() };
  }

  // Bytes of what its processes have written, by place: open files (deleted ones, too), its folder, the kernel's count.
  onDisk() {
    const sizes = new Map();
    for (const pid of family(this.child.pid)) {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        try {
          const file = statSync(`/proc/${pid}/fd/${fd}`);
          if (file.isFile()) sizes.set(readlinkSync(`/proc/${pid}/fd/${fd}`), file.size);
        } catch {} // closed meanwhile
      }
      sizes.set(`written by ${pid}`, Number(readFileSync(`/proc/${pid}/io`, 'utf8').match(/^write_bytes: (\d+)/m)[1]));
    }
    for (const { parentPath, path, name } of readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    )) {
      const file = join(parentPath ?? path, name);
      sizes.set(file, statSync(file).size);
    }
    return sizes;
  }

  stop() {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}

// What has grown, or is there that was not.
export const grown = (before, after) =>
  [...after]
    .filter(([place, size]) => size > (before.get(place) ?? 0))
    .map(([place, size]) => `${place}: ${size - (before.get(place) ?? 0)}`);

function family(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}
