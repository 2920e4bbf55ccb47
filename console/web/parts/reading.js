// reading: documents as people read them: indented, with the bytes that a value was read from marked, and XML as its leaves.

/** Text of JSON or XML, indented for reading; the rest as it came. */
export function pretty(text, type = '') {
  if (type.includes('json') || /^\s*[[{]/.test(text)) return indent_json(text);
  if (type.includes('xml') || /^\s*</.test(text)) return indent_xml(text);
  return text;
}

/** Only white space is added: numbers and escapes stay as they came. `seen(i, out.length)` is told where each character goes. */
function indent_json(text, seen = () => {}) {
  let out = '', depth = 0, quoted = false;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    seen(i, out.length);
    if (quoted) {
      out += c;
      if (c === '\\') {
        i++;
        seen(i, out.length);
        out += text[i] ?? '';
      }
      else if (c === '"') quoted = false;
    } else if (c === '"') {
      quoted = true;
      out += c;
    } else if (c === '{' || c === '[') {
      const empty = /^\s*[}\]]/.exec(text.slice(i + 1));
      if (empty) {
        out += c + empty[0].trim();
        i += empty[0].length;
      } else {
        depth++;
        out += c + line();
      }
    } else if (c === '}' || c === ']') {
      depth = Math.max(0, depth - 1);
      out += line() + c;
    } else if (c === ',') out += c + line();
    else if (c === ':') out += ': ';
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}

function indent_xml(text) {
  let depth = 0;
  return text.replace(/>\s+</g, '><').replace(/></g, '>\n<').split('\n').map(line => {
    if (/^<\//.test(line)) depth = Math.max(0, depth - 1);
    const shown = '  '.repeat(depth) + line;
    if (/^<[^!?/]/.test(line) && !/\/>$/.test(line) && !/<\//.test(line)) depth++;
    return shown;
  }).join('\n');
}

/** The leaves of an XML document: [{path: "/sale[1]/line[2]/item[1]", shown, value}]; null where it is none. */
export function leaves_of(text) {
  const tree = new DOMParser().parseFromString(text, 'application/xml');
  if (tree.querySelector('parsererror')) return null;
  const out = [];
  const walk = (node, path, names) => {
    for (const one of node.attributes) out.push({path: `${path}/@${one.name}`,
        names: [...names, `@${one.name}`], value: one.value});
    if (node.children.length === 0) {
      out.push({path, names, value: node.textContent});
      return;
    }
    const nth = {};
    const of = name => [...node.children].filter(child => child.nodeName === name).length;
    for (const child of node.children) {
      nth[child.nodeName] = (nth[child.nodeName] ?? 0) + 1;
      const several = of(child.nodeName) > 1;
      walk(child, `${path}/${child.nodeName}[${nth[child.nodeName]}]`,
          [...names, several ? `${child.nodeName} ${nth[child.nodeName]}` : child.nodeName]);
    }
  };
  walk(tree.documentElement, `/${tree.documentElement.nodeName}`, []);
  return out;
}

/** Bytes of UTF-8 as an index into the text. */
function index_of(text, bytes) {
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, bytes)).length;
}

/**
 * [{text, mark}]: the text for reading, with what the ranges {from, to} (bytes of the document as it came) hold marked.
 * XML is indented only where nothing is to be marked, since tags would move.
 */
export function marked(text, type, ranges) {
  if (ranges.length === 0) return [{text: pretty(text, type), mark: false}];
  const all = ranges.map(one => [index_of(text, one.from), index_of(text, one.to)]).sort((a,
      b) => a[0] - b[0]);
  let shown = text, place = i => i;
  if (/^\s*[[{]/.test(text)) {
    const places = new Map();
    shown = indent_json(text, (i, at) => places.set(i, at));
    place = i => places.get(i) ?? shown.length;
  }
  const out = [];
  let at = 0;
  for (const [from, to] of all) {
    const begin = place(from), end = place(to - 1) + 1;
    if (begin < at) continue;
    out.push({text: shown.slice(at, begin), mark: false}, {text: shown.slice(begin, end), mark: true});
    at = end;
  }
  return [...out, {text: shown.slice(at), mark: false}];
}
