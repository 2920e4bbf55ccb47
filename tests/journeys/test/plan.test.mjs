import assert from 'node:assert/strict';
import {test} from 'node:test';

import {FATES, makePlan, MISSING_ACCOUNT, MISSING_ITEMS} from '../lib/plan.mjs';
import {customers, variants} from '../lib/shop.mjs';

const fates = plan => new Set(plan.map(spec => spec.fate));
const skus = plan => new Set(plan.flatMap(spec => spec.lines.map(line => line.sku)));

test('the same seed makes the same plan', () => {
  assert.deepEqual(makePlan(5, 60), makePlan(5, 60));
  assert.notDeepEqual(makePlan(5, 60), makePlan(6, 60));
});

test(
    'the small plan has the missing customer, a missing item, a guest and changes early and late',
    () => {
      const plan = makePlan(1, 12);
      assert.equal(plan.length, 12);
      assert.ok(plan.some(spec => spec.account === MISSING_ACCOUNT));
      assert.ok(plan.some(spec => spec.account === null));
      assert.ok([...skus(plan)].some(sku => MISSING_ITEMS.includes(sku)));
      for (const fate
               of ['changeEarly', 'cancelEarly', 'changeLate', 'cancelLate', 'cancelLineLate']) {
        assert.ok(fates(plan).has(fate), fate);
      }
    });

test(
    'the full plan has every customer, every missing item, every fate, coupons, sizes and ship-tos',
    () => {
      const plan = makePlan(1, 60);
      assert.equal(plan.length, 60);
      assert.deepEqual([...fates(plan)].sort(), Object.keys(FATES).sort());
      for (const {account} of customers)
        assert.ok(plan.some(spec => spec.account === account), account);
      for (const sku of MISSING_ITEMS) assert.ok(skus(plan).has(sku), sku);
      for (const coupon of ['SEVEN', 'TENOFF', 'FREIGHTFREE'])
        assert.ok(plan.some(spec => spec.coupon === coupon), coupon);
      for (const shipTo of ['MAIN', 'ST001', 'ST002'])
        assert.ok(plan.some(spec => spec.shipTo === shipTo), shipTo);
      assert.ok([...skus(plan)].some(sku => /-[SML]$/.test(sku)), 'sizes');
    });

test('no plan buys more than the shop has, and no line twice in an order', () => {
  const bought = {};
  for (const {lines} of makePlan(3, 200)) {
    assert.equal(new Set(lines.map(line => line.sku)).size, lines.length);
    for (const {sku, quantity} of lines) bought[sku] = (bought[sku] ?? 0) + quantity;
  }
  for (const {sku, stock_nj: nj, stock_nv: nv} of variants) {
    assert.ok((bought[sku] ?? 0) <= Number(nj) + Number(nv), sku);
  }
});

test('a plan that is too small is refused', () => {
  assert.throws(() => makePlan(1, 11), {message: 'a journey has at least 12 orders'});
});
