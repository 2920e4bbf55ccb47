#!/usr/bin/env node
// The journey of the orders: placed, changed and cancelled in the shop while webhooks are lost, the
// ERP is away and the daemon is killed. In the end each is one sale with the right rep, lines and
// total, or parked with its cause until the operator adds what is missing.
//   node tests/journeys/orders.mjs [--full] [--orders N] [--kills N] [--mode webhook|poll] [--seed
//   N]
//     [--binary FILE] [--patience SECONDS]
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {Chaos} from './lib/chaos.mjs';
import {judge, salesOf} from './lib/compare.mjs';
import {abreast, waitFor} from './lib/patience.mjs';
import {peer} from './lib/peers.mjs';
import {FATES, MISSING_ACCOUNT, MISSING_ITEMS, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {customers, variants} from './lib/shop.mjs';
import {Truth} from './lib/truth.mjs';

const QUIET = 8_000;  // ms: longer than any retry that may still be under way

function options() {
  const {values} = parseArgs({
    options: {
      full: {type: 'boolean', default: false},
      orders: {type: 'string'},
      kills: {type: 'string'},
      binary: {type: 'string'},
      mode: {type: 'string', default: 'webhook'},
      seed: {type: 'string', default: '1'},
      patience: {type: 'string', default: '180'},
    },
  });
  if (!['webhook', 'poll'].includes(values.mode))
    throw new Error(`--mode is webhook or poll, not '${values.mode}'`);
  return {
    ...values,
    seed: Number(values.seed),
    patience: Number(values.patience),
    orders: Number(values.orders ?? (values.full ? 60 : 12)),
    kills: Number(values.kills ?? (values.full ? 20 : 4)),
  };
}

class OrdersJourney {
  constructor(scene, {seed, orders, kills, patience}) {
    Object.assign(this, {scene, kills, patience});
    this.truth = new Truth();
    this.plan = makePlan(seed, orders);
    this.chaos = new Chaos(scene.daemon, seed + 1);
    this.placed = [];  // {code, spec, order, kept}
  }

  async play() {
    await this.scene.daemon.start();
    let trouble;
    const killing = this.chaos.run(this.kills).catch(error => (trouble = error));
    await this.placeCalmly();
    await this.placeInOutage();
    await this.changeLate();
    await this.settle('everything that can be sold to be sold, the rest to be parked');
    await this.changeParked();
    await this.addMissing();
    await killing;
    if (trouble) throw trouble;
    await this.settle('the parked orders to go by themselves');
    await sleep(QUIET);
    return this.differences();
  }

  of(...fates) {
    return this.plan.filter(spec => fates.includes(spec.fate));
  }

  async place(spec) {
    const code = await this.scene.shop.place(spec);
    const entry = {code, spec};
    this.placed.push(entry);
    return entry;
  }

  async placeCalmly() {
    const early = Object.keys(FATES).filter(fate => fate.endsWith('Early'));
    const calm = this.plan.filter(spec => !early.includes(spec.fate));
    await abreast(3, calm, spec => this.place(spec));
    say(`${calm.length} orders placed`);
  }

  /** While the ERP is away the shop's changes come before any delivery. */
  async placeInOutage() {
    await peer('tryton', 'down');
    say('the ERP is stopped');
    const specs = this.of('changeEarly', 'cancelEarly', 'cancelLineEarly');
    await abreast(3, specs, async spec => this.alter(await this.place(spec)));
    say(`${specs.length} orders placed and changed`);
    await peer('tryton', 'up', '--keep');
    say('the ERP is back');
  }

  async changeLate() {
    const late = ['changeLate', 'cancelLate', 'cancelLineLate', 'changePicked'];
    const entries = this.placed.filter(({spec}) => late.includes(spec.fate));
    await abreast(2, entries, async entry => {
      await waitFor(
          `the ERP number of ${entry.code} in the shop`, this.patience,
          async () => (await this.scene.shop.read(entry.code)).customFields.erpOrderNumber);
      if (entry.spec.fate === 'changePicked') await this.pick(entry);
      await this.alter(entry);
    });
    say(`${entries.length} delivered orders changed`);
  }

  async pick(entry) {
    const [sale] = salesOf(entry.code, await this.scene.tryton.sales());
    await this.scene.tryton.pick(sale);
    entry.kept = await this.scene.shop.read(entry.code);
  }

  async changeParked() {
    const entries =
        this.placed.filter(({spec}) => ['changeParked', 'cancelParked'].includes(spec.fate));
    for (const entry of entries) await this.alter(entry);
    say(`${entries.length} parked orders changed`);
  }

  /** What the order's fate does to it in the shop. */
  async alter({code, spec}) {
    const {shop} = this.scene;
    if (spec.fate.startsWith('cancelLine')) return shop.cancel(code, 0, 1);
    if (spec.fate.startsWith('cancel')) return shop.cancel(code);
    const others = customers.find(c => c.account === spec.account).shipTos;
    const shipTo = others.find(s => s.ship_to !== spec.shipTo)?.ship_to;
    const bought = spec.lines.map(line => line.sku);
    const add = variants.find(
        v => Number(v.stock_nj) > 500 && !bought.includes(v.sku) && this.truth.items.has(v.sku));
    return shop.change(code, {
      quantities: spec.lines.slice(0, 1).map(line => line.quantity + 2),
      add: {sku: add.sku, quantity: 2},
      shipTo,
    });
  }

  /** The operator's work: numbers in the ERP, lines in the lookups. No order is touched. */
  async addMissing() {
    const {erpAdmin, daemon} = this.scene;
    const set = (...words) => waitFor(
        `lookups set ${words.join(' ')}`, 30,
        async () => (await daemon.command('lookups', 'set', ...words), true));
    const customer = customers.find(c => c.account === MISSING_ACCOUNT);
    const shipTos = customer.shipTos.map((s, i) => ({...s, name: `SHIP-TO 0${i}`}));
    await erpAdmin.createCustomer({code: '0010080', name: customer.company.toUpperCase(), shipTos});
    for (const s of shipTos) await set('ship_tos', `${MISSING_ACCOUNT}/${s.ship_to}`, s.name);
    await set('customers', MISSING_ACCOUNT, '0010080');
    this.truth.learnCustomer(
        MISSING_ACCOUNT, '0010080', Object.fromEntries(shipTos.map(s => [s.ship_to, s.name])));
    for (const sku of MISSING_ITEMS) {
      const code = `NEW${sku.replaceAll('-', '')}`;
      const {uom, price} = variants.find(v => v.sku === sku);
      await erpAdmin.createItem({code, name: `NEW ITEM ${sku}`, unit: uom, price});
      await set('items', sku, code);
      this.truth.learnItem(sku, code);
    }
    say('the missing customer and items are added');
  }

  /** All differences now. */
  async differences() {
    const {shop, tryton, daemon} = this.scene;
    await abreast(4, this.placed, async entry => {
      entry.order = await shop.read(entry.code);
    });
    this.sales = await tryton.sales();
    return judge(this.placed, this.sales, this.truth, await daemon.parked());
  }

  /** Waits until there are no differences; goes on when patience ends, for the end to name them. */
  async settle(what) {
    let left = [];
    const look = async () => (left = await this.differences()).length === 0;
    await waitFor(what, this.patience, look, 1500)
        .then(
            () => say(`waited for ${what}: they are`),
            error => say(`${error.message}; ${left.length} differences`));
  }

  summary() {
    const state = name => this.sales.filter(sale => sale.state === name).length;
    const changed = this.plan.filter(spec => spec.fate !== 'plain').length;
    const hooks = Object.entries(this.scene.meddler.counts).map(([trick, n]) => `${n} ${trick}`);
    return [
      ['web orders', `${this.placed.length}, ${changed} of them changed or cancelled in the shop`],
      ['kills of the daemon', this.scene.daemon.kills],
      ['webhooks', hooks.join(', ') || 'none: polled'],
      ['sales in the ERP', `${this.sales.length}, ${state('cancelled')} of them cancelled`],
    ];
  }
}

const chosen = options();
process.exitCode = await Scene.with({name: 'orders', ...chosen}, async scene => {
  say(`shop and ERP are up; ${chosen.orders} orders, ${chosen.kills} kills, ${chosen.mode}, seed ${
      chosen.seed}`);
  const journey = new OrdersJourney(scene, chosen);
  const differences = await journey.play();
  return conclude(`Journey of the orders (${chosen.mode})`, journey.summary(), differences);
});
