#!/usr/bin/env node
// The journey of the books: web, ERP and ledger agree; then people do in the ERP and in the shop what people do, and `norekey reconcile`
// names each of it in the right class, and nothing else. At the end webhooks fail, and polling covers the gap.
//   node tests/journeys/reconcile.mjs [--binary FILE] [--seed N]
import {parseArgs} from 'node:util';
import {waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 120;  // seconds

const {values} = parseArgs({options: {binary: {type: 'string'}, seed: {type: 'string', default: '1'}}});
const faults = [];
const must = (name, ok, text) => ok || faults.push({code: name, text});

/** Orders of known customers and items that nobody edits or cancels. */
function plainOrders(seed, n) {
  const truth = new Truth();
  return makePlan(seed, 200)
      .filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT)
      .filter(spec => spec.lines.every(line => truth.items.has(line.sku)))
      .slice(0, n);
}

class People {
  constructor(scene) {
    Object.assign(this, {shop: scene.shop, erp: scene.erpAdmin, tryton: scene.tryton});
  }

  async saleOf(code) {
    return (await this.tryton.sales()).find(sale => sale.reference.includes(code));
  }

  async deleteSale(code) {
    const {id} = await this.saleOf(code);
    await this.erp.call('model.sale.sale.draft', [id]);
    await this.erp.call('model.sale.sale.delete', [id]);
  }

  async duplicateSale(code) {
    const sale = await this.saleOf(code);
    const [copy] = await this.erp.call('model.sale.sale.copy', [sale.id]);
    await this.erp.call('model.sale.sale.write', [copy], {reference: sale.reference});
  }

  async changeAgent(code) {
    const sale = await this.saleOf(code);
    const [agent] = await this.erp.find('commission.agent', [['party.code', '=', sale.agent === 'REP02' ? 'REP01' : 'REP02']], ['id']);
    await this.erp.call('model.sale.sale.write', [sale.id], {agent: agent.id});
  }

  async changeAmount(code) {
    const sale = await this.saleOf(code);
    const [line] = await this.erp.find('sale.line', [['sale', '=', sale.id]], ['quantity']);
    await this.erp.call('model.sale.line.write', [line.id], {quantity: line.quantity + 5});
  }

  /** The same customer, PO and lines, entered as a new sale. */
  async keyByHand(code) {
    const sale = await this.saleOf(code);
    const [copy] = await this.erp.call('model.sale.sale.copy', [sale.id]);
    await this.erp.call('model.sale.sale.write', [copy], {reference: null, comment: 'phoned in'});
  }

  async cancelTooLate(code) {
    await this.tryton.pick(await this.saleOf(code));
    await this.shop.cancel(code);
  }
}

async function books(scene) {
  const {channels: [channel]} = await scene.daemon.json('reconcile', '--all');
  return channel;
}

/** {order: class} of all that is not matched. */
const differences = channel =>
    Object.fromEntries(channel.entries.filter(e => e.class !== 'matched').map(e => [e.order, e.class]));

async function agree(scene, codes) {
  let last;
  await waitFor('all orders matched', PATIENCE, async () => {
    last = await books(scene);
    return last.entries.filter(e => e.class === 'matched').length === codes.length && Object.keys(differences(last)).length === 0;
  }).catch(error => must('matched', false, `${error.message}: ${JSON.stringify(differences(last))}`));
  const [day] = last.days;
  must('sums', day.web === codes.length && day.erp === codes.length && day.ledger === codes.length,
       `web ${day.web}, ERP ${day.erp}, ledger ${day.ledger} of ${codes.length} orders`);
  must('sums', day.web_total === day.erp_total, `web ${day.web_total}, ERP ${day.erp_total}`);
  must('unexplained', last.unexplained === 0, `${last.unexplained} unexplained`);
}

