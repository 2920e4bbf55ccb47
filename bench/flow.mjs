#!/usr/bin/env node
// The daemon's own speed: webhook received -> order file handed over, RSS and CPU when idle, start to ready. The shop is a stub that
// answers at once with a recorded order, the ERP is a folder: what is measured is the daemon.
// With --changes N the same load once more, while the stock of N SKUs changes at once in the ERP's file and goes out to the shop.
//   node bench/flow.mjs [--binary FILE] [--orders 400] [--rate 20] [--idle 20] [--changes 100000]
import {spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {cpus, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const {values} = parseArgs({options: {
  binary: {type: 'string', default: join(ROOT, 'build/demo/norekey')},
  orders: {type: 'string', default: '400'}, rate: {type: 'string', default: '20'}, idle: {type: 'string', default: '20'}, changes: {type: 'string', default: '0'}}});
const ORDERS = Number(values.orders), RATE = Number(values.rate), CHANGES = Number(values.changes);
const SHOP_PORT = 3980, PORT = 3981, SECRET = 'bench';
const recorded = JSON.parse(readFileSync(join(ROOT, 'config/examples/demo/orders/02-PaymentAuthorized-6CW5XKRNRSGR7WET.json')));

const shown = new Map();  // stock by SKU, as the stub shop was last told
let told = 0;             // SKUs that it was told

/** The shop's side of a push of stock; a variant's id is its SKU. */
function stockAnswer(query, variables) {
  if (query.startsWith('query Locations')) return {stockLocations: {items: [{id: '1', name: 'MAIN'}]}};
  if (query.startsWith('query Variants')) return {productVariants: {items: variables.s.map(sku => ({id: sku, sku, outOfStockThreshold: 0,
    useGlobalOutOfStockThreshold: true, stockLevels: [{stockLocationId: '1', stockOnHand: shown.get(sku) ?? 0}]}))}};
  for (const one of variables.i) shown.set(one.id, one.stockLevels[0].stockOnHand);
  told += variables.i.length;
  return {updateProductVariants: variables.i.map(one => ({id: one.id}))};
}

/** Answers what the connector asks, from one recorded order under as many numbers as are wanted. */
function answer(query, variables) {
  if (query.includes('login(')) return {login: {id: '1'}};
  if (query.startsWith('query About')) {
    const fields = {Order: ['poNumber', 'erpOrderNumber'], Customer: ['accountNumber', 'company', 'salesRep', 'terms'], Address: ['erpShipTo'], ProductVariant: ['uom']};
    return {activeChannel: {code: 'bench', currencyCode: 'USD'}, globalSettings: {serverConfig: {moneyStrategyPrecision: 2,
      entityCustomFields: Object.entries(fields).map(([entityName, names]) => ({entityName, customFields: names.map(name => ({name, type: 'string', list: false}))}))}}};
  }
  if (query.startsWith('query Order')) {
    const order = {...recorded.data.order, id: variables.i, code: `BENCH${variables.i}`};
    for (const line of order.lines) Object.assign(line, {proratedLinePrice: line.linePrice, proratedLinePriceWithTax: line.linePriceWithTax});
    return {order, globalSettings: {serverConfig: {moneyStrategyPrecision: 2}}};
  }
  if (query.startsWith('query Changes')) return {orders: {items: []}, updated: {items: []}, placed: {items: []}};
  if (query.startsWith('query Notes')) return {order: {id: variables.i, history: {items: []}}};
  if (query.startsWith('query Code')) return {orders: {items: [{id: variables.c.replace('BENCH', '')}]}};
  if (/^(query (Locations|Variants)|mutation Stock)/.test(query)) return stockAnswer(query, variables);
  return {setOrderCustomFields: {id: '1'}, addNoteToOrder: {id: '1'}};
}

const shop = createServer((request, response) => {
  let body = '';
  request.on('data', part => (body += part)).on('end', () => {
    const {query, variables} = JSON.parse(body);
    response.writeHead(200, {'content-type': 'application/json', 'vendure-auth-token': 'bench'});
    response.end(JSON.stringify({data: answer(query, variables ?? {})}));
  });
}).listen(SHOP_PORT, '127.0.0.1');

const work = mkdtempSync(join(tmpdir(), 'norekey-bench-'));
cpSync(join(ROOT, 'config/examples/demo'), work, {recursive: true});
mkdirSync(join(work, 'secrets'));
for (const name of ['password', 'signing']) writeFileSync(join(work, 'secrets', name), SECRET, {mode: 0o600});
writeFileSync(join(work, 'norekey.yaml'), `state-dir: state\nhttp: { port: ${PORT} }\nlog: { level: warning }\n`);
writeFileSync(join(work, 'channels.yaml'), `company: { acme: { zone: UTC, house-rep: REP04, inside-sales: own-pool } }
channel:
  shop: { company: acme, connector: vendure, url: "http://127.0.0.1:${SHOP_PORT}", login: bench, password: { file: secrets/password },
    signing-secret: { file: secrets/signing }, erp: erp, mapping: order-to-file, poll-every: 30 s${CHANGES > 0 ? ', outbound: { stock: on-hand, stock-every: 1 s, items: stocked, locations: locations }' : ''} }
erp:
  erp: { adapter: files, directory: erp/in, extract-directory: erp/out${CHANGES > 0 ? ', stock-file: erp/out/stock.csv, file-quiet: 1 s' : ''} }
`);
const stockFile = quantity => {
  const rows = Array.from({length: CHANGES}, (_, i) => `I${i},MAIN,${quantity}\n`);
  writeFileSync(join(work, 'erp/out/next.csv'), `item,warehouse,on_hand\n${rows.join('')}END,${CHANGES}\n`);
  renameSync(join(work, 'erp/out/next.csv'), join(work, 'erp/out/stock.csv'));
};
if (CHANGES > 0) {
  writeFileSync(join(work, 'lookups/stocked.csv'), `sku,item\n${Array.from({length: CHANGES}, (_, i) => `S${i},I${i}\n`).join('')}`);
  writeFileSync(join(work, 'lookups/locations.csv'), 'warehouse,location\nMAIN,MAIN\n');
  mkdirSync(join(work, 'erp/out'), {recursive: true});
}
const into = join(work, 'erp/in');
mkdirSync(into, {recursive: true});

const begun = performance.now();
const daemon = spawn(values.binary, ['--config', work, 'serve'], {stdio: ['ignore', 'ignore', 'inherit']});
for (;;) {
  const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => null);
  if (ready?.status === 200) break;
  await sleep(2);
}
const start = performance.now() - begun;

const proc = name => readFileSync(`/proc/${daemon.pid}/${name}`, 'utf8');
const ticks = () => proc('stat').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0);
await sleep(2000);
const before = ticks();
await sleep(Number(values.idle) * 1000);
const idleCpu = (ticks() - before) / Number(values.idle);  // a tick is 10 ms: ticks a second are percent
const idleRss = Number(/VmRSS:\s+(\d+)/.exec(proc('status'))[1]) / 1024;

