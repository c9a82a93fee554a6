// SPDX-License-Identifier: AGPL-3.0-or-later
// Chooses the screen: start page, lobby, room, goodbye. Each is loaded when it is needed.

import { announce, style } from './base/dom.js';
import { showError, showGoodbye } from './entrance/ending.js';
import { isCut, readLink, readOwnRoom } from './base/link.js';
import { operator } from './base/operator.js';
import { delay, nextPause, part } from './base/pause.js';
import { Rest } from './base/rest.js';
import { forgetStay, keepStay, readStay } from './base/stay.js';
import { direction, language, loadOrganiser, t } from './base/strings.js';

// Taking part without camera, microphone and WebRTC.
const listening = location.pathname.endsWith('/listen');
const attempts = 6; // to regain a lost seat while the server answers; half a minute

const come = (room, token, name, pin) => new Rest(room, token).join(name, pin, listening);

// stay: of who was here before (stay.js). word: key of a sentence for the lobby.
async function openLink(link, stay = {}, word = '') {
  const screen = part(() => import('./entrance/lobby.js'));
  const again = () => shown(openLink(link, stay));
  let room;
  try {
    room = await readRoom(link, stay);
  } catch (refusal) {
    // A client that may not read the room may still join it.
    if (refusal.status === 401 && isCut(link)) return showError('linkCut', null);
    if (refusal.status !== 403) return showError(refusal.sentence, again);
  }
  if (room && room.participants >= room.capacity) return showError('roomFull', again);
  const { Lobby } = await screen;
  const lasts = readLink(location.hash) && room && room.usesLeft === undefined && !stay.wayBack;
  const shared = lasts ? new URL(`join${location.hash}`, location.href).href : null;
  const onJoin = (name, choices, pin) =>
    enter(link, name, { ...choices, link: shared }, pin, (join) => comeBack(link, name, stay.wayBack, join)).catch((refusal) => {
      throw refusal.sentence ?? (refusal === 'notLoaded' ? refusal : 'failed');
    });
  new Lobby(room, { onJoin, stay, word, listening });
  // While the name is being typed; all at once, as each level of imports takes the way to the server and back.
  for (const link of document.querySelectorAll('link[rel=later]')) link.rel = 'modulepreload';
  part(() => import('./room/room.js')).catch(() => {});
}

const unlessGone = (refusal) => (refusal.gone ? null : Promise.reject(refusal));

// As long as the way back is valid, an invitation that is used up does not matter, and nobody is asked for a PIN.
async function readRoom({ room, invitation }, { wayBack }) {
  return (wayBack && (await new Rest(room, wayBack).readRoom().catch(unlessGone))) || new Rest(room, invitation).readRoom();
}

// A participant who was inside needs no invitation, admission or PIN; if that has expired, they are required again.
async function comeBack(link, name, wayBack, join) {
  return (wayBack && (await come(link.room, wayBack, name).catch(unlessGone))) || join();
}

// Straight back in, after a reload or a crash.
async function comeIn(link, stay) {
  const returning = await part(() => import('./entrance/returning.js'));
  const seat = () => patiently(() => come(link.room, stay.wayBack, stay.name));
  await returning.comeIn(stay, listening, {
    enter: (choices) => enter(link, stay.name, choices, undefined, seat),
    lobby: (known, word) => openLink(link, known, word),
    again: () => shown(comeIn(link, stay)),
  });
}

const shown = (screen) =>
  screen.catch((reason) => {
    showError(reason === 'notLoaded' ? reason : 'failed', () => location.reload());
    if (reason !== 'notLoaded') throw reason;
  });

