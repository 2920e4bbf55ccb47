// Partner: an EDI partner with a folder: puts interchanges into it and reads what comes back. Knows X12, and of the daemon only its folders.
import {mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const FUNCTION = {850: 'PO', 860: 'PC', 997: 'FA'};

export class Partner {
  #control = 100;

  constructor(folder) {
    this.folder = folder;
    for (const name of ['in', 'out', 'archive']) mkdirSync(join(folder, name), {recursive: true});
  }

  /** An interchange with one set; `segments` are what is between ST and SE. Returns its control number. */
  send(set, segments, after = '') {
    const control = String(++this.#control).padStart(9, '0');
    const day = new Date().toISOString().slice(2, 10).replaceAll('-', '');
    const text = [
      `ISA*00*          *00*          *01*0012345678     *ZZ*ACME           *${day}*0900*U*00401*${control}*0*P*>`,
      `GS*${FUNCTION[set]}*0012345678*ACME*20${day}*0900*${this.#control}*X*004010`,
      `ST*${set}*0001`, ...segments, `SE*${segments.length + 2}*0001`,
      `GE*1*${this.#control}`, `IEA*1*${control}`,
    ].map(segment => `${segment}~\n`).join('') + after;
    const name = join(this.folder, `in/${set}-${control}.x12`);
    writeFileSync(`${name}.tmp`, text);
    renameSync(`${name}.tmp`, name);
    return control;
  }

  /** What came back: {name, set, control, segments, at}, oldest first. */
  received() {
    const names = readdirSync(join(this.folder, 'out')).filter(name => !name.startsWith('.'));
    return names.map(name => read(join(this.folder, 'out', name))).sort((a, b) => a.control - b.control);
  }

  last(set) {
    return this.received().filter(one => one.set === set).at(-1);
  }
}

function read(path) {
  const segments = readFileSync(path, 'utf8').split('~').map(text => text.trim().split('*')).filter(s => s[0]);
  const of = tag => segments.find(s => s[0] === tag);
  return {path, set: of('ST')?.[1] ?? 'TA1', group: of('GS')?.[6], functional: of('GS')?.[1], control: Number(of('ISA')[13]), segments, at: statSync(path).mtimeMs};
}
