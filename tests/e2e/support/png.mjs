// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads the PNG of a screenshot within about a millisecond, so that many can be taken per second.
import { inflateSync } from 'node:zlib';

// PNG (third edition), section 9: each line is told by the pixel before (a), the line above (b) and the pixel there (c).
const paeth = (a, b, c) => {
  const [ofA, ofB, ofC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (ofA <= ofB && ofA <= ofC) return a;
  return ofB <= ofC ? b : c;
};
const filters = [() => 0, (a) => a, (a, b) => b, (a, b) => (a + b) >> 1, paeth];

// {width, height, pixels}, three bytes a pixel. Of 8 bits a channel, with or without alpha, not interlaced.
export function readPng(file) {
  let width, height, size;
  const parts = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const kind = file.toString('latin1', at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') [width, height, size] = [data.readUInt32BE(0), data.readUInt32BE(4), { 2: 3, 6: 4 }[data[9]]];
    if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const lines = inflateSync(Buffer.concat(parts));
  const pixels = Buffer.alloc(width * height * 3);
  let above = Buffer.alloc(width * size);
  for (let y = 0; y < height; y++) {
    const begin = y * (width * size + 1);
    const line = lines.subarray(begin + 1, begin + 1 + width * size);
    const filter = filters[lines[begin]];
    for (let i = 0; i < line.length; i++) line[i] += filter(i < size ? 0 : line[i - size], above[i], i < size ? 0 : above[i - size]);
    for (let x = 0; x < width; x++) line.copy(pixels, 3 * (y * width + x), x * size, x * size + 3);
    above = line;
  }
  return { width, height, pixels };
}
