#!/usr/bin/env node
// Places varied orders in the running shop and prints one line for each.
//   node tests/journeys/place.mjs [COUNT] [SEED]
import {SHOP} from './lib/peers.mjs';
import {makePlan} from './lib/plan.mjs';
import {Shop} from './lib/shop.mjs';

const [count = '1', seed = String(Date.now())] = process.argv.slice(2);
const shop = new Shop(SHOP);
await shop.connect();
for (const spec of makePlan(seed, Math.max(12, count)).slice(0, count)) {
  const {code, totalWithTax} = await shop.read(await shop.place(spec));
  const lines = spec.lines.map(line => `${line.quantity} ${line.sku}`).join(', ');
  console.log(`${code}  ${spec.account ?? 'guest '}  $${
      (totalWithTax / 100).toFixed(2).padStart(9)}  ${lines}`);
}
