// SPDX-License-Identifier: AGPL-3.0-or-later
// Cuts a WebM stream (EBML, RFC 8794) into its elements, to be appended one at a time. When several are appended at
// once, Firefox treats the declared end of the last picture as an overlap with the next one, drops what came before,
// and shows broken pictures until the next key frame.

// The end and the value of the number that starts there; null if incomplete.
function number(bytes, at) {
  if (at >= bytes.length) return null;
  const length = Math.clz32(bytes[at]) - 23;
  const end = at + length;
  if (length > 8 || end > bytes.length) return null;
  let value = bytes[at] & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (let i = at + 1; i < end; i++) {
    value = value * 256 + bytes[i];
    unknown &&= bytes[i] === 0xff;
  }
  return { end, value: unknown ? 0 : value };
}

// Of an element without a size (segments, clusters), only the head counts.
function endOf(bytes, at) {
  const id = number(bytes, at);
  const size = id && number(bytes, id.end);
  return size ? size.end + size.value : Infinity;
}

export class WholeBlocks {
  #rest = new Uint8Array();

  // The complete elements that were not returned yet.
  take(bytes) {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const blocks = [];
    let begin = 0;
    for (let end = endOf(all, 0); end <= all.length; end = endOf(all, begin)) {
      blocks.push(all.subarray(begin, end));
      begin = end;
    }
    this.#rest = all.subarray(begin);
    return blocks;
  }
}
