#!/usr/bin/env node
// The daemon's own speed: webhook received -> order file handed over, RSS and CPU when idle, start to ready. The shop is a stub that
// answers at once with a recorded order, the ERP is a folder: what is measured is the daemon.
//   node bench/flow.mjs [--binary FILE] [--orders 400] [--rate 20]
import {spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, watch, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {cpus, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const {values} = parseArgs({options: {
  binary: {type: 'string', default: join(ROOT, 'build/demo/norekey')},
  orders: {type: 'string', default: '400'}, rate: {type: 'string', default: '20'}, idle: {type: 'string', default: '20'}}});
const ORDERS = Number(values.orders), RATE = Number(values.rate);
const SHOP_PORT = 3980, PORT = 3981, SECRET = 'bench';
const recorded = JSON.parse(readFileSync(join(ROOT, 'config/examples/demo/orders/02-PaymentAuthorized-6CW5XKRNRSGR7WET.json')));

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
    signing-secret: { file: secrets/signing }, erp: erp, mapping: order-to-file, poll-every: 30 s }
erp:
  erp: { adapter: files, directory: erp/in, extract-directory: erp/out }
`);
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

const sent = new Map(), took = [];
const seen = name => {
  const id = /BENCH(\d+)/.exec(name)?.[1];
  if (id && sent.has(id)) { took.push(performance.now() - sent.get(id)); sent.delete(id); }
};
watch(into, (_, name) => name && !name.startsWith('.') && seen(name));
for (let i = 1; i <= ORDERS; i++) {
  const body = JSON.stringify({id: `event-${i}`, event: 'order.placed', data: {id: String(i), code: `BENCH${i}`, state: 'PaymentAuthorized'}});
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
  sent.set(String(i), performance.now());
  fetch(`http://127.0.0.1:${PORT}/hooks/acme/shop`, {method: 'POST', body, headers: {'content-type': 'application/json',
    'x-shop-event': 'order.placed', 'x-shop-delivery': `event-${i}`, 'x-shop-signature': `t=${at},v1=${signature}`}})
      .then(r => r.status === 200 || console.error(`webhook answered ${r.status}`));
  await sleep(1000 / RATE);
}
for (let i = 0; i < 200 && sent.size > 0; i++) await sleep(50);
const files = readdirSync(into).length;
daemon.kill('SIGTERM');
await new Promise(resolve => daemon.on('close', resolve));
shop.close();
rmSync(work, {recursive: true});

took.sort((a, b) => a - b);
const at = p => took[Math.min(took.length - 1, Math.floor(took.length * p))]?.toFixed(1);
console.log(`webhook received -> order handed to the ERP, ${ORDERS} orders at ${RATE}/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (aim p99 < 50 ms); lost ${sent.size}; files ${files - 1}`);
console.log(`idle: RSS ${idleRss.toFixed(1)} MB (aim < 30), CPU ${idleCpu.toFixed(2)} % (aim < 0.1)`);
console.log(`start to ready: ${start.toFixed(0)} ms (aim < 200)`);
console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load ${loadavg()[0].toFixed(2)}`);
process.exit(sent.size > 0 ? 1 : 0);
