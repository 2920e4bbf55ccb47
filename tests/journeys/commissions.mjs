#!/usr/bin/env node
// The journey of the commissions: an order of every customer both sides know, agents read back, shipped and invoiced in Tryton; then
// Tryton's commission records have to be the earned ledger's base and rep. A rep that is decided later reaches the sale while it is not
// invoiced; afterwards the reason is told and the difference named. At last the company shares gross margin, and the daemon asks for the
// invoices by itself: each rep's figure has to be the invoices' goods less the cost of what Tryton moved for them.
//   node tests/journeys/commissions.mjs [--seed N] [--binary FILE]
import {execFile} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {fromText} from './lib/money.mjs';
import {waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Shipping} from './lib/shipping.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 180;  // seconds
const FROM = '2020-01-01', TO = '2099-12-31';

/** A decision is never made by whoever claimed: this one is made under another login. */
function decide(daemon, id) {
  const words = ['--config', daemon.config, 'credit', 'decide', id, '--uphold', '--why', 'visit report'];
  return new Promise((resolve, reject) => execFile(
      daemon.binary, words, {env: {...process.env, SUDO_USER: 'mia'}}, (error, out) => error ? reject(error) : resolve(out)));
}

async function reassign(daemon, code, rep) {
  await daemon.command('credit', 'claim', code, '--to', rep, '--why', 'sold it on site');
  return decide(daemon, `${code}-1`);
}

/** Each rep's sums of what invoices gave in the primary slot, by the statements. */
async function earned(daemon, reps) {
  const out = {};
  for (const rep of reps) {
    const {lines} = await daemon.json('credit', 'statement', '--rep', rep, '--from', FROM, '--to', TO);
    const sum = lines.filter(l => l.what === 'invoice' && l.slot === 'primary').reduce((all, l) => all + fromText(l.amount), 0n);
    if (sum !== 0n) out[rep] = `${sum}`;
  }
  return out;
}

/** The same by Tryton's own records: the goods' lines that it paid a commission on. */
async function paid(tryton, charges) {
  const out = {};
  const records = await tryton.find('commission', [['origin', '!=', null]], ['origin', 'agent.party.code']);
  for (const record of records) {
    const [line] = await tryton.find('account.invoice.line', [['id', '=', Number(record.origin.split(',')[1])]], ['amount', 'product.code']);
    if (charges.includes(line['product.'].code)) continue;
    const rep = record['agent.']['party.'].code;
    out[rep] = (out[rep] ?? 0n) + fromText(line.amount.decimal);
  }
  return Object.fromEntries(Object.entries(out).map(([rep, sum]) => [rep, `${sum}`]));
}

/** By Tryton: of each of these sales' agents, what was invoiced less what the moved goods had cost. */
async function margins(tryton, sales, charges) {
  const out = {};
  for (const {id, agent} of sales) {
    const [{invoices}] = await tryton.find('sale.sale', [['id', '=', id]], ['invoices']);
    const lines = await tryton.find('account.invoice.line', [['invoice', 'in', invoices]], ['amount', 'product.code', 'stock_moves']);
    for (const line of lines.filter(one => !charges.includes(one['product.']?.code))) {
      const moves = await tryton.find('stock.move', [['id', 'in', line.stock_moves]], ['cost_price', 'internal_quantity']);
      const cost = moves.reduce((all, move) => all + fromText(move.cost_price.decimal) * BigInt(move.internal_quantity), 0n);
      const margin = fromText(line.amount.decimal) - cost;  // shared to the cent, line by line
      out[agent] = (out[agent] ?? 0n) + (margin + (margin < 0n ? -50n : 50n)) / 100n * 100n;
    }
  }
  return Object.fromEntries(Object.entries(out).map(([rep, sum]) => [rep, `${sum}`]));
}

const CHARGES = ['FREIGHT', 'SALESTAX', 'ROUNDING'];

/** Other settings take over. */
async function apply(daemon, why, changes) {
  const file = join(daemon.config, 'channels.yaml');
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) text = text.replace(from, to);
  writeFileSync(file, text);
  await daemon.command('apply', '--why', why);
}

