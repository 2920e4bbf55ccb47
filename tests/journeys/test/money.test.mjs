import assert from 'node:assert/strict';
import {test} from 'node:test';

import {distance, fromCents, fromText, toText} from '../lib/money.mjs';

for (const [text, value] of [
         ['0', 0n],
         ['12.5', 125000n],
         ['12.3400', 123400n],
         ['-0.0001', -1n],
         ['7.', 70000n],
         ['1.00000000', 10000n],
         ['123456789012345678.9999', 1234567890123456789999n],
]) {
  test(`'${text}' is ${value} ten-thousandths`, () => assert.equal(fromText(text), value));
}

for (const text of ['', 'abc', '1e5', '1,5', '0.00001', ' 1']) {
  test(`'${text}' is refused`, () => assert.throws(() => fromText(text)));
}

test('text shows four decimals and the sign', () => {
  assert.equal(toText(fromCents(1299)), '12.9900');
  assert.equal(toText(-1n), '-0.0001');
  assert.equal(toText(0n), '0.0000');
});

test('a distance has no sign', () => {
  assert.equal(distance(3n, 5n), 2n);
  assert.equal(distance(5n, 3n), 2n);
});
