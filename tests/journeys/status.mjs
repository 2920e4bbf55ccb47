#!/usr/bin/env node
// The journey of what becomes of an order: it is shipped, in part too, invoiced, cancelled and edited, in the ERP and in the shop. At the
// end both say the same of state, quantity and tracking, and `norekey reconcile` has nothing unexplained.
//   node tests/journeys/status.mjs [--full] [--binary FILE] [--seed N]
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {SHOP} from './lib/peers.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Counter, Shipping} from './lib/shipping.mjs';
import {items} from './lib/stock.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 120;  // seconds
const OUTBOUND = '    outbound: { stock: on-hand, stock-every: 2 s, locations: warehouses, statuses: yes, statuses-every: 2 s }\n';

const {values} = parseArgs({
  options: {binary: {type: 'string'}, seed: {type: 'string', default: '1'}, full: {type: 'boolean', default: false}},
});
const ORDERS = values.full ? 40 : 8;
const faults = [];
const must = (name, ok, text) => ok || faults.push({code: name, text});

const inStock = Object.fromEntries(items.map(row => [row.web_sku, Number(row.erp_stock_WH)]));

/** Orders of known customers, of items that lie there in plenty, that nobody else edits or cancels, paid at once. */
function plainOrders(seed, n) {
  const truth = new Truth();
  return makePlan(seed, 400)
      .filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT)
      .filter(spec => spec.lines.every(line => truth.items.has(line.sku) && inStock[line.sku] > 4 * line.quantity))
      .filter(spec => spec.lines.some(line => line.quantity > 1))
      .slice(0, n)
      .map(spec => ({...spec, payment: 'card'}));
}

const skuOf = Object.fromEntries(items.map(row => [row.item_no, row.web_sku]));

/** What is done with an order, and what the shop has to show of it then. */
class Acts {
  constructor(scene) {
    this.scene = scene;
    this.shipping = new Shipping(scene.erpAdmin);
  }

  parcel(tracking, lines) {
    const out = {};
    for (const line of lines.filter(l => skuOf[l.item])) out[skuOf[line.item]] = (out[skuOf[line.item]] ?? 0) + line.quantity;
    return {state: 'Shipped', tracking, lines: out};
  }

  async shipWhole(sale) {
    const left = await this.shipping.ship(sale.id, {tracking: `1Z-${sale.id}`});
    const numbers = await this.shipping.invoice(sale.id);
    return {state: 'Shipped', text: /^shipped on \d{4}-\d\d-\d\d; invoiced as /, parcels: [this.parcel(`1Z-${sale.id}`, left)],
            notes: numbers.map(number => new RegExp(`^invoice ${number} of `))};
  }

  async shipInPart(sale) {
    const left = await this.shipping.ship(sale.id, {tracking: `1Z-${sale.id}-A`, part: true});
    return {state: 'PartiallyShipped', text: /^shipped in part; backordered: 1 x .*, promised for \d{4}/,
            parcels: [this.parcel(`1Z-${sale.id}-A`, left)]};
  }

  async shipInTwo(sale) {
    const first = await this.shipping.ship(sale.id, {tracking: `1Z-${sale.id}-A`, part: true});
    const rest = await this.shipping.ship(sale.id, {tracking: `1Z-${sale.id}-B`});
    return {state: 'Shipped', text: /^shipped on /,
            parcels: [this.parcel(`1Z-${sale.id}-A`, first), this.parcel(`1Z-${sale.id}-B`, rest)]};
  }

  async cancelInErp(sale) {
    await this.shipping.cancel(sale.id);
    return {state: 'Cancelled', text: /^cancelled/, parcels: []};
  }

  async cancelInShop(sale, code) {
    await this.scene.shop.cancel(code);
    return {state: 'Cancelled', text: /^cancelled/, parcels: [], erp: 'cancelled'};
  }

  async editInErp(sale) {
    const {item, was, is} = await this.shipping.edit(sale.id, 3);
    return {state: 'PaymentSettled', text: /^on hold: it waits to be released/, parcels: [],
            notes: [new RegExp(`^changed in ERP by Administrator: total .* became .*; quantity of ${skuOf[item]} ${was} became ${is}$`)]};
  }

  async editInShop(sale, code) {
    const {lines} = await this.scene.shop.read(code);
    await this.scene.shop.change(code, {quantities: lines.map(line => line.quantity + 1)});
    return {state: 'PaymentSettled', text: /^on hold: it waits to be released/, parcels: [],
            quantities: lines.map(line => line.quantity + 1)};
  }

  async editTooLate(sale, code) {
    await this.shipping.release(sale.id);
    const {lines} = await this.scene.shop.read(code);
    await this.scene.shop.change(code, {quantities: lines.map(line => line.quantity + 1)});
    return {state: 'PaymentSettled', text: /^in the works, promised for /, parcels: [], parked: 'too late in ERP',
            notes: [/^the change was not made in the ERP: sale SO\d+ is already processing in the ERP: too late to change it/]};
  }
}

