import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Random} from '../lib/random.mjs';

const many = (random, draw) => Array.from({length: 1000}, () => draw(random));

test('the same seed gives the same numbers, another seed others', () => {
  const numbers = seed => many(new Random(seed), r => r.next());
  assert.deepEqual(numbers(7), numbers(7));
  assert.notDeepEqual(numbers(7), numbers(8));
});

test('between() gives both ends and nothing beyond them', () => {
  const drawn = new Set(many(new Random(1), r => r.between(3, 6)));
  assert.deepEqual([...drawn].sort(), [3, 4, 5, 6]);
});

test('weighted() follows the weights', () => {
  const drawn = many(new Random(1), r => r.weighted({often: 9, seldom: 1, never: 0}));
  const count = name => drawn.filter(d => d === name).length;
  assert.equal(count('never'), 0);
  assert.ok(count('seldom') > 60 && count('seldom') < 140, `seldom: ${count('seldom')}`);
});

test('shuffled() keeps every element and leaves the list alone', () => {
  const list = [1, 2, 3, 4, 5];
  const result = new Random(2).shuffled(list);
  assert.deepEqual(list, [1, 2, 3, 4, 5]);
  assert.notDeepEqual(result, list);
  assert.deepEqual([...result].sort(), list);
});