let sent = new Map(), took = [], number = 0;
const seen = name => {
  const id = /BENCH(\d+)/.exec(name)?.[1];
  if (id && sent.has(id)) { took.push(performance.now() - sent.get(id)); sent.delete(id); }
};
watch(into, (_, name) => name && !name.startsWith('.') && seen(name));

function place(i) {
  const body = JSON.stringify({id: `event-${i}`, event: 'order.placed', data: {id: String(i), code: `BENCH${i}`, state: 'PaymentAuthorized'}});
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
  sent.set(String(i), performance.now());
  fetch(`http://127.0.0.1:${PORT}/hooks/acme/shop`, {method: 'POST', body, headers: {'content-type': 'application/json',
    'x-shop-event': 'order.placed', 'x-shop-delivery': `event-${i}`, 'x-shop-signature': `t=${at},v1=${signature}`}})
      .then(r => r.status === 200 || console.error(`webhook answered ${r.status}`));
}

/** ORDERS orders at RATE, and on until `over` says so; their times, sorted, and what never arrived. */
async function load(over = () => true) {
  [sent, took] = [new Map(), []];
  for (let i = 0; i < ORDERS || !over(); i++) {
    place(++number);
    await sleep(1000 / RATE);
  }
  for (let i = 0; i < 200 && sent.size > 0; i++) await sleep(50);
  return {times: took.sort((a, b) => a - b), lost: sent.size};
}
const at = ({times}, p) => times[Math.min(times.length - 1, Math.floor(times.length * p))]?.toFixed(1);
const say = (what, run) => console.log(`webhook received -> order handed to the ERP, ${run.times.length} orders at ${RATE}/s${what}: ` +
    `p50 ${at(run, 0.5)} ms, p99 ${at(run, 0.99)} ms, max ${at(run, 1)} ms; lost ${run.lost}`);

const quiet = await load();
let flood = null, pushing = 0;
if (CHANGES > 0) {
  stockFile(10);  // first all of it is shown, then all of it changes
  while (told < CHANGES) await sleep(100);
  told = 0;
  const from = performance.now();
  stockFile(11);
  flood = await load(() => told >= CHANGES && (pushing ||= performance.now() - from));
}
const files = readdirSync(into).length;
daemon.kill('SIGTERM');
await new Promise(resolve => daemon.on('close', resolve));
shop.close();
rmSync(work, {recursive: true});

say(' (aim p99 < 50 ms)', quiet);
if (flood) {
  say(` while ${CHANGES} SKUs change, all shown after ${(pushing / 1000).toFixed(1)} s`, flood);
  console.log(`p99 ${(Number(at(flood, 0.99)) / Number(at(quiet, 0.99))).toFixed(2)} times the figure without changes (aim 2)`);
}
const lost = quiet.lost + (flood?.lost ?? 0);
console.log(`${files - 1} order files`);
// The aims are those of a plain installation: with changes there is a lookup of as many rows, too.
const aim = text => CHANGES > 0 ? ` (with a lookup of ${CHANGES} rows)` : ` (aim < ${text})`;
console.log(`idle: RSS ${idleRss.toFixed(1)} MB${aim('30')}, CPU ${idleCpu.toFixed(2)} %${aim('0.1')}`);
console.log(`start to ready: ${start.toFixed(0)} ms${aim('200')}`);
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load ${loadavg()[0].toFixed(2)}`);
process.exit(lost > 0 ? 1 : 0);
