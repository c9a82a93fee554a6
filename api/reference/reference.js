// SPDX-License-Identifier: AGPL-3.0-or-later
// Renders the contract: every operation with its parameters, bodies, responses and examples.

import { h } from '../web/base/dom.js';

let contract;

// The target of a reference, completely resolved; the reference's last part is its name in the document.
function resolved(node) {
  if (node?.$ref)
    return resolved(
      node.$ref
        .slice(2)
        .split('/')
        .reduce((at, key) => at[key.replaceAll('~1', '/')], contract),
    );
  const parts = [...(node?.allOf ?? []).map(resolved), node];
  if (parts.length === 1) return node;
  return {
    ...node,
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  };
}
const nameOf = (node) => node?.$ref?.split('/').at(-1);

// `code` in a sentence; everything else is text.
function inline(text) {
  return String(text)
    .split('`')
    .map((part, i) => (i % 2 ? h('code', {}, part) : part));
}

// Paragraphs and tables of a description.
function prose(text) {
  return String(text ?? '')
    .trim()
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((part) => {
      if (!part.startsWith('|')) return h('p', {}, ...inline(part));
      const rows = part.split('\n').map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
      return table(
        rows[0],
        rows.slice(2).map((row) => row.map((cell) => inline(cell))),
      );
    });
}

function table(heads, rows) {
  return h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, ...[cell].flat()))))),
  );
}

const limits = {
  minimum: 'at least',
  maximum: 'at most',
  minLength: 'length at least',
  maxLength: 'length at most',
  maxItems: 'at most, items',
  pattern: 'pattern',
};

function typeOf(schema) {
  const whole = resolved(schema) ?? {};
  if (whole.type === 'array') return [...typeOf(whole.items), ' list'];
  const name = nameOf(schema);
  if (name && whole.properties) return [h('a', { href: `#schema-${name}` }, name)];
  return [[whole.type].flat().join(' or ') || 'any', whole.format ? ` (${whole.format})` : ''];
}

function remarks(schema) {
  const whole = { ...resolved(schema), ...schema };
  const said = Object.entries(limits)
    .filter(([key]) => whole[key] !== undefined)
    .map(([key, words]) => `${words} ${whole[key]}`);
  if (whole.enum) said.unshift(`one of ${whole.enum.join(', ')}`);
  if (whole.default !== undefined) said.push(`default ${whole.default}`);
  return [...inline(whole.description ?? ''), said.length ? ` ${said.join('; ')}` : ''];
}

function fields(schema, prefix = '') {
  const whole = resolved(schema);
  return Object.entries(whole?.properties ?? {}).flatMap(([name, member]) => {
    const row = [[h('code', {}, prefix + name), (whole.required ?? []).includes(name) ? ' *' : ''], typeOf(member), remarks(member)];
    const inner = resolved(member);
    const below = inner.type === 'array' ? inner.items : member;
    return [row, ...(below?.$ref ? [] : fields(below, `${prefix}${name}.`))];
  });
}

function schemaTable(schema) {
  const rows = fields(schema);
  return rows.length ? table(['field (* always there)', 'type', 'meaning'], rows) : null;
}

function examples(media) {
  const all = media.example === undefined ? Object.values(media.examples ?? {}).map((one) => resolved(one).value) : [media.example];
  return all.map((one) => h('pre', { tabindex: '0' }, typeof one === 'string' ? one.trimEnd() : JSON.stringify(one, null, 2)));
}

function bodies(content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => {
    const name = nameOf(media.schema) ?? nameOf(media.schema?.contentSchema);
    return [h('p', {}, h('code', {}, type), name ? ' ' : '', name ? h('a', { href: `#schema-${name}` }, name) : ''), ...examples(media)];
  });
}

function parametersOf(path, operation) {
  const all = [...(path.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);
  if (!all.length) return null;
  return table(
    ['parameter', 'type', 'meaning'],
    all.map((one) => [
      [h('code', {}, one.name), ` in ${one.in}`, one.required ? ' *' : ''],
      typeOf(one.schema),
      [...inline(one.description ?? ''), ' ', ...remarks(one.schema)],
    ]),
  );
}

function article(address, method, path, operation) {
  const open = operation.security?.length === 0;
  const body = resolved(operation.requestBody);
  return h(
    'article',
    { id: operation.operationId },
    h('h3', {}, h('code', { class: 'method' }, method.toUpperCase()), h('code', {}, address)),
    h('p', {}, ...inline(operation.summary), open ? ' (no token)' : ''),
    ...prose(operation.description),
    parametersOf(path, operation),
    ...(body ? [h('h4', {}, 'Body'), ...bodies(body.content)] : []),
    h('h4', {}, 'Answers'),
    ...Object.entries(operation.responses).flatMap(([status, response]) => {
      const whole = resolved(response);
      const head = h('p', {}, h('code', {}, status), ' ', ...inline(whole.description.trim()));
      return /^2/.test(status) ? [head, ...bodies(whole.content)] : [head];
    }),
  );
}

function operations() {
  const methods = ['get', 'post', 'put', 'patch', 'delete', 'options'];
  return [...Object.entries(contract.paths), ...Object.entries(contract.webhooks ?? {})].flatMap(([address, path]) =>
    methods.filter((method) => path[method]).map((method) => ({ address, method, path, operation: path[method] })),
  );
}

function render() {
  const all = operations();
  const parts = contract.tags.map((tag) => ({ tag, own: all.filter((one) => one.operation.tags.includes(tag.name)) }));
  const id = (tag) => `tag-${tag.name.replaceAll(' ', '-')}`;
  return [
    h('h1', { tabindex: '-1' }, `${contract.info.title} API`),
    h('p', {}, contract.info.summary),
    ...prose(contract.info.description),
    h(
      'p',
      {},
      'All of it as a document for programs: ',
      h('a', { href: 'openapi.yaml' }, 'openapi.yaml'),
      ', ',
      h('a', { href: 'openapi.json' }, 'openapi.json'),
      '.',
    ),
    h('h2', {}, 'Contents'),
    ...parts.flatMap(({ tag, own }) => [
      h('h3', {}, h('a', { href: `#${id(tag)}` }, tag.name)),
      h(
        'ul',
        { class: 'contents' },
        ...own.map(({ address, method, operation }) =>
          h(
            'li',
            {},
            h('a', { href: `#${operation.operationId}` }, h('code', {}, `${method.toUpperCase()} ${address}`)),
            ` ${operation.summary}`,
          ),
        ),
      ),
    ]),
    ...parts.map(({ tag, own }) =>
      h(
        'section',
        { id: id(tag) },
        h('h2', {}, tag.name),
        ...prose(tag.description),
        ...own.map(({ address, method, path, operation }) => article(address, method, path, operation)),
      ),
    ),
    h(
      'section',
      { id: 'schemas' },
      h('h2', {}, 'Schemas'),
      ...Object.entries(contract.components.schemas)
        .filter(([, schema]) => schema.properties)
        .map(([name, schema]) =>
          h('article', { id: `schema-${name}` }, h('h3', {}, name), ...prose(schema.description), schemaTable(schema)),
        ),
    ),
  ];
}

const page = document.getElementById('reference');
try {
  contract = await (await fetch('openapi.json')).json();
  page.replaceChildren(...render());
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
} catch {
  page.replaceChildren(h('p', { role: 'alert' }, 'The document cannot be shown. ', h('a', { href: 'openapi.yaml' }, 'openapi.yaml')));
}
