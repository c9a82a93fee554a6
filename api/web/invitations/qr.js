// SPDX-License-Identifier: AGPL-3.0-or-later
// QR codes (ISO/IEC 18004): bytes, error correction level M, versions 1 to 20, which is 666 bytes.

// Level M: correction codewords per block, and blocks, for each version (table 9 of the standard).
const correction = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

// Bits for codewords: everything except patterns and format information.
function capacity(version) {
  const aligned = version > 1 ? Math.floor(version / 7) + 2 : 0;
  const patterns = aligned ? (25 * aligned - 10) * aligned - 55 : 0;
  return (16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0);
}

// ── Reed-Solomon over GF(256) with x⁸+x⁴+x³+x²+1 ──

const powers = new Uint8Array(255);
const logs = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  powers[i] = x;
  logs[x] = i;
  x = (x << 1) ^ (x & 128 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? powers[(logs[a] + logs[b]) % 255] : 0);

function remainder(data, degree) {
  let generator = [1];
  for (let i = 0; i < degree; i++) generator = [...generator, 0].map((value, j) => value ^ times(generator[j - 1] ?? 0, powers[i]));
  const rest = new Uint8Array(data.length + degree);
  rest.set(data);
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i];
    generator.forEach((value, j) => (rest[i + j] ^= times(value, factor)));
  }
  return rest.slice(data.length);
}

// The codewords of `bytes`, in interleaved blocks, for the smallest sufficient version.
function codewords(bytes) {
  const room = (version) => (capacity(version) >> 3) - correction[version - 1] * blocks[version - 1];
  const head = (version) => (version < 10 ? 12 : 20);
  let version = 1;
  while (version <= 20 && room(version) * 8 < head(version) + bytes.length * 8) version += 1;
  if (version > 20) throw new RangeError('too long for a QR code');
  const bits = [0, 1, 0, 0]; // byte mode
  const put = (value, count) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(bytes.length, head(version) - 4);
  for (const byte of bytes) put(byte, 8);
  const size = room(version);
  put(0, Math.min(4, size * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  for (let pad = 0xec; bits.length < size * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  const data = Uint8Array.from({ length: size }, (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2));

  const count = blocks[version - 1];
  const short = Math.floor(size / count);
  const longer = size % count; // the last blocks have one more
  const parts = [];
  for (let i = 0, at = 0; i < count; i++) {
    const length = short + (i >= count - longer ? 1 : 0);
    parts.push(data.subarray(at, at + length));
    at += length;
  }
  const checks = parts.map((part) => remainder(part, correction[version - 1]));
  const woven = (lists) =>
    Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, i) => lists.map((list) => list[i])).flat();
  return { version, words: [...woven(parts), ...woven(checks)].filter((word) => word !== undefined) };
}

// ── Modules ──

// BCH check bits behind a value: the version.
function checked(value, bits, generator) {
  let rest = value << bits;
  for (let i = 31 - Math.clz32(rest); i >= bits; i = 31 - Math.clz32(rest)) rest ^= generator << (i - bits);
  return (value << bits) | rest;
}

class Grid {
  constructor(version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.dark = Array.from({ length: this.size }, () => new Uint8Array(this.size));
    this.fixed = Array.from({ length: this.size }, () => new Uint8Array(this.size));
    this.#patterns();
  }

  set(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y][x] = dark ? 1 : 0;
    this.fixed[y][x] = 1;
  }

  // Rings around a centre; `light` are the distances of light rings.
  #rings(cx, cy, radius, light) {
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) this.set(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  }

  #patterns() {
    const { size, version } = this;
    for (let i = 0; i < size; i++) {
      this.set(i, 6, i % 2 === 0);
      this.set(6, i, i % 2 === 0);
    }
    const places = alignments(version);
    const last = places.length - 1;
    places.forEach((x, i) =>
      places.forEach((y, j) => {
        const corner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
        if (!corner) this.#rings(x, y, 2, [1]);
      }),
    );
    for (const [x, y] of [
      [3, 3],
      [size - 4, 3],
      [3, size - 4],
    ])
      this.#rings(x, y, 4, [2, 4]);
    this.#inform();
    if (version < 7) return;
    const bits = checked(version, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const [near, far] = [Math.floor(i / 3), size - 11 + (i % 3)];
      this.set(near, far, (bits >> i) & 1);
      this.set(far, near, (bits >> i) & 1);
    }
  }

  // Level M and the first mask, twice, and the module that is always dark.
  #inform() {
    const bits = 0x5412; // both are 0, and so are their check bits; only the mask pattern is left
    const bit = (i) => (bits >> i) & 1;
    const { size } = this;
    for (let i = 0; i < 8; i++) {
      const along = i < 6 ? i : i + 1;
      this.set(8, along, bit(i));
      this.set(size - 1 - i, 8, bit(i));
    }
    for (let i = 8; i < 15; i++) {
      this.set(i === 8 ? 7 : 14 - i, 8, bit(i));
      this.set(8, size - 15 + i, bit(i));
    }
    this.set(8, size - 8, 1);
  }

  // Up and down in columns of two, from the right.
  fill(words) {
    let at = 0;
    for (let right = this.size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      const up = ((right + 1) & 2) === 0;
      for (let i = 0; i < this.size; i++) {
        const y = up ? this.size - 1 - i : i;
        for (const x of [right, right - 1]) {
          if (this.fixed[y][x]) continue;
          if (at < words.length * 8) this.dark[y][x] = (words[at >> 3] >> (7 - (at & 7))) & 1;
          at += 1;
        }
      }
    }
  }

  // Readers undo any mask. The first one suffices for links, whose bytes are as good as random.
  mask() {
    for (let y = 0; y < this.size; y++)
      for (let x = 0; x < this.size; x++) if (!this.fixed[y][x] && (x + y) % 2 === 0) this.dark[y][x] ^= 1;
  }
}

function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => 17 + 4 * version - 7 - (count - 2 - i) * step)];
}

// Rows of 0 and 1, without the quiet zone of four modules that belongs around them.
export function qr(text) {
  const { version, words } = codewords(new TextEncoder().encode(text));
  const grid = new Grid(version);
  grid.fill(words);
  grid.mask();
  return grid.dark;
}