async function plant(scene, codes) {
  const people = new People(scene);
  const plan = [
    ['deleted', code => people.deleteSale(code)],
    ['duplicate', code => people.duplicateSale(code)],
    ['changed in ERP', code => people.changeAgent(code)],
    ['changed in ERP', code => people.changeAmount(code)],
    ['re-entered', code => people.keyByHand(code)],
    ['cancelled on the web', code => people.cancelTooLate(code)],
  ];
  const want = {};
  for (const [i, [name, act]] of plan.entries()) {
    await act(codes[i]);
    want[codes[i]] = name;
    say(`planted: ${name}`);
  }
  let found = {}, channel;
  const sorted = all => JSON.stringify(Object.entries(all).sort());
  await waitFor('exactly what was planted', PATIENCE, async () => {
    channel = await books(scene);
    found = differences(channel);
    return sorted(found) === sorted(want);
  }, 1000).catch(() => must('planted', false, `found ${sorted(found)}, planted ${sorted(want)}`));
  for (const entry of channel.entries.filter(e => e.class === 'changed in ERP'))
    must('changed in ERP', entry.what.startsWith('changed in ERP by Administrator: '), entry.what);
  for (const entry of channel.entries.filter(e => !['matched', 'changed in ERP'].includes(e.class)))
    must(entry.class, entry.next !== '' && entry.age !== '', `${entry.order} has no age or next step`);
}

/** The shop's webhooks reach nobody; two orders come by polling. */
async function silence(scene, specs) {
  must('gaps', (await books(scene)).webhook_gaps.length === 0, 'a gap before there was one');
  await scene.meddler.close();
  const codes = [];
  for (const spec of specs) codes.push(await scene.shop.place(spec));
  await waitFor('the orders of the gap', PATIENCE, async () => {
    const channel = await books(scene);
    return codes.every(code => channel.entries.some(e => e.order === code && e.class === 'matched'));
  }, 1000);
  let gaps = [];
  await waitFor('the gap', PATIENCE, async () => (gaps = (await books(scene)).webhook_gaps).length > 0 && gaps[0].orders === codes.length, 2000)
      .catch(error => say(error.message));
  must('gaps', gaps.length === 1 && gaps[0].orders === codes.length, `gaps: ${JSON.stringify(gaps)}`);
}

/** Staff cancels an order on the web and enters it again in the ERP: its sales credit stands. */
async function enterAgain(scene, spec) {
  const people = new People(scene);
  const code = await scene.shop.place(spec);
  await waitFor('the order in the ERP', PATIENCE, async () => people.saleOf(code));
  const sale = await people.saleOf(code);
  await scene.shop.cancel(code);
  await waitFor('its cancellation', PATIENCE, async () => (await people.saleOf(code)).state === 'cancelled');
  const [copy] = await people.erp.call('model.sale.sale.copy', [sale.id]);
  await people.erp.call('model.sale.sale.write', [copy], {reference: null, comment: 'entered again'});
  await people.erp.press('sale.sale.quote', copy);
  let found;
  await waitFor('the sales credit kept', PATIENCE, async () => {
    await books(scene);
    const all = await scene.daemon.json('credit', 'reentries');
    return (found = all.find(one => one.order === code))?.state === 'sales credit kept';
  }, 2000).catch(() => must('re-entered', false, JSON.stringify(found)));
  const [told] = await scene.daemon.json('credit', 'explain', found?.erp ?? code);
  const sum = told.ledger.filter(line => line.slot === 'primary').reduce((all, line) => all + Math.round(Number(line.amount) * 100), 0);
  must('re-entered', told.order === code, `${found?.erp} leads to ${told.order}`);
  must('re-entered', found && sum === Math.round(Number(found.amount) * 100) && sum > 0, `the ledger holds ${sum} cents, the order ${found?.amount}`);
  say(`entered again as ${found?.erp}: ${found?.state}`);
}

const options = {name: 'reconcile', mode: 'webhook', binary: values.binary, seed: Number(values.seed), tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  await scene.daemon.start();
  const specs = plainOrders(options.seed, 13);
  const codes = [];
  for (const spec of specs.slice(0, 10)) codes.push(await scene.shop.place(spec));
  await agree(scene, codes);
  say('the books agree');
  await plant(scene, codes);
  await enterAgain(scene, specs[12]);
  await silence(scene, specs.slice(10, 12));
  return conclude('Journey of the books', [['web orders', specs.length], ['faults', faults.length]], faults);
});
