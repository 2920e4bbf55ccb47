// What the pages work out themselves, without a browser: how a mapping reads as a table, and where marked bytes go.
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';

import {csv_text} from '../../../console/web/parts/csv.js';
import {cut_comment, mapping_rows, pairs_of} from '../../../console/web/parts/mapping_rows.js';
import {marked, pretty} from '../../../console/web/parts/reading.js';
import {standing_of} from '../../../console/web/parts/standing.js';

test('pairs keep what stands in quotes and brackets together', () => {
  const rows = [
    ['from: sku, lookup: items', [['from', 'sku'], ['lookup', 'items']]],
    ['key: [buyer/account, ship_to/code], empty: ""',
        [['key', '[buyer/account, ship_to/code]'], ['empty', '']]],
    ["from: \"a[@b='x, y']\", upper: true", [['from', "a[@b='x, y']"], ['upper', 'true']]],
    ['text: "{a}: {b}"', [['text', '{a}: {b}']]],
    ['', []],
  ];
  for (const [text, want] of rows) assert.deepEqual(pairs_of(text), want, text);
});

test('a file for a spreadsheet holds what stands in the table, and no formula', () => {
  const columns = [['Name', one => one.name], ['Amount', one => one.amount]];
  const rows = [
    [{name: 'Müller & Co.', amount: '-12.50'}, 'Müller & Co.,-12.50'],
    [{name: 'Pipes, "½"', amount: 0}, '"Pipes, ""½""",0'],
    [{name: '=HYPERLINK("http://x")', amount: null}, '"\'=HYPERLINK(""http://x"")",'],
    [{name: '@a', amount: '-1+1'}, "'@a,'-1+1"],
    [{name: 'two\nlines', amount: '+3'}, '"two\nlines",+3'],
  ];
  for (const [row, want] of rows) assert.equal(csv_text(columns, [row]), `\ufeffName,Amount\r\n${want}\r\n`);
  assert.equal(csv_text(columns, []), '\ufeffName,Amount\r\n');
});

test('a comment begins at a # after white space, and in no quotes', () => {
  assert.deepEqual(cut_comment('  a: { from: b }   # why'), ['  a: { from: b }', 'why']);
  assert.deepEqual(cut_comment('a: "x # y"'), ['a: "x # y"', '']);
  assert.deepEqual(cut_comment('a: b#c'), ['a: b#c', '']);
});

test('the demo\'s mapping reads as a table', () => {
  const text = readFileSync(new URL('../../../config/examples/demo/mappings/order-to-file.yaml',
      import.meta.url),
      'utf8');
  const rows = mapping_rows(text);
  assert.deepEqual(rows.filter(row => row.kind === 'section').map(row => row.title),
      ['mapping', 'from', 'root', 'fields', 'reps', 'lines', 'charges', 'tax']);
  const item = rows.find(row => row.number === 26);
  assert.deepEqual([item.target, item.source, item.steps], ['item', 'sku', ['lookup items', 'required']]);
  assert.deepEqual(rows.find(row => row.title === 'lines').pairs,
      [['each', 'line'], ['when', 'quantity > 0'], ['as', 'line']]);
  for (const row of rows) assert.ok(text.split('\n')[row.number - 1].includes(row.target ?? row.title));
});

test('a field that is written over several lines is one row', () => {
  const [, row] = mapping_rows('fields:\n  A:\n    from: x\n    lookup: y\n  B: z\n');
  assert.deepEqual([row.target, row.source, row.steps, row.number], ['A', 'x', ['lookup y'], 2]);
});

test('every example mapping has its fields in the table', () => {
  const folder = new URL('../../../config/examples/mappings/mappings/', import.meta.url);
  const fields = {'common.yaml': 5, 'order-to-as400.yaml': 42, 'order-to-csv.yaml': 37,
      'order-to-jde.yaml': 55, 'order-to-xml.yaml': 11};
  for (const [file, count] of Object.entries(fields)) {
    const text = readFileSync(new URL(file, folder), 'utf8'), rows = mapping_rows(text);
    assert.ok(rows.filter(row => row.kind === 'field').length >= count, `${file} ${rows.length}`);
    for (const row of rows) assert.ok(text.split('\n')[row.number - 1].includes(row.target ?? row.title),
        `${file}:${row.number}`);
  }
});

test('JSON for reading differs from what came in white space only', () => {
  const text = '{"a":1.10,"b":[1,{"c":"x, y: {z}\\"]"}],"d":{},"e":[ ],"f":"\\u00e9"}';
  const shown = pretty(text, 'application/json');
  assert.equal(JSON.stringify(JSON.parse(shown)), JSON.stringify(JSON.parse(text)));
  assert.match(shown, /"a": 1\.10/);
});

test('marked bytes are found again after umlauts, and after indenting', () => {
  const text = '{"näme":"Müller","sku":"ELE-1"}';
  const bytes = Buffer.from(text), from = bytes.indexOf('"ELE-1"'), to = from + 7;
  const pieces = marked(text, 'application/json', [{from, to}]);
  assert.deepEqual(pieces.filter(one => one.mark).map(one => one.text), ['"ELE-1"']);
  assert.equal(pieces.map(one => one.text).join(''), pretty(text, 'application/json'));
  assert.deepEqual(marked('A*B*C~', 'x12', [{from: 2, to: 3}]).map(one => one.text), ['A*', 'B', '*C~']);
});

test('hold, promise, backorder, shipment and invoice are those of the newest status', () => {
  const status = (text, document = '') =>
      ({kind: 'status', document, steps: [{stage: 'status', text: `the shop shows: ${text}`}]});
  const rows = [
    [[], []],
    [[status('on hold: it waits to be released')], [['On hold', 'it waits to be released']]],
    [[status('on hold: it waits'), status('in the works, promised for 2026-03-20')],
        [['Promised for', '2026-03-20']]],
    [[status('shipped in part; backordered: 2 x FST-1000, 1 x B-2, promised for 2026-03-20')],
        [['Promised for', '2026-03-20'], ['Backordered', '2 x FST-1000, 1 x B-2']]],
    [[status('shipped on 2026-03-11; invoiced as I2026-00012',
        '{"shipments":[{"method":"UPS (12)","tracking":"1Z99"}]}')],
        [['Shipped on', '2026-03-11'], ['Invoice', 'I2026-00012'], ['Tracking', 'UPS (12) 1Z99']]],
  ];
  for (const [messages,
      want] of rows) assert.deepEqual(standing_of(messages).filter(([term]) => term !== 'The shop shows'),
      want);
});

test('what index.html names is there', () => {
  const web = new URL('../../../console/web/', import.meta.url);
  const named = [...readFileSync(new URL('index.html', web), 'utf8').matchAll(/(?:href|src)="([^"]+)"/g)].map(match => match[1]);
  assert.ok(named.length > 20);
  for (const file of named) assert.ok(existsSync(new URL(file, web)), file);
});

test('a named field has its first value as a default: with value= or checked= what is typed would be lost when the page is drawn anew', () => {
  const web = new URL('../../../console/web/', import.meta.url);
  const files = ['parts', 'pages'].flatMap(folder => readdirSync(new URL(folder, web)).map(name => `${folder}/${name}`));
  assert.ok(files.length > 40);
  for (const file of files) {
    for (const [field] of readFileSync(new URL(file, web), 'utf8').matchAll(/<(?:input|select|textarea)\b[^>]*\bname=[^>]*/g))
      assert.doesNotMatch(field.replace(/type="radio"[^]*/, ''), /\s(value|checked)=/, `${file}: ${field}`);
  }
});
