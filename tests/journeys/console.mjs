#!/usr/bin/env node
// The journey of the console: a person clears, explains and decides in the browser what the shop and the ERP really did, and both show it.
//   node tests/journeys/console.mjs [--binary FILE] [--seed N]
import {parseArgs} from 'node:util';

import {Console} from '../pages/lib/console.mjs';
import {waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 120;  // seconds
const MISSING = 'FST-1040';

const {values} = parseArgs({options: {binary: {type: 'string'}, seed: {type: 'string', default: '3'}}});
const faults = [];
const must = (name, ok, text) => ok || faults.push({code: name, text});

function plainOrders(seed, n) {
  const truth = new Truth();
  return makePlan(seed, 200)
      .filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT && spec.po)
      .filter(spec => spec.lines.every(line => truth.items.has(line.sku)))
      .slice(0, n);
}

const sale_of = async (scene, code) =>
    (await scene.tryton.sales()).find(sale => sale.reference.includes(code));
const button = (page, name) => page.getByRole('button', {name});

/** By the customer's PO number, as it is read out on the phone. */
async function find(console_, page, code, spec) {
  await console_.open(page, '/today');
  await page.keyboard.press('/');
  await page.keyboard.type(spec.po);
  await page.keyboard.press('Enter');
  await page.getByRole('link', {name: code}).first().click();
  await page.getByRole('heading', {name: new RegExp(code)}).waitFor();
  await page.getByText('read back').waitFor();
  say(`found ${code} by ${spec.po}`);
}

/** The first line's item of the ERP's document leads to the SKU that the shop sent. */
async function explain(console_, page, code, spec) {
  await console_.open(page, `/orders/${code}?view=documents`);
  const [line] = spec.lines;
  await page.locator('.tree button', {hasText: /^(item|product|ITEM)$/}).first().click();
  await page.locator('.trail').first().waitFor();
  const told = await page.locator('.trail').first().textContent();
  must('explain', spec.lines.some(one => told.includes(one.sku)),
      `${told} names none of ${spec.lines.map(one => one.sku)}, such as ${line.sku}`);
  must('explain', /order-to-sale\.yaml:\d+:\d+/.test(told), `no mapping line in ${told}`);
  say('its item is explained');
}

/** The row that the ERP side lacks is set beside its cause, and the sale is made. */
async function clear(scene, console_, page, code) {
  await console_.open(page, `/exceptions?cause=${encodeURIComponent(`items/${MISSING}`)}`);
  const row = page.getByLabel(new RegExp(`of ${MISSING}`));
  await row.fill('FST001000');
  await button(page, 'Set and go on').click();
  const sale = await waitFor('the sale in Tryton', PATIENCE, () => sale_of(scene, code));
  await console_.open(page, `/orders/${code}`);
  await page.locator('.head .state', {hasText: 'delivered'}).waitFor({timeout: 30_000});
  say(`${code} reached Tryton as ${sale.number ?? sale.id}`);
}

/** Staff cancel it on the web and enter it with another quantity: a person is asked, and says that it is the same. */
async function review(scene, console_, page, spec) {
  const code = await scene.shop.place(spec);
  const sale = await waitFor('the order in the ERP', PATIENCE, () => sale_of(scene, code));
  await scene.shop.cancel(code);
  await waitFor('its cancellation', PATIENCE, async () => (await sale_of(scene, code)).state === 'cancelled');
  const [copy] = await scene.erpAdmin.call('model.sale.sale.copy', [sale.id]);
  await scene.erpAdmin.call('model.sale.sale.write', [copy], {reference: null, comment: 'entered again'});
  const [line] = await scene.erpAdmin.find('sale.line', [['sale', '=', copy]], ['quantity']);
  await scene.erpAdmin.call('model.sale.line.write', [line.id], {quantity: line.quantity + 1});
  await scene.erpAdmin.press('sale.sale.quote', copy);
  await waitFor('that a person is asked', PATIENCE, async () => {
    await scene.daemon.json('reconcile', '--all');
    return (await scene.daemon.json('credit', 'reentries',
        '--open').catch(() => [])).some(one => one.order === code);
  }, 2000);
  await console_.open(page, '/credit/reentries?open=1');
  await page.locator('tr', {hasText: code}).getByRole('button', {name: 'Decide…'}).click();
  await page.getByLabel(/The same order, entered again/).check();
  await page.getByLabel('Why it was entered again').selectOption('stock-out');
  await page.getByRole('dialog').getByLabel('Why', {exact: false}).last().fill('the branch had one more');
  await page.getByRole('dialog').getByRole('button', {name: 'Decide'}).click();
  await page.getByText('Decided').first().waitFor();
  const found = (await scene.daemon.json('credit', 'reentries')).find(one => one.order === code);
  must('re-entered',
      found?.state === 'the same order' && found.because === 'the branch had one more' &&
          found.cause === 'stock-out',
      JSON.stringify(found));
  must('re-entered', (found?.decided_by ?? '').includes('ann'), `decided by ${found?.decided_by}`);
  await console_.open(page, `/credit/explain?key=${code}`);
  await page.getByRole('heading', {name: 'Ledger'}).waitFor();
  say(`${code} entered again as ${found?.erp}: ${found?.state}`);
}

const options = {name: 'console', mode: 'webhook', binary: values.binary, seed: Number(values.seed),
    tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  await scene.daemon.start();
  const console_ = await Console.beside({daemon: scene.daemon, url: `${scene.daemon.url}/`,
      log: scene.daemon.log});
  try {
    const [plain, stuck, ...others] = plainOrders(options.seed, 20);
    const again = others.find(spec => !spec.coupon && spec.account !== plain.account);
    const code = await scene.shop.place(plain);
    const parked = await scene.shop.place({...stuck, lines: [{sku: MISSING, quantity: 2}]});
    await waitFor('one in the ERP', PATIENCE, () => sale_of(scene, code));
    await waitFor('one parked', PATIENCE, async () => (await scene.daemon.parked())[parked]);
    const page = await console_.signed_in();
    await find(console_, page, code, plain);
    await explain(console_, page, code, plain);
    await clear(scene, console_, page, parked);
    await review(scene, console_, page, again);
    must('page', page.complaints.length === 0, page.complaints.join('; '));
  } finally {
    await console_.stop();
  }
  return conclude('Journey of the console', [['web orders', 3], ['faults', faults.length]], faults);
});
