// SPDX-License-Identifier: AGPL-3.0-or-later
// Cuts a stream of WebM (EBML, RFC 8794) into its elements, to be appended one at a time. When several come at once, Firefox
// takes the end that the last picture says to have for an overlap with the next one, throws away what came before, and shows
// broken pictures until the next key frame.

// Where the number that begins there ends, and its value; null: it has not come.
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

// Of an element without a size, as segments and clusters are, only the head is one.
function endOf(bytes, at) {
  const id = number(bytes, at);
  const size = id && number(bytes, id.end);
  return size ? size.end + size.value : Infinity;
}

export class WholeBlocks {
  #rest = new Uint8Array();

  // The elements that are whole, of all that has come and was not returned.
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
