import assert from 'node:assert/strict';
import {test} from 'node:test';

import {judge} from '../lib/compare.mjs';
import {fromText} from '../lib/money.mjs';
import {Truth} from '../lib/truth.mjs';

import {line, sale, webOrder} from './samples.mjs';

const verdict = (sales, {order = webOrder(), parked = {}, kept} = {}) =>
    judge([{code: order.code, order, kept}], sales, new Truth(), parked)
        .map(({code, text}) => `${code}: ${text}`);

const altered = (at, lines) => sale({
  lines: [...sale().lines.slice(0, at), ...lines, ...sale().lines.slice(at + 1)],
});

test('the right sale has no differences', () => assert.deepEqual(verdict([sale()]), []));

for (const [name, wrong, want] of [
         ['another customer', sale({party: '0009999'}), 'customer is \'0009999\', not \'0000932\''],
         ['no rep', sale({agent: null}), 'rep is \'null\', not \'REP02\''],
         [
           'another ship-to', sale({shipTo: 'SHIP-TO 00'}),
           'ship-to is \'SHIP-TO 00\', not \'SHIP-TO 01\''
         ],
         [
           'another bill-to', sale({invoiceTo: 'SHIP-TO 01'}),
           'bill-to is \'SHIP-TO 01\', not \'SHIP-TO 00\''
         ],
         ['another PO', sale({description: 'PO-1'}), 'PO is \'PO-1\', not \'PO-1 2\''],
         [
           'another comment', sale({comment: 'WEB AAAA'}),
           'comment is \'WEB AAAA\', not \'WEB AAAA – sales credit REP02 100 %, inside REP04 dock B\''
         ],
         [
           'a line by another name', altered(0, [{...sale().lines[0], description: 'Nut'}]),
           'FST001000 is called \'Nut\', not \'Bolt\''
         ],
         [
           'a line without its note', altered(0, [{...sale().lines[0], note: null}]),
           'FST001000 has the note \'null\', not \'cut to 3 m\''
         ],
         [
           'a cent too much', sale({total: fromText('121.14')}),
           'total is \'121.1400\', not \'121.1300\''
         ],
         [
           'a cancelled sale', sale({state: 'cancelled'}),
           'the sale is cancelled, the web order is not'
         ],
         [
           'a line in another unit', altered(0, [line('FST001000', 'BX', 3, '1.06', '3.18')]),
           'FST001000 is in BX, not EA'
         ],
         [
           'a line at another price', altered(0, [line('FST001000', 'EA', 3, '1.0601', '3.18')]),
           'FST001000 is priced 1.0601, 3 should be 3.1800'
         ],
         ['a missing line', altered(0, []), 'no line of 3 FST001000'],
         [
           'a line too many', altered(0, [sale().lines[0], sale().lines[0]]),
           'a line too many: 3 FST001000'
         ],
         ['freight for nothing', altered(2, []), 'FREIGHT is 0.0000, not 12.9500'],
         [
           'tax twice', altered(3, [sale().lines[3], sale().lines[3]]),
           'SALESTAX is 10.0000, not 5.0000'
         ],
         [
           'a large residual',
           altered(0, [sale().lines[0], line('ROUNDING', 'u', 1, '0.03', '0.03')]),
           'ROUNDING is 0.0300: more than rounding leaves'
         ],
         [
           'another number than the shop shows', sale({number: 'SO000002'}),
           'the shop shows ERP number \'SO000001\', the sale is \'SO000002\''
         ],
]) {
  test(`named: ${name}`, () => assert.deepEqual(verdict([wrong]), [`AAAA: ${want}`]));
}

test('a price may be rounded either way at a tie, and a residual cent may balance it', () => {
  const order = webOrder({total: 1295 + 1001, totalWithTax: 1295 + 1001 + 500});
  order.lines = [{quantity: 200, proratedLinePrice: 1001, customFields: {lineNote: 'cut to 3 m'}, productVariant: {sku: 'FST-1000', name: 'Bolt'}}];
  const sold = (price, amount, rest) => sale({
    total: fromText('27.96'),
    lines: [line('FST001000', 'EA', 200, price, amount), ...sale().lines.slice(2), ...rest],
  });
  const cent = text => [line('ROUNDING', 'u', 1, text, text)];
  assert.deepEqual(verdict([sold('0.0500', '10.00', cent('0.01'))], {order}), []);
  assert.deepEqual(verdict([sold('0.0501', '10.02', cent('-0.01'))], {order}), []);
  assert.deepEqual(
      verdict([sold('0.0502', '10.04', [])], {order}),
      ['AAAA: FST001000 is priced 0.0502, 200 should be 10.0100']);
});

test('a building site is compared by its street', () => {
  const order = webOrder();
  order.shippingAddress.customFields = null;
  assert.deepEqual(verdict([sale({shipTo: 'Anyone'})], {order}), []);
  assert.deepEqual(
      verdict([sale({street: '2 Main St'})], {order}),
      ['AAAA: delivery street is \'2 Main St\', not \'1 Main St Apt 2\'']);
});

test('no sale, two sales and a stranger are named', () => {
  assert.deepEqual(verdict([]), ['AAAA: no sale']);
  assert.deepEqual(
      verdict([sale(), sale({number: 'SO000002'})]), ['AAAA: 2 sales: SO000001, SO000002']);
  assert.deepEqual(
      verdict([sale(), sale({reference: 'WEB-BBBB', number: 'SO000002'})]),
      ['WEB-BBBB: sale SO000002 belongs to no web order']);
});

test('what is parked and belongs to no web order is named', () => {
  assert.deepEqual(
      verdict([sale()], {parked: {'': ['totals', 'fetch']}}),
      [': parked for no web order: totals, fetch']);
});

test('a cancelled order needs a cancelled sale, or none', () => {
  const order = webOrder({state: 'Cancelled'});
  assert.deepEqual(verdict([], {order}), []);
  assert.deepEqual(verdict([sale({state: 'cancelled'})], {order}), []);
  assert.deepEqual(verdict([sale()], {order}), ['AAAA: cancelled, but the sale is \'quotation\'']);
});

test('an order with a missing number is parked for it, and not sold', () => {
  const order = webOrder();
  order.lines[0].productVariant.sku = 'TLS-1119';
  const parked = causes => ({order, parked: {AAAA: causes}});
  assert.deepEqual(verdict([], parked(['items/TLS-1119'])), []);
  assert.deepEqual(
      verdict([], parked(['items/FST-1000'])),
      ['AAAA: not parked for items/TLS-1119 but for items/FST-1000']);
  assert.deepEqual(verdict([], {order}), ['AAAA: not parked for items/TLS-1119']);
  assert.deepEqual(
      verdict([sale()], parked(['items/TLS-1119'])),
      ['AAAA: a sale although items/TLS-1119 is missing']);
});

test('an order with nothing missing is not parked', () => {
  assert.deepEqual(
      verdict([sale()], {parked: {AAAA: ['outcome unknown']}}), ['AAAA: parked: outcome unknown']);
});

test('changed too late: the sale stays as it was, the change is parked', () => {
  const order = webOrder({total: 99999, totalWithTax: 99999});
  assert.deepEqual(verdict([sale()], {order, kept: webOrder(), parked: {AAAA: ['changed']}}), []);
  assert.deepEqual(
      verdict([sale()], {order, kept: webOrder()}),
      ['AAAA: changed too late for the ERP, but not parked']);
});
