import assert from 'node:assert/strict';
import {test} from 'node:test';

import {parseCsv} from '../lib/csv.mjs';

for (const [name, line, want] of [
         ['plain fields', 'a,b', ['a', 'b']],
         ['empty fields', ',', ['', '']],
         ['a quoted comma', '"a,b",c', ['a,b', 'c']],
         ['a doubled quote', '"Tape ""Pro""",x', ['Tape "Pro"', 'x']],
         ['a short row', 'a', ['a', '']],
]) {
  test(`a row with ${name}`, () => {
    assert.deepEqual(parseCsv(`one,two\n${line}\n`), [{one: want[0], two: want[1]}]);
  });
}
