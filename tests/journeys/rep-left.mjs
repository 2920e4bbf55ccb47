#!/usr/bin/env node
// The journey of the rep who left: the tables still give a rep two customers, but the ERP no longer knows that rep, or the lookup never
// did. The orders go all the same: the house code stands in the sale, the note says whose the sales credit is.
//   node tests/journeys/rep-left.mjs [--mode webhook|poll] [--seed N] [--binary FILE]
import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 120;  // seconds
const LEFT = 'REP05';  // party inactive in the ERP
const NEW = 'REP77';   // in nobody's lookup
const HOUSE = 'REP00';

function edit(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Two orders of different customers, whose primary reps become LEFT and NEW. */
function prepare(scene, plan) {
  const config = join(scene.folder, 'config');
  edit(join(config, 'reps.csv'), text => text.replace(/^(REP05,.*),2026-01-01$/m, '$1,') + `${NEW},Ann Newcomer,\n`);
  appendFileSync(join(config, 'lookups/reps.csv'), `${LEFT},${LEFT}\n`);
  const reps = [LEFT, NEW];
  edit(join(config, 'assignments.csv'), text => plan.reduce((all, spec, i) => all.replace(
      new RegExp(`^(P-${spec.account},account:${spec.account},primary),REP0\\d,`, 'm'), `$1,${reps[i]},`), text));
  return plan.map((spec, i) => ({spec, rep: reps[i]}));
}

function differences(entries, sales, parked) {
  const out = Object.entries(parked).map(([code, causes]) => ({code, text: `parked: ${causes.join(', ')}`}));
  for (const {code, rep} of entries) {
    const mine = sales.filter(sale => sale.reference.includes(code));
    if (mine.length !== 1) out.push({code, text: `${mine.length} sales`});
    for (const sale of mine) {
      if (sale.agent !== HOUSE) out.push({code, text: `agent ${sale.agent} instead of ${HOUSE}`});
      if (!`${sale.comment}`.includes(rep)) out.push({code, text: `the note does not name ${rep}: ${sale.comment}`});
    }
  }
  return out;
}

const {values} = parseArgs({
  options: {binary: {type: 'string'}, mode: {type: 'string', default: 'webhook'}, seed: {type: 'string', default: '1'}},
});
const options = {name: 'rep-left', ...values, seed: Number(values.seed), tricks: {pass: 1}};
process.exitCode = await Scene.with(options, async scene => {
  const truth = new Truth();
  const plain = makePlan(options.seed, 80).filter(spec => spec.fate === 'plain' && spec.account && spec.account !== MISSING_ACCOUNT)
                    .filter(spec => spec.lines.every(line => truth.items.has(line.sku)));
  const entries = prepare(scene, [plain[0], plain.find(spec => spec.account !== plain[0].account)]);
  await scene.daemon.start();
  for (const entry of entries) entry.code = await scene.shop.place(entry.spec);
  let sales = [];
  const left = async () => differences(entries, sales = await scene.tryton.sales(), await scene.daemon.parked());
  await waitFor('both orders in the ERP', PATIENCE, async () => (await left()).length === 0, 1000).catch(error => say(error.message));
  return conclude(`Journey of the rep who left (${values.mode})`, [['web orders', entries.length], ['sales', sales.length]], await left());
});
