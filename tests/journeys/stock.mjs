#!/usr/bin/env node
// The journey of the stock: what lies in Tryton, and what it costs there, is what Vendure shows, through changes, a SKU that the shop refuses, a shop that fails as
// a whole because of one SKU, stock below nothing, an ERP that is away in the middle of a look, and a daemon that is killed while it pushes.
//   node tests/journeys/stock.mjs [--binary FILE] [--seed N]
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {waitFor} from './lib/patience.mjs';
import {peer, SHOP} from './lib/peers.mjs';
import {Random} from './lib/random.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Shelf} from './lib/shelf.mjs';
import {differing, items, Warehouse} from './lib/stock.mjs';

const PATIENCE = 180;     // seconds
const LOOK_EVERY = 2;     // seconds, as configured below
const PROMISED = 5 + LOOK_EVERY;
const LISTS = ['GOLD', 'SILVER', 'NET-0005206'];  // BRONZE: nobody on the web buys by it
const OUTBOUND = `    outbound:
      { stock: on-hand, stock-every: ${LOOK_EVERY} s, locations: warehouses, prices: yes, prices-every: ${LOOK_EVERY} s, price-lists: price-lists }
`;

const {values} = parseArgs({options: {binary: {type: 'string'}, seed: {type: 'string', default: '1'}}});
const random = new Random(Number(values.seed));
const faults = [];
const must = (name, ok, text) => ok || faults.push({code: name, text});

/** `n` different items of one SKU each, kept in one piece. */
function pick(n, not = []) {
  const once = items.filter(row => row.stock_per_sale_uom === '1' && items.filter(i => i.item_no === row.item_no).length === 1)
                   .filter(row => !not.includes(row.web_sku));
  return random.shuffled(once).slice(0, n);
}

class Play {
  constructor(scene) {
    this.scene = scene;
    this.warehouse = new Warehouse(scene.erpAdmin);
    this.shelf = new Shelf(SHOP);
  }

