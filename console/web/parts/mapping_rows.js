// mapping_rows: a mapping file's lines as the rows of a table, for reading: what is written, where it comes from, what happens to it.
// It checks nothing: findings are the daemon's.

/** "a: x, b: [1, 2], c: { d: e }" -> [["a", "x"], …]: the pairs of one level, quotes and brackets kept together. */
export function pairs_of(text) {
  const parts = [];
  let depth = 0, quote = '', from = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (quote) quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if ('[{'.includes(c) && c) depth++;
    else if (']}'.includes(c) && c) depth--;
    if (i === text.length || (c === ',' && depth === 0 && !quote)) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return parts.map(part => part.trim()).filter(Boolean).map(part => {
    const at = part.indexOf(':');
    return at < 0 ? [part, ''] : [part.slice(0, at).trim(), plain(part.slice(at + 1))];
  });
}

const plain = text => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/** A comment begins at a # that stands after white space and in no quotes. */
export function cut_comment(line) {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quote) quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '#' && (i === 0 || /\s/.test(line[i - 1]))) return [line.slice(0, i).trimEnd(),
        line.slice(i + 1).trim()];
  }
  return [line.trimEnd(), ''];
}

const SOURCES = new Set(['from', 'key', 'value', 'text', 'sum', 'first', 'count', 'each', 'split']);

function row_of(number, target, pairs, note) {
  const source = pairs.filter(([key]) => SOURCES.has(key));
  return {kind: 'field', number, target, note,
    source: source.map(([key, value]) =>
        (key === 'from' ? value : key === 'value' ? `"${value}"` : `${key} ${value}`)).join(', '),
    steps: pairs.filter(([key]) => !SOURCES.has(key)).map(([key, value]) =>
        (['yes', 'true'].includes(value) ? key : `${key} ${value}`))};
}

const NAMED = new Set(['fields', 'let']);

/** What stands below what, by indentation: [row, place] where the line begins a row, [null, place] where it belongs to one. */
function placed(above, {number, name, rest, note}) {
  const section = () =>
      ({kind: 'section', number, title: name, pairs: rest ? [['', plain(rest)]] : [], note});
  const pairs = rest.startsWith('{') ? pairs_of(rest.replace(/^\{\s*|\s*\}$/g, '')) : rest ?
      [['from', plain(rest)]] : [];
  switch (above.kind) {
    case 'top': {
      const row = section();
      return [row, {kind: NAMED.has(name) ? 'fields' : name === 'groups' ? 'groups' : 'section', row}];
    }
    case 'records':
      return [section(), {kind: 'layout'}];
    case 'groups':
      return [section(), {kind: 'fields'}];
    case 'layout':
      return [row_of(number, name, rest.startsWith('{') ? pairs : [['width', plain(rest)]], note),
          {kind: 'text'}];
    case 'fields': {
      const row = row_of(number, name, pairs, note);
      return [row, rest ? {kind: 'text'} : {kind: 'open', row, pairs}];
    }
    case 'section':
      if (name === 'records') return [null, {kind: 'records'}];
      if (NAMED.has(name) && !rest) return [null, {kind: 'fields', row: above.row}];
      above.row.pairs.push([name, plain(rest)]);
      return [null, {kind: 'section', row: above.row}];
    case 'open':  // a field over several lines, or a group of fields
      if (NAMED.has(name) && !rest) {
        Object.assign(above.row,
            {kind: 'section', title: above.row.target ?? above.row.title, pairs: above.pairs});
        return [null, {kind: 'fields', row: above.row}];
      }
      above.pairs.push([name, plain(rest)]);
      if (above.row.kind === 'field') Object.assign(above.row,
          row_of(above.row.number, above.row.target, above.pairs, above.row.note));
      return [null, {kind: 'text'}];
    default:
      return [null, {kind: 'text'}];
  }
}

/** [{kind: "section", number, title, pairs, note} | {kind: "field", number, target, source, steps, note}] */
export function mapping_rows(text) {
  const rows = [];
  let stack = [{depth: -1, kind: 'top'}];
  text.split('\n').forEach((raw, i) => {
    const [line, note] = cut_comment(raw);
    const match = /^(\s*)(?:- )?("[^"]*"|'[^']*'|[^\s:{[]+):(?:\s+(.*))?$/.exec(line);
    if (!match) return;
    const [, space, key, rest = ''] = match;
    stack = stack.filter(place => place.depth < space.length);
    const [row, place] = placed(stack.at(-1), {number: i + 1, name: plain(key), rest, note});
    if (row) rows.push(row);
    stack.push({...place, depth: space.length});
  });
  return rows;
}
