// SPDX-License-Identifier: AGPL-3.0-or-later
// The proxy between tests and server finds violations of the contract, in requests and in responses.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startContractProxy, violations } from './support/contract_proxy.mjs';
import { call, startServer } from './support/server.mjs';

test('a request that the contract does not know is found', { timeout: 90_000 }, async () => {
  await startServer();
  const before = violations.length;
  await assert.rejects(call('POST', '/rooms', { nmae: 'Tea' }), { status: 422 });
  const found = violations.splice(before);
  assert.equal(found.length, 1);
  assert.match(found[0], /^POST \/api\/v1\/rooms: .*nmae/);
});

test('an answer that the contract does not know is found', { timeout: 90_000 }, async (t) => {
  const liar = createServer((request, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"dozing"}'),
  );
  await new Promise((listening) => liar.listen(8091, '127.0.0.1', listening));
  const stop = await startContractProxy(8090, 8091, 8092);
  t.after(() => {
    stop();
    liar.close();
  });
  const before = violations.length;
  assert.equal((await fetch('http://127.0.0.1:8090/readyz')).status, 500);
  const found = violations.splice(before);
  assert.equal(found.length, 1);
  assert.match(found[0], /^GET \/readyz: .*status/);
});