  async open() {
    const file = join(this.scene.folder, 'config/channels.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {4}poll-every: 2 s\n/m, match => match + OUTBOUND));
    writeFileSync(join(this.scene.folder, 'config/lookups/price-lists.csv'), ['list,group', ...LISTS.map(l => `${l},${l}`), ''].join('\n'));
    await this.warehouse.connect();
    await this.shelf.connect();
    await this.scene.daemon.start();
  }

  async wrong(but = []) {
    const [want, {levels}] = [await this.warehouse.levels(), await this.shelf.read()];
    return differing(want, levels).filter(d => !but.includes(d.sku));
  }

  /** Waits until shop and ERP agree; says how long it took. */
  async agree(what, but = []) {
    const begun = Date.now();
    let left = [];
    await waitFor(what, PATIENCE, async () => (left = await this.wrong(but)).length === 0, 250).catch(error => {
      must(what, false, `${error.message}: ${JSON.stringify(left.slice(0, 3))}`);
    });
    const took = (Date.now() - begun) / 1000;
    say(`${what}: ${took.toFixed(1)} s`);
    return took;
  }

  /** Every price that the shop sells at is the ERP's, those of customer groups too. */
  async pricesAgree(what) {
    let left = [];
    await waitFor(what, PATIENCE, async () => {
      const [want, shows] = [await this.warehouse.prices(LISTS), await this.shelf.prices()];
      left = Object.keys(want).filter(sku => Object.keys(want[sku]).some(name => want[sku][name] !== shows[sku]?.[name]))
                 .map(sku => ({sku, want: want[sku], shows: shows[sku]}));
      return left.length === 0;
    }, 250).catch(error => must(what, false, `${error.message}: ${JSON.stringify(left.slice(0, 3))}`));
  }

  async tenPrices() {
    await this.pricesAgree('the first prices');
    const changed = pick(10);
    const before = await this.shelf.prices();
    for (const row of changed) await this.warehouse.reprice(row.item_no, (Number(row.erp_price) * 1.1).toFixed(2));
    await this.pricesAgree('ten prices');
    const after = await this.shelf.prices();
    const moved = Object.keys(after).filter(sku => JSON.stringify(after[sku]) !== JSON.stringify(before[sku])).sort();
    const meant = changed.map(row => row.web_sku).sort();
    must('ten prices', `${moved}` === `${meant}`, `moved: ${moved}; meant: ${meant}`);
  }

  /** A price that falls absurdly stays as it is until somebody approves it. */
  async absurdPrice() {
    const [row] = pick(1);
    const before = (await this.shelf.prices())[row.web_sku].list;
    await this.warehouse.reprice(row.item_no, '0.01');
    await waitFor('a question about prices', PATIENCE, async () => Object.values(await this.scene.daemon.parked()).flat().includes('prices/plan'));
    must('absurd price', (await this.shelf.prices())[row.web_sku].list === before, 'the shop sells at the absurd price');
    const {channels: [{plan}]} = await this.scene.daemon.json('sync', 'prices', '--dry-run').catch(error => ({channels: [{plan: error.message}]}));
    await this.scene.daemon.command('sync', 'prices', '--approve', plan);
    await this.pricesAgree('an approved price');
  }

  async tenChanges() {
    const changed = pick(10);
    const before = await this.shelf.read();
    await this.warehouse.count(changed.map((row, i) => ({item: row.item_no, house: i % 2 ? 'WH' : 'WH2', quantity: 1000 + i})));
    const took = await this.agree('ten changes');
    must('ten changes', took <= PROMISED, `the shop showed them after ${took.toFixed(1)} s, ${PROMISED} s are promised`);
    const after = await this.shelf.read();
    const moved = Object.keys(after.moves).filter(sku => after.moves[sku] !== before.moves[sku]).sort();
    const meant = changed.map(row => row.web_sku).sort();
    must('ten changes', `${moved}` === `${meant}`, `moved: ${moved}; meant: ${meant}`);
  }

  /** A SKU that the shop no longer has, and one that its database refuses: each parked alone, the others go. */
  async refused() {
    const [gone, poisoned, ...others] = pick(8);
    const {ids} = await this.shelf.read();
    await this.shelf.rename(ids[gone.web_sku], 'RENAMED-IN-SHOP');
    await this.shelf.poison(ids[poisoned.web_sku]);
    await this.warehouse.count([gone, poisoned, ...others].map((row, i) => ({item: row.item_no, house: 'WH', quantity: 700 + i})));
    const parked = await waitFor('two SKUs parked', PATIENCE, async () => {
      const found = await this.scene.daemon.parked();
      return Object.keys(found).length >= 2 && found;
    });
    await this.agree('the others of a refused batch', [gone.web_sku, poisoned.web_sku]);
    const want = {[gone.web_sku]: ['shop/NO_SKU'], [poisoned.web_sku]: ['shop/INTERNAL']};
    must('refused SKUs', JSON.stringify(Object.entries(parked).sort()) === JSON.stringify(Object.entries(want).sort()),
         `parked: ${JSON.stringify(parked)}, expected ${JSON.stringify(want)}`);
    await this.shelf.heal();
    await this.shelf.rename(ids[gone.web_sku], gone.web_sku);
    await this.scene.daemon.command('replay', '--channel', 'acme/web');
    await this.agree('after a replay');
    must('refused SKUs', Object.keys(await this.scene.daemon.parked()).length === 0, 'something is still parked');
  }

  async belowNothing() {
    const [row] = pick(1);
    await this.warehouse.overdraw(row.item_no, 'WH', 1_000_000);
    await this.agree('stock below nothing is shown as 0');
    const {levels} = await this.shelf.read();
    must('below nothing', levels[row.web_sku]['NJ-MAIN'] === 0, `the shop shows ${levels[row.web_sku]['NJ-MAIN']}`);
  }

  async erpAway() {
    await this.warehouse.count(pick(5).map((row, i) => ({item: row.item_no, house: 'WH2', quantity: 300 + i})));
    await peer('tryton', 'down');
    await sleep(3 * LOOK_EVERY * 1000);
    await peer('tryton', 'up', '--keep');
    await this.agree('after an ERP that was away');
  }

  async killed() {
    const many = pick(150);
    await this.warehouse.count(many.map((row, i) => ({item: row.item_no, house: 'WH', quantity: 2000 + i})));
    for (let i = 0; i < 3; ++i) {
      await sleep(1500 + random.between(0, 1500));
      await this.scene.daemon.kill();
      await this.scene.daemon.start();
    }
    await this.agree('after three kills while pushing');
    must('kills', Object.keys(await this.scene.daemon.parked()).length === 0, 'something is parked');
    const plan = await this.scene.daemon.json('sync', 'stock', '--dry-run');
    must('kills', plan.channels[0].changed === 0, `a plan still has ${plan.channels[0].changed} changes`);
  }
}

const options = {name: 'stock', mode: 'poll', binary: values.binary, seed: Number(values.seed), tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  const play = new Play(scene);
  await play.open();
  await play.agree('the first cycle');
  for (const act of ['tenPrices', 'absurdPrice', 'tenChanges', 'refused', 'belowNothing', 'erpAway', 'killed']) await play[act]();
  return conclude('Journey of the stock', [['SKUs', items.length], ['faults', faults.length]], faults);
});
