import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Truth} from '../lib/truth.mjs';

import {webOrder} from './samples.mjs';

test(
    'a registered buyer: customer, rep, ship-to, items, units and charges in the ERP\'s numbers',
    () => {
      assert.deepEqual(new Truth().sale(webOrder()), {
        party: '0000932',
        agent: 'REP02',
        inside: 'REP04',
        po: 'PO-1\n2',
        web: 'AAAA',
        deliveryNote: 'dock B',
        shipTo: 'SHIP-TO 01',
        invoiceTo: 'SHIP-TO 00',
        total: 1211300n,
        charges: {FREIGHT: 129500n, SALESTAX: 50000n},
        lines: [
          {item: 'FST001000', unit: 'EA', quantity: 3, name: 'Bolt', note: 'cut to 3 m', net: 31800n},
          {item: '0004719037', unit: 'BX', quantity: 100, name: 'Box', note: '', net: 1000000n},
        ],
      });
    });

test('a guest goes to the house account and the house rep', () => {
  const order = webOrder({customer: {customFields: {accountNumber: null, salesRep: null}}});
  const {party, agent, invoiceTo} = new Truth().sale(order);
  assert.deepEqual([party, agent, invoiceTo], ['0009999', 'REP00', 'SHIP-TO 00']);
});

test('without a ship-to number it goes to the street the buyer gave', () => {
  const order = webOrder();
  order.shippingAddress.customFields = null;
  const {shipTo, street} = new Truth().sale(order);
  assert.deepEqual([shipTo, street], [undefined, '1 Main St Apt 2']);
});

test('the rep is the account\'s, whatever the order says of itself', () => {
  const order = webOrder();
  order.customFields.salesRep = 'TR';
  assert.equal(new Truth().sale(order).agent, 'REP02');
});

test('a cancelled order has no sale, a cancelled line no line', () => {
  assert.equal(new Truth().sale(webOrder({state: 'Cancelled'})), null);
  const order = webOrder();
  order.lines[0].quantity = 0;
  assert.deepEqual(new Truth().sale(order).lines.map(line => line.item), ['0004719037']);
});

test('what the ERP lacks is named, until it is learned', () => {
  const truth = new Truth();
  const order = webOrder({customer: {customFields: {accountNumber: 'C10080', salesRep: 'MK'}}});
  order.lines[0].productVariant.sku = 'TLS-1119';
  assert.deepEqual(truth.missing(order), ['customers/C10080', 'items/TLS-1119']);
  truth.learnItem('TLS-1119', 'NEW1119');
  truth.learnCustomer('C10080', '0010080', {MAIN: 'SHIP-TO 00', ST001: 'SHIP-TO 01'});
  assert.deepEqual(truth.missing(order), []);
  assert.equal(truth.sale(order).party, '0010080');
  assert.equal(truth.sale(order).shipTo, 'SHIP-TO 01');
  assert.equal(truth.sale(order).lines[0].item, 'NEW1119');
});

test('a missing item on a cancelled line is not missed', () => {
  const order = webOrder();
  Object.assign(order.lines[0], {quantity: 0, productVariant: {sku: 'TLS-1119'}});
  assert.deepEqual(new Truth().missing(order), []);
});
