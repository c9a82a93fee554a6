// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads the YAML that openapi.yaml is written in, and no more of the language: block and flow collections, plain and
// quoted scalars on one line, literal blocks, comments on lines of their own. A test compares it with a whole parser.

class Flow {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  skip() {
    while (this.text[this.at] === ' ') ++this.at;
  }
  fail() {
    throw new SyntaxError(`cannot read ${this.text}`);
  }
  quoted() {
    const match = /^'((?:[^']|'')*)'|^"(?:[^"\\]|\\.)*"/.exec(this.text.slice(this.at));
    if (!match) this.fail();
    this.at += match[0].length;
    return match[1] === undefined ? JSON.parse(match[0]) : match[1].replaceAll("''", "'");
  }
  plain() {
    const match = /^[^,\]}]*?(?=\s*(?:[,\]}]|:\s|$))/.exec(this.text.slice(this.at));
    if (!match) this.fail();
    this.at += match[0].length;
    return scalar(match[0]);
  }
  value() {
    this.skip();
    const first = this.text[this.at];
    if (first === '{' || first === '[') return this.collection(first === '{');
    return first === "'" || first === '"' ? this.quoted() : this.plain();
  }
  collection(map) {
    const made = map ? {} : [];
    ++this.at;
    for (this.skip(); this.text[this.at] !== (map ? '}' : ']'); this.skip()) {
      if (this.at >= this.text.length) this.fail();
      const value = this.value();
      this.skip();
      if (map) {
        if (this.text[this.at++] !== ':') this.fail();
        made[value] = this.value();
        this.skip();
      } else {
        made.push(value);
      }
      if (this.text[this.at] === ',') ++this.at;
    }
    ++this.at;
    return made;
  }
}

function scalar(text) {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return { true: true, false: false, null: null, '': null }[text] ?? (text === '' || text === 'null' ? null : text);
}

class Block {
  constructor(text) {
    this.lines = text.split('\n').map((line) => ({ indent: line.search(/\S|$/), text: line.trim() }));
    this.raw = text.split('\n');
    this.at = 0;
  }
  line() {
    while (this.at < this.lines.length && (this.lines[this.at].text === '' || this.lines[this.at].text[0] === '#')) ++this.at;
    return this.lines[this.at];
  }
  // What begins on the current line, which is indented by `indent`.
  node(indent) {
    return /^-( |$)/.test(this.line().text) ? this.sequence(indent) : this.mapping(indent);
  }
  sequence(indent) {
    const made = [];
    for (let line = this.line(); line?.indent === indent && /^-( |$)/.test(line.text); line = this.line()) {
      const rest = line.text.slice(1).trim();
      if (/^['"{[]/.test(rest) || !/:( |$)/.test(rest)) {
        ++this.at;
        made.push(new Flow(rest).value());
      } else {  // a mapping that begins beside the dash
        this.lines[this.at] = { indent: indent + 2, text: rest };
        made.push(this.mapping(indent + 2));
      }
    }
    return made;
  }
  mapping(indent) {
    const made = {};
    for (let line = this.line(); line?.indent === indent; line = this.line()) {
      const match = /^(?:'([^']*)'|"([^"]*)"|([^'"].*?)):(?: +(.*))?$/.exec(line.text);
      if (!match) throw new SyntaxError(`cannot read line ${this.at + 1}`);
      ++this.at;
      made[match[1] ?? match[2] ?? match[3]] = this.value(match[4] ?? '', indent);
    }
    return made;
  }
  value(text, indent) {
    if (text === '|') return this.literal(indent);
    if (text !== '') return /^['"{[]/.test(text) ? new Flow(text).value() : scalar(text);
    const next = this.line();
    return next && next.indent > indent ? this.node(next.indent) : null;
  }
  literal(indent) {
    const kept = [];
    let depth;
    for (; this.at < this.raw.length; ++this.at) {
      const line = this.raw[this.at], own = line.search(/\S|$/);
      if (line.trim() !== '' && own <= indent) break;
      if (line.trim() !== '') depth ??= own;
      kept.push(line.slice(depth ?? 0));
    }
    return kept.join('\n').replace(/\n*$/, '\n');
  }
}

export function parseYaml(text) {
  const block = new Block(text);
  return block.node(block.line().indent);
}
