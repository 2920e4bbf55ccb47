#!/usr/bin/env node
// The journey of the territories: Tryton says whose customers they are, `norekey credit import` takes it over, and the next order has that
// rep. A row that somebody wrote by hand stays. Where Tryton says nothing any more, neither do the tables.
//   node tests/journeys/owners.mjs [--seed N] [--binary FILE]
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 120;  // seconds
const HOUSE = 'REP00', THEIRS = 'REP03', ENDED = new Date(Date.now() - 2 * 86_400_000);

const {values} = parseArgs({options: {binary: {type: 'string'}, seed: {type: 'string', default: '1'}}});
const options = {name: 'owners', ...values, seed: Number(values.seed), tricks: {pass: 1}};
const faults = [];
const must = (code, ok, text) => ok || faults.push({code, text});

/** `free` is nobody's by our tables; `taken` keeps its row, which gives it another rep than THEIRS. */
function chooseAccounts(config, truth) {
  const file = join(config, 'assignments.csv'), text = readFileSync(file, 'utf8');
  const specs = makePlan(options.seed, 200)
      .filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT)
      .filter(spec => spec.lines.every(line => truth.items.has(line.sku)));
  const repOf = account => new RegExp(`^P-${account},account:${account},primary,(REP0\\d),`, 'm').exec(text)?.[1];
  const free = specs.find(spec => repOf(spec.account));
  const taken = specs.find(spec => spec.account !== free.account && repOf(spec.account) && repOf(spec.account) !== THEIRS);
  writeFileSync(file, text.replace(new RegExp(`^[PI]-${free.account},.*\n`, 'gm'), ''));
  return {free, taken};
}

/** Tryton fills in this agent from now on; returns the selection's id. */
async function giveTo(erp, customer, rep) {
  const [party] = await erp.find('party.party', [['code', '=', customer]], ['id']);
  const [agent] = await erp.find('commission.agent', [['party.code', '=', rep]], ['id']);
  const [id] = await erp.call('model.commission.agent.selection.create', [{agent: agent.id, party: party.id}]);
  return id;
}

process.exitCode = await Scene.with(options, async scene => {
  const {daemon, shop, tryton, erpAdmin: erp} = scene, truth = new Truth();
  const {free, taken} = chooseAccounts(join(scene.folder, 'config'), truth);
  let orders = 0;
  const agentOfNext = async spec => {
    const code = await shop.place(spec);
    ++orders;
    let sale;
    await waitFor('the order in the ERP', PATIENCE, async () => (sale = (await tryton.sales()).find(one => one.reference.includes(code))), 1000);
    return sale.agent;
  };
  const plan = async () => (await daemon.json('credit', 'import', '--from', 'tryton', '--dry-run')).changes.map(c => `${c.what} ${c.account} ${c.rep}`);
  await daemon.start();
  const before = await agentOfNext(free);
  must(free.account, before === HOUSE, `before it is anybody's the agent is ${before}`);

  const selections = [await giveTo(erp, truth.customers.get(free.account), THEIRS), await giveTo(erp, truth.customers.get(taken.account), THEIRS)];
  try {
    const told = await plan();
    must('import', told.includes(`new ${free.account} ${THEIRS}`) && told.some(one => one.startsWith(`kept ${taken.account} `)), `told is ${told.join(', ')}`);
    await daemon.command('credit', 'import', '--from', 'tryton', '--why', 'territories of the ERP');
    say('taken over what Tryton says');
    const mine = await agentOfNext(free), kept = await agentOfNext(taken);
    must(free.account, mine === THEIRS, `the agent is ${mine} instead of ${THEIRS}`);
    must(taken.account, kept !== THEIRS && kept !== HOUSE, `the row by hand did not stay: the agent is ${kept}`);
    const again = await plan();
    must('import', again.every(one => one.startsWith('kept ')), `told again is ${again.join(', ')}`);

    const {year, month, day} = {year: ENDED.getUTCFullYear(), month: ENDED.getUTCMonth() + 1, day: ENDED.getUTCDate()};
    await erp.call('model.commission.agent.selection.write', [selections[0]],
                   {start_date: {__class__: 'date', year: 2020, month: 1, day: 1}, end_date: {__class__: 'date', year, month, day}});
    await daemon.command('credit', 'import', '--from', 'tryton');
    const after = await agentOfNext(free);
    must(free.account, after === HOUSE, `after it has ended the agent is ${after}`);
  } finally {
    await erp.call('model.commission.agent.selection.delete', selections);
  }
  return conclude('Journey of the territories', [['web orders', orders], ['faults', faults.length]], faults);
});
