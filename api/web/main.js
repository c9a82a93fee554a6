// SPDX-License-Identifier: AGPL-3.0-or-later
// Chooses the screen: start page, lobby, room, goodbye. Each is loaded when it is needed.

import { announce, style } from './base/dom.js';
import { showError, showGoodbye } from './entrance/ending.js';
import { readLink, readOwnRoom } from './base/link.js';
import { operator } from './base/operator.js';
import { delay, nextPause, part } from './base/pause.js';
import { Rest } from './base/rest.js';
import { direction, language, loadOrganiser, t } from './base/strings.js';
import { waitToBeAdmitted } from './entrance/waiting.js';

// Taking part without camera, microphone and WebRTC.
const listening = location.pathname.endsWith('/listen');
const attempts = 6; // to regain a lost seat while the server answers; half a minute

async function openLink(link, name = '') {
  const rest = new Rest(link.room, link.invitation);
  const screen = part(() => import('./entrance/lobby.js'));
  let room;
  try {
    room = await rest.readRoom();
  } catch (refusal) {
    // A client that may not read the room may still join it.
    if (refusal.status !== 403) return showError(refusal.sentence, () => shown(openLink(link, name)));
  }
  if (room && room.participants >= room.capacity) return showError('roomFull', () => shown(openLink(link, name)));
  const { Lobby } = await screen;
  const onJoin = (chosen, choices, pin) => enter(rest, link, chosen, choices, pin);
  new Lobby(room, { onJoin, name, listening });
  part(() => import('./room/room.js')).catch(() => {}); // while the name is being typed
}

const shown = (screen) =>
  screen.catch((reason) => {
    showError(reason === 'notLoaded' ? reason : 'failed', () => location.reload());
    if (reason !== 'notLoaded') throw reason;
  });

async function enter(rest, link, name, choices, pin) {
  // Loads everything needed inside before taking a seat.
  const [{ Room }, session] = await part(() => Promise.all([import('./room/room.js'), listening && import('./media/listening.js')]));
  const join = () => rest.join(name, pin, listening);
  let joined;
  try {
    joined = await join();
  } catch (refusal) {
    throw refusal.sentence ?? 'failed';
  }
  const stop = () => Object.values(choices.tracks).forEach((track) => track?.stop());
  const again = () => shown(openLink(link, name));
  // reason: as for the goodbye, or the server's refusal to a return.
  const onEnd = (reason) => {
    if (typeof reason === 'string') showGoodbye(reason, reason === 'bye' ? again : null);
    else showError(reason.sentence ?? 'failed', again);
  };
  try {
    joined = await admitted(joined, join);
  } catch (reason) {
    stop();
    return onEnd(reason);
  }
  if (listening) choices.Session = session.Listening;
  if (joined.participant.role === 'viewer') {
    stop();
    Object.assign(choices, { listen: true, tracks: { audio: null, video: null } });
  }
  // A participant who was inside needs no invitation, admission or PIN; if that has expired, they are required again.
  const comeBack = async (wayBack) => {
    const refused = (refusal) => (refusal.gone ? null : Promise.reject(refusal));
    return (wayBack && (await new Rest(link.room, wayBack).join(name, undefined, listening).catch(refused))) || join();
  };
  new Room(joined, choices, { onEnd, rejoin: async (wayBack) => admitted(await patiently(() => comeBack(wayBack)), join) });
}

// A restarted server knows no waiting guests, so they ask again.
async function admitted(joined, join) {
  while (joined.participant.state === 'waiting') joined = (await waitToBeAdmitted(joined)) ?? (await patiently(join));
  return joined;
}

// The owner of a room needs no invitation.
async function enterOwn(room) {
  const { Account } = await part(() => import('./organiser/account.js'));
  const account = Account.current;
  if (!account) return showStart();
  const { name } = await account.read().catch(() => ({ name: '' }));
  return openLink({ room, invitation: account.token }, name);
}

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
  if (link) shown(openLink(link));
  else if (listening || location.pathname.endsWith('/join')) showError('linkInvalid', null);
  else if (own) shown(enterOwn(own));
  else shown(showStart());
  window.addEventListener('hashchange', () => location.reload());
}

window.addEventListener('offline', () => announce(t('offline')));
start();
