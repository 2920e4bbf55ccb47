#!/usr/bin/env node
// The journey of releases and authority. Orders lie in Tryton as quotations until their rep releases them: one that nobody touches
// releases itself, one that staff released or changed is left to them. Payment terms and freight are the ERP's. An order whose price is off
// the ERP's waits, names both prices, and goes once a person has approved the web's.
//   node tests/journeys/release.mjs [--seed N] [--binary FILE]
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {readCsv} from './lib/csv.mjs';
import {waitFor} from './lib/patience.mjs';
import {SHOP} from './lib/peers.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Shelf} from './lib/shelf.mjs';
import {Shipping} from './lib/shipping.mjs';
import {Truth} from './lib/truth.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATIENCE = 120;      // seconds
const RELEASE_AFTER = 25;  // seconds
const LIST_PRICE = ['C10050', 'C10100'];  // their group has no prices of its own

function configure(scene) {
  const file = join(scene.folder, 'config/channels.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('    mode:', `    release-after: ${RELEASE_AFTER} s
    authority: { terms: erp, freight: erp, price-tolerance: 2%, approved-prices: approved-prices }
    outbound: { prices: yes, prices-every: 24 h, price-lists: price-lists, prices-changed-limit: 100, prices-down-limit: 100 }
    mode:`));
  writeFileSync(join(scene.folder, 'config/lookups/approved-prices.csv'), 'order_sku,price\n');
  writeFileSync(join(scene.folder, 'config/lookups/price-lists.csv'), 'list,group\nGOLD,GOLD\nSILVER,SILVER\n');
  rmSync(join(scene.folder, 'config/lookups/warehouses.csv'));
}

const {values} = parseArgs({options: {binary: {type: 'string'}, seed: {type: 'string', default: '1'}}});
const options = {name: 'release', ...values, seed: Number(values.seed), tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  const {daemon, shop} = scene, out = [];
  const terms = new Map(readCsv(join(ROOT, 'tests/peers/truth/xref_customers.csv')).map(row => [row.erp_customer, row.erp_payment_term]));
  const truth = new Truth(), shipping = new Shipping(scene.erpAdmin), shelf = new Shelf(SHOP);
  const differ = (code, text) => out.push({code, text});
  configure(scene);
  await shelf.connect();
  await daemon.start();
  const sold = makePlan(options.seed, 200).filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT)
                   .filter(spec => spec.shipping === 'ground' && !spec.coupon && spec.lines.every(line => truth.items.has(line.sku)));
  const saleOf = async code => (await scene.tryton.sales()).find(sale => sale.reference.includes(code));
  // It is a draft first, for as long as the daemon needs to ask for its quotation.
  const arrived = code => waitFor(`${code} in the ERP, and no draft any more`, PATIENCE, async () => {
    const sale = await saleOf(code);
    return sale && sale.state !== 'draft' && sale;
  }, 500);

  say('the shop gets the ERP\'s prices');
  await waitFor('the prices on their way', PATIENCE, async () => (await daemon.json('sync', 'prices', '--dry-run')).channels[0].changed === 0, 1000);
  await waitFor('the prices in the shop', PATIENCE, async () => {
    const {new: fresh, leased} = await daemon.json('status');
    return fresh + leased === 0;
  }, 1000);

  say('three orders: one is left alone, one is released, one is changed');
  const codes = [], placed = Date.now();
  for (const spec of sold.slice(0, 3)) codes.push(await shop.place(spec));
  const [alone, released, changed] = codes;
  for (const code of codes) {
    const sale = await arrived(code);
    if (sale.state !== 'quotation') differ(code, `state ${sale.state} instead of quotation`);
  }
  for (const code of codes) {
    const sale = await saleOf(code), {totalWithTax, shipping: freight} = await shop.read(code);
    const term = terms.get(sale.party);
    if (sale.term !== term) differ(code, `payment term ${sale.term} instead of the customer's own, ${term}`);
    if (sale.lines.some(line => line.item === 'FREIGHT')) differ(code, 'freight is the ERP\'s, and was sent');
    if (freight === 0 || totalWithTax === 0) differ(code, 'the shop charged no freight: this order shows nothing');
  }
  await shipping.release((await saleOf(released)).id);
  await shipping.edit((await saleOf(changed)).id, 2);
  const settled = ['processing', 'confirmed', 'done'];
  await waitFor(`${alone} released by itself`, PATIENCE, async () => settled.includes((await saleOf(alone)).state), 500)
      .catch(error => differ(alone, error.message));
  const waited = (Date.now() - placed) / 1000;
  if (waited < RELEASE_AFTER) differ(alone, `was released after ${waited} s`);
  await waitFor('what became of the releases', PATIENCE, async () => {
    const told = await Promise.all([released, changed].map(code => daemon.command('trace', code)));
    return told[0].includes('was released in the ERP') && told[1].includes('was edited in the ERP, so its rep releases it');
  }, 1000).catch(error => differ(changed, error.message));
  if ((await saleOf(changed)).state !== 'quotation') differ(changed, `staff changed it, and it is ${(await saleOf(changed)).state}`);

  say('a price that is off the ERP\'s');
  const spec = sold.find(one => LIST_PRICE.includes(one.account)), {sku} = spec.lines[0];
  const {ids} = await shelf.read(), before = (await shelf.prices())[sku].list;
  await shelf.price(ids[sku], before * 2);
  const held = await shop.place({...spec, lines: [{...spec.lines[0]}]});
  const cause = `approved-prices/${held}/${sku}`;
  await waitFor('the held order', PATIENCE, async () => (await daemon.parked())[held]?.includes(cause), 500).catch(error => differ(held, error.message));
  if (await saleOf(held)) differ(held, 'is in the ERP although its price was off');
  const [said] = (await daemon.json('parked')).filter(one => one.order === held);
  say(`parked: ${said?.what}`);
  const paid = /: ([\d.]+) on the web/.exec(said?.what ?? '')?.[1] ?? '0';
  await daemon.command('lookups', 'set', 'approved-prices', `${held}/${sku}`, paid);
  await arrived(held).catch(error => differ(held, error.message));
  return conclude('Journey of releases and authority', [['orders', 4], ['released by itself after', `${waited.toFixed(0)} s`]], out);
});