// first(join) takes the first seat; join() takes one by the invitation. Rejects with the server's refusal.
async function enter(link, name, choices, pin, first) {
  // Loads everything needed inside before taking a seat.
  const [{ Room }, session] = await part(() => Promise.all([import('./room/room.js'), listening && import('./media/listening.js')]));
  const join = () => come(link.room, link.invitation, name, pin);
  let joined = await first(join);
  const stop = () => Object.values(choices.tracks).forEach((track) => track?.stop());
  // reason: as for the goodbye, or the server's refusal to a return.
  const onEnd = (reason) => {
    const stay = { ...(readStay() ?? { name }), waiting: false };
    forgetStay();
    const again = () => shown(openLink(link, stay));
    if (typeof reason === 'string') showGoodbye(reason, reason === 'bye' ? again : null);
    else showError(reason.sentence ?? 'failed', again);
  };
  const waits = new AbortController();
  const keep = () => {
    const { audio, video } = choices.tracks;
    keepStay({ name, pin, waiting: true, microphone: audio && audio.enabled, camera: video !== null });
  };
  try {
    if (joined.participant.state === 'waiting') {
      keep();
      window.addEventListener('pagehide', keep, { signal: waits.signal }); // the devices may have been switched
    }
    joined = await admitted(joined, join, choices.preview);
  } catch (reason) {
    stop();
    return onEnd(reason);
  } finally {
    waits.abort();
  }
  if (listening) choices.Session = session.Listening;
  if (joined.participant.role === 'viewer') {
    stop();
    Object.assign(choices, { listen: true, tracks: { audio: null, video: null } });
  }
  const rejoin = async (wayBack) => admitted(await patiently(() => comeBack(link, name, wayBack, join)), join);
  new Room(joined, choices, { onEnd, rejoin });
}

// A restarted server knows no waiting guests, so they ask again.
async function admitted(joined, join, preview) {
  while (joined.participant.state === 'waiting') {
    const { waitToBeAdmitted } = await part(() => import('./entrance/waiting.js'));
    joined = (await waitToBeAdmitted(joined, preview)) ?? (await patiently(join));
  }
  return joined;
}

// The owner of a room needs no invitation.
async function enterOwn(room, stay) {
  const { Account } = await part(() => import('./organiser/account.js'));
  const account = Account.current;
  if (stay) return arrive({ room, invitation: account?.token }, stay);
  if (!account) return showStart();
  const { name } = await account.read().catch(() => ({ name: '' }));
  return openLink({ room, invitation: account.token }, { name });
}

const arrive = (link, stay) => (stay?.wayBack ? comeIn(link, stay) : openLink(link, stay ?? {}));

async function showStart(notice = '') {
  const [{ showHome }, { Rooms }, { Account }] = await part(() =>
    Promise.all([
      import('./organiser/home.js'),
      import('./organiser/rooms.js'),
      import('./organiser/account.js'),
      loadOrganiser(),
      style('home.css'),
    ]),
  );
  if (Account.current) new Rooms(Account.current, showStart);
  else showHome(showStart, notice);
}

// Retries while the server is down, and some more times.
async function patiently(join) {
  for (let failures = 0; ;) {
    try {
      return await join();
    } catch (refusal) {
      if (refusal.gone || (!refusal.down && failures === attempts)) throw refusal;
      await delay(nextPause(++failures, refusal));
    }
  }
}

function start() {
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  document.title = operator.name;
  const link = readLink(location.hash);
  // WebRTC would reveal the address that an onion service hides.
  const deviceless = !window.RTCPeerConnection || location.hostname.endsWith('.onion');
  if (deviceless && link && !listening) return location.replace(`listen${location.hash}`);
  if (listening ? !window.MediaSource : !window.RTCPeerConnection) return showError('unsupported', null);
  const own = readOwnRoom(location.hash);
  const stay = readStay();
  if (link) shown(arrive(link, stay));
  else if (own && stay) shown(enterOwn(own, stay));
  else if (listening || location.pathname.endsWith('/join')) showError('linkCut', null);
  else if (own) shown(enterOwn(own));
  else shown(showStart());
  window.addEventListener('hashchange', () => location.reload());
}

window.addEventListener('offline', () => announce(t('offline')));
start();
