#!/usr/bin/env node
// The journey of a restored store: orders go through, the store is put back to a copy from before
// them, the daemon starts again. Nothing may be sent twice, nothing may be missing.
//   node tests/journeys/restore.mjs [--orders N] [--mode webhook|poll] [--seed N] [--binary FILE]
import {cpSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {judge} from './lib/compare.mjs';
import {abreast, waitFor} from './lib/patience.mjs';
import {MISSING_ACCOUNT, makePlan} from './lib/plan.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Truth} from './lib/truth.mjs';

const PATIENCE = 120;  // seconds
const QUIET = 15_000;  // ms: time enough to send something twice

class RestoreJourney {
  constructor(scene, seed) {
    this.scene = scene;
    this.truth = new Truth();
    this.left = makePlan(seed, 80)
                    .filter(spec => spec.fate === 'plain')
                    .filter(spec => spec.account !== MISSING_ACCOUNT)
                    .filter(spec => spec.lines.every(line => this.truth.items.has(line.sku)));
    this.placed = [];
  }

  /** `count` orders placed and delivered. */
  async deliver(count, when) {
    const {shop} = this.scene;
    await abreast(
        3, this.left.splice(0, count),
        async spec => this.placed.push({code: await shop.place(spec)}));
    await waitFor(
        `${count} orders ${when}`, PATIENCE, async () => (await this.differences()).length === 0,
        1000)
        .then(() => say(`${count} orders ${when} are in the ERP`), error => say(error.message));
  }

  async differences() {
    const {shop, tryton, daemon} = this.scene;
    for (const entry of this.placed) entry.order = await shop.read(entry.code);
    this.sales = await tryton.sales();
    return judge(this.placed, this.sales, this.truth, await daemon.parked());
  }

  async play(count) {
    const {daemon, folder, state} = this.scene;
    const store = join(state, 'store');
    const copy = join(folder, 'copy');
    await daemon.start();
    await this.deliver(2, 'before the copy');
    await daemon.stop();
    cpSync(store, copy, {recursive: true});
    say('the store is copied');

    await daemon.start();
    await this.deliver(count, 'after the copy');
    this.before = this.sales.length;
    await daemon.stop();
    rmSync(store, {recursive: true});
    cpSync(copy, store, {recursive: true});
    say('the store is put back');

    await daemon.start();
    await this.deliver(1, 'after the restore');
    await sleep(QUIET);
    return this.differences();
  }
}

const {values} = parseArgs({
  options: {
    orders: {type: 'string', default: '10'},
    binary: {type: 'string'},
    mode: {type: 'string', default: 'webhook'},
    seed: {type: 'string', default: '1'},
  },
});
const options = {
  name: 'restore',
  ...values,
  seed: Number(values.seed),
  tricks: {pass: 1}
};
process.exitCode = await Scene.with(options, async scene => {
  say('shop and ERP are up');
  const journey = new RestoreJourney(scene, options.seed);
  const differences = await journey.play(Number(values.orders));
  return conclude(
      `Journey of the restored store (${values.mode})`,
      [
        ['web orders', journey.placed.length],
        ['sales before the restore', journey.before],
        ['sales after it, with one more order', journey.sales.length],
      ],
      differences);
});
