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
    else if (c === '#' && (i === 0 || /\s/.test(line[i - 1]))) return [line.slice(0, i).trimEnd(), line.slice(i + 1).trim()];
  }
  return [line.trimEnd(), ''];
}

const SOURCES = new Set(['from', 'key', 'value', 'text', 'sum', 'first', 'count', 'each', 'split']);

function row_of(number, target, pairs, note) {
  const source = pairs.filter(([key]) => SOURCES.has(key));
  return {kind: 'field', number, target, note,
    source: source.map(([key, value]) => (key === 'from' ? value : key === 'value' ? `"${value}"` : `${key} ${value}`)).join(', '),
    steps: pairs.filter(([key]) => !SOURCES.has(key)).map(([key, value]) => (['yes', 'true'].includes(value) ? key : `${key} ${value}`))};
}

/** [{kind: "section", number, title, pairs} | {kind: "field", number, target, source, steps, note}] */
export function mapping_rows(text) {
  const rows = [];
  let section = null, open = null;
  text.split('\n').forEach((raw, i) => {
    const [line, note] = cut_comment(raw);
    const match = /^(\s*)(?:- )?("[^"]*"|'[^']*'|[^\s:{[]+):(?:\s+(.*))?$/.exec(line);
    if (!match) return;
    const [, space, key, rest = ''] = match;
    const depth = space.length, name = plain(key);
    if (open && depth > open.depth) {
      open.pairs.push([name, plain(rest)]);
      Object.assign(open.row, row_of(open.row.number, open.row.target, open.pairs, open.row.note));
      return;
    }
    open = null;
    if (depth === 0) {
      section = {kind: 'section', number: i + 1, title: name, pairs: rest ? [['', plain(rest)]] : [], note, fields: -1};
      rows.push(section);
    } else if (name === 'fields') {
      section.fields = depth;
    } else if (section && (section.fields >= 0 ? depth > section.fields : section.title === 'fields')) {
      const row = row_of(i + 1, name, rest.startsWith('{') ? pairs_of(rest.replace(/^\{\s*|\s*\}$/g, '')) : rest ? [['from', plain(rest)]] : [], note);
      rows.push(row);
      if (!rest) open = {depth, pairs: [], row};
    } else if (section) {
      section.fields = -1;
      section.pairs.push([name, plain(rest)]);
    }
  });
  return rows;
}
