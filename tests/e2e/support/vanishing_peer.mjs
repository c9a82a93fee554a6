// SPDX-License-Identifier: AGPL-3.0-or-later
// A participant in a process of its own, which a test kills: vanishing_peer.mjs ROOM INVITATION NAME
import { Peer } from './peer.mjs';

const [id, token, name] = process.argv.slice(2);
const peer = await Peer.join({ id }, { token }, name, { n: 2 });
await peer.playing();
process.send('sending');
