// SPDX-License-Identifier: AGPL-3.0-or-later
// A room and its events from the start.
import { call, key, origin } from './server.mjs';
import { until } from './wait.mjs';

export class TestRoom {
  events = [];
  participants = new Map();
  layout = null;

  static async make(name = 'Test', server = { origin, call }) {
    const room = new TestRoom();
    room.server = server;
    room.id = (await server.call('POST', '/rooms', { name })).json().id;
    room.following = room.#follow();
    return room;
  }

  async link(role = 'participant', more = {}) {
    return (await this.server.call('POST', `/rooms/${this.id}/invitations`, { role, ...more })).json();
  }

  patch(change) {
    return this.server.call('PATCH', `/rooms/${this.id}`, change);
  }

  async end() {
    this.stop?.abort();
    await this.server.call('DELETE', `/rooms/${this.id}`).catch(() => {});
    await this.following;
  }

  // The participant of that name.
  person(name) {
    return [...this.participants.values()].find((one) => one.displayName === name);
  }

  // Resolves once the composite shows exactly these people; returns the layout.
  shows(names, limit) {
    const shown = () => this.layout?.tiles.map((tile) => this.participants.get(tile.participant)?.displayName).sort();
    const broken = () => this.events.find((event) => event.type === 'broken')?.data;
    return until(
      () => String(shown()) === String([...names].sort()) && this.layout,
      () => `a composite of ${names}; it has ${shown()}${broken() ?? ''}`,
      limit,
    );
  }

  tile(name) {
    return this.layout.tiles.find((tile) => tile.participant === this.person(name)?.id);
  }

  async #follow() {
    this.stop = new AbortController();
    const options = { headers: { Authorization: `Bearer ${key}` }, signal: this.stop.signal };
    try {
      const response = await fetch(`${this.server.origin}/api/v1/rooms/${this.id}/events`, options);
      let text = '';
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop();
        for (const block of blocks) this.#take(block);
      }
    } catch (error) {
      if (error.name !== 'AbortError') this.events.push({ type: 'broken', data: `${error} ${error.cause ?? ''}` });
    }
  }

  #take(block) {
    const field = (name) => block.match(new RegExp(`^${name}: ?(.*)$`, 'm'))?.[1];
    const type = field('event');
    if (!type) return;
    const data = JSON.parse(field('data'));
    this.events.push({ type, data, at: performance.now() });
    if (type === 'snapshot') data.participants.forEach((one) => this.participants.set(one.id, one));
    if (type === 'participant.joined' || type === 'participant.updated') this.participants.set(data.id, data);
    if (type === 'participant.left') this.participants.delete(data.id);
    if (type === 'layout') this.layout = data;
  }
}
