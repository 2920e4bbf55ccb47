// CSV with quoted fields; the first row names the columns.
import {readFileSync} from 'node:fs';

export function parseCsv(text) {
  const [head, ...rows] = text.trimEnd().split('\n').map(fieldsOf);
  return rows.map(row => Object.fromEntries(head.map((column, i) => [column, row[i] ?? ''])));
}

export const readCsv = path => parseCsv(readFileSync(path, 'utf8'));

function fieldsOf(line) {
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}
