// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that was said to the server, and by it, in the whole run; none of it may appear in what the server writes.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// text → whether the database may have it: accounts and rooms are stored, guests are not
const said = new Map();
const personal = ['name', 'displayName', 'text', 'token', 'joinUrl', 'password', 'email', 'pin', 'current', 'username', 'credential'];

function add(text, stored) {
  const tellsNothing = text.length < (/^\d+$/.test(text) ? 8 : 3); // it stands anywhere by chance
  if (!tellsNothing) said.set(text, stored || said.get(text) === true);
}

function addFields(value, stored) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && personal.includes(key)) add(inner, stored);
    else addFields(inner, stored);
  }
}

// One request or answer of the API.
export function say(path, body, authorization) {
  if (authorization) add(authorization.replace(/^Bearer /, ''), false);
  if (!body) return;
  if (!/^\s*[{[]/.test(body)) return body.split(/\r?\n/).forEach((line) => line.length >= 6 && add(line, false)); // SDP
  const stored = /\/api\/v1\/(accounts|sessions|rooms$|rooms\/[^/]+$)/.test(path);
  try {
    addFields(JSON.parse(body), stored);
  } catch {
    add(body, false);
  }
}

export const countSaid = () => said.size;
export const foundIn = (text) => [...said.keys()].filter((one) => text.includes(one));

// What stands in the database though it is of a guest. `bytes`: as latin1. Short texts are in its hashes by chance.
const bytesOf = (text) => Buffer.from(text).toString('latin1');
export const foundInDatabase = (bytes) =>
  [...said].filter(([one, stored]) => !stored && one.length >= 6 && bytes.includes(bytesOf(one))).map(([one]) => one);

export const isDatabase = (name) => name.startsWith('lethe.db');
export const sizesIn = (folder) => Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));
export const databaseIn = (folder) =>
  readdirSync(folder)
    .filter(isDatabase)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