/** Orders placed, shipped and invoiced while the company shares margin; the daemon takes the invoices. Returns the differences. */
async function sharesMargin(scene, specs, shipping, reps) {
  const {daemon, shop, tryton} = scene;
  await apply(daemon, 'margin from now on', [
    ['re-entry-from:', 'credit-base: margin, re-entry-from:'], ['leave-at: quote', 'leave-at: quote\n    invoices-every: 2 s']]);
  const before = await earned(daemon, reps), codes = [];
  for (const spec of specs) codes.push(await shop.place(spec));
  const ours = async () => (await tryton.sales()).filter(sale => codes.some(code => sale.reference.includes(code)));
  await waitFor('the orders that share margin', PATIENCE, async () => (await ours()).length === codes.length, 1000);
  const sales = await ours();
  for (const sale of sales) {
    await shipping.ship(sale.id, {tracking: `M-${sale.id}`});
    await shipping.invoice(sale.id);
  }
  const wanted = await margins(scene.erpAdmin, sales, CHARGES);
  const gained = async () => {
    const now = await earned(daemon, reps), sums = {};
    for (const rep of Object.keys(now)) {
      const sum = BigInt(now[rep]) - BigInt(before[rep] ?? 0);
      if (sum !== 0n) sums[rep] = `${sum}`;
    }
    return sums;
  };
  let out = [];
  await waitFor('the invoices in the ledger', 60, async () => (out = compared('margin', await gained(), wanted)).length === 0, 2000).catch(() => {});
  return out;
}

function compared(what, ours, theirs) {
  const reps = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...reps].filter(rep => ours[rep] !== theirs[rep])
      .map(rep => ({code: rep, text: `${what}: the ledger has ${ours[rep] ?? 0}, Tryton ${theirs[rep] ?? 0}`}));
}

const {values} = parseArgs({options: {binary: {type: 'string'}, seed: {type: 'string', default: '1'}}});
const options = {name: 'commissions', ...values, seed: Number(values.seed), tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  const {daemon, tryton} = scene, out = [];
  const truth = new Truth(), shipping = new Shipping(scene.erpAdmin);
  const plain = makePlan(options.seed, 200).filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT)
                    .filter(spec => spec.lines.every(line => truth.items.has(line.sku)));
  const plan = [...new Map(plain.map(spec => [spec.account, spec])).values()];
  const more = plain.filter(spec => !plan.includes(spec)).slice(0, 3);
  await daemon.start();
  const codes = [];
  for (const spec of plan) codes.push(await scene.shop.place(spec));
  const sales = async () => (await tryton.sales()).filter(sale => codes.some(code => sale.reference.includes(code)));
  await waitFor('every order in the ERP', PATIENCE, async () => (await sales()).length === codes.length, 1000);

  say('a rep that is decided later, before the invoice');
  const [early, late] = codes;
  const saleOf = async code => (await sales()).find(sale => sale.reference.includes(code));
  const other = rep => rep === 'REP01' ? 'REP02' : 'REP01';
  const wanted = other((await saleOf(early)).agent);
  await reassign(daemon, early, wanted);
  await waitFor('the sale with its new agent', PATIENCE, async () => (await saleOf(early)).agent === wanted, 1000)
      .catch(async () => out.push({code: early, text: `agent ${(await saleOf(early)).agent} instead of ${wanted}`}));

  say('shipping and invoicing all of them');
  for (const sale of await sales()) {
    await shipping.ship(sale.id, {tracking: `T-${sale.id}`});
    await shipping.invoice(sale.id);
  }
  const taken = await daemon.json('credit', 'invoices', '--from', 'tryton');
  if (taken.differ !== 0 || taken.agree === 0) out.push({code: 'invoices', text: JSON.stringify(taken)});
  const reps = (await scene.erpAdmin.find('commission.agent', [], ['party.code'])).map(agent => agent['party.'].code);
  out.push(...compared('invoices', await earned(daemon, reps), await paid(scene.erpAdmin, CHARGES)));
  const again = await daemon.json('credit', 'invoices', '--from', 'tryton', '--all');
  if (again.posted !== 0) out.push({code: 'invoices', text: `${again.posted} are posted a second time`});

  say('a rep that is decided after the invoice');
  await reassign(daemon, late, other((await saleOf(late)).agent));
  await waitFor('the reason why it is too late', PATIENCE, async () => (await daemon.parked())[late]?.includes('too late in ERP'), 1000)
      .catch(error => out.push({code: late, text: error.message}));
  const named = await daemon.json('credit', 'invoices', '--from', 'tryton', '--all');
  const rows = named.rows.filter(row => row.order === late);
  if (rows.length === 0 || rows.length !== named.differ) out.push({code: late, text: `named are ${JSON.stringify(named.rows)}`});

  say('gross margin, and the daemon asks for the invoices itself');
  out.push(...await sharesMargin(scene, more, shipping, reps));
  return conclude('Journey of the commissions', [['customers', codes.length], ['invoices', taken.invoices], ['lines that agree', taken.agree]], out);
});