const ACTS = ['shipWhole', 'shipInPart', 'shipInTwo', 'cancelInErp', 'cancelInShop', 'editInErp', 'editInShop', 'editTooLate'];

class Play {
  constructor(scene) {
    this.scene = scene;
    this.counter = new Counter(SHOP);
    this.acts = new Acts(scene);
    this.wanted = {};
  }

  async open() {
    const file = join(this.scene.folder, 'config/channels.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {4}poll-every: 2 s\n/m, match => match + OUTBOUND));
    await this.counter.connect();
    await this.scene.daemon.start();
  }

  async place(specs) {
    const codes = [];
    for (const spec of specs) codes.push(await this.scene.shop.place(spec));
    await waitFor('all orders in the ERP', PATIENCE, async () => {
      const sales = await this.scene.tryton.sales();
      this.sales = Object.fromEntries(codes.map(code => [code, sales.find(sale => sale.reference.includes(code))]));
      return codes.every(code => this.sales[code]?.state === 'quotation');
    });
    return codes;
  }

  /** What of one order is not as it should be; "" = nothing. */
  async wrong(code) {
    const [want, shows] = [this.wanted[code], await this.counter.read(code)];
    const parcels = all => JSON.stringify(all.map(p => ({...p, lines: Object.entries(p.lines).sort()})).sort((a, b) => (a.tracking < b.tracking ? -1 : 1)));
    if (shows.state !== want.state) return `state ${shows.state}, wanted ${want.state}`;
    if (!want.text.test(shows.text)) return `text '${shows.text}', wanted ${want.text}`;
    if (parcels(shows.parcels) !== parcels(want.parcels)) return `parcels ${parcels(shows.parcels)}, wanted ${parcels(want.parcels)}`;
    for (const note of want.notes ?? []) {
      const found = shows.notes.filter(text => note.test(text)).length;
      if (found !== 1) return `${found} notes like ${note}: ${JSON.stringify(shows.notes)}`;
    }
    const sale = (await this.scene.tryton.sales()).find(one => one.reference.includes(code));
    if (want.erp && sale.state !== want.erp) return `the sale is ${sale.state}, wanted ${want.erp}`;
    if (shows.number !== sale.number) return `the shop names sale ${shows.number}, it is ${sale.number}`;
    if (want.quantities) {
      const held = sale.lines.filter(l => skuOf[l.item]).map(l => l.quantity);
      if (JSON.stringify(held) !== JSON.stringify(want.quantities)) return `the sale has ${held}, wanted ${want.quantities}`;
    }
    return '';
  }

  async agree() {
    let left = {};
    await waitFor('shop and ERP agree', PATIENCE, async () => {
      left = {};
      for (const code of Object.keys(this.wanted)) {
        const what = await this.wrong(code);
        if (what) left[`${code} (${this.wanted[code].act})`] = what;
      }
      return Object.keys(left).length === 0;
    }, 1000).catch(() => Object.entries(left).forEach(([code, what]) => must(code, false, what)));
  }

  async books() {
    let channel;
    await waitFor('the books', PATIENCE, async () => {
      ({channels: [channel]} = await this.scene.daemon.json('reconcile', '--all'));
      return channel.unexplained === 0 && !channel.entries.some(e => e.class === 'awaiting ERP');
    }, 2000).catch(() => must('books', false, JSON.stringify(channel.entries.filter(e => e.class !== 'matched'))));
    const allowed = {editInErp: 'changed in ERP', editTooLate: 'held'};
    for (const entry of channel.entries) {
      const {act} = this.wanted[entry.order];
      must('books', entry.class === (allowed[act] ?? 'matched'), `${entry.order} (${act}) is ${entry.class}: ${entry.what}`);
    }
  }

  async parked() {
    const parked = await this.scene.daemon.parked();
    const want = Object.entries(this.wanted).filter(([, w]) => w.parked).map(([code, w]) => [code, [w.parked]]);
    must('parked', JSON.stringify(Object.entries(parked).sort()) === JSON.stringify(want.sort()),
         `parked: ${JSON.stringify(parked)}, wanted ${JSON.stringify(want)}`);
  }
}

const options = {name: 'status', mode: 'poll', binary: values.binary, seed: Number(values.seed), tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  const play = new Play(scene);
  await play.open();
  const codes = await play.place(plainOrders(options.seed, ORDERS));
  say(`${codes.length} orders are in the ERP`);
  for (const [i, code] of codes.entries()) {
    const act = ACTS[i % ACTS.length];
    play.wanted[code] = {act, ...(await play.acts[act](play.sales[code], code))};
  }
  say('done with them in ERP and shop what people do');
  await play.agree();
  await play.books();
  await play.parked();
  const plan = await scene.daemon.json('sync', 'statuses', '--dry-run');
  must('nothing left', plan.channels[0].changed === 0, `a dry run has ${JSON.stringify(plan.channels[0].rows)}`);
  return conclude('Journey of what becomes of an order', [['web orders', codes.length], ['faults', faults.length]], faults);
});
