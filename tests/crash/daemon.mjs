#!/usr/bin/env node
// The real daemon under load, killed at random moments, over and over: webhooks come in all the time, some of the kills hit its start. The
// shop is a stub that says nothing by itself, so what was acknowledged and lost stays lost; the ERP takes order files and counts each key.
//   node tests/crash/daemon.mjs [--kills 8] [--seed N] [--rate 40] [--binary FILE] [--store URL]      500 kills are the full size
import {spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const {values} = parseArgs({options: {
  kills: {type: 'string', default: '8'}, seed: {type: 'string', default: String(Date.now() % 1e6)}, rate: {type: 'string', default: '40'},
  binary: {type: 'string', default: join(ROOT, 'build/dev/norekey')}, store: {type: 'string', default: ''}}});
const KILLS = Number(values.kills), RATE = Number(values.rate), SECRET = 'crash';
const PORT = Number(process.env.JOURNEY_PORT ?? 3940) + 7, SHOP_PORT = PORT + 1;
let state = Number(values.seed) >>> 0;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

const recorded = JSON.parse(readFileSync(join(ROOT, 'config/examples/demo/orders/02-PaymentAuthorized-6CW5XKRNRSGR7WET.json')));
const FIELDS = {Order: ['poNumber', 'erpOrderNumber'], Customer: ['accountNumber', 'company', 'salesRep', 'terms'], Address: ['erpShipTo'], ProductVariant: ['uom']};

/** What the connector asks: one recorded order under as many numbers as are wanted. */
function answer(query, variables) {
  if (query.includes('login(')) return {login: {id: '1'}};
  if (query.startsWith('query About'))
    return {activeChannel: {code: 'crash', currencyCode: 'USD'}, globalSettings: {serverConfig: {moneyStrategyPrecision: 2,
      entityCustomFields: Object.entries(FIELDS).map(([entityName, names]) => ({entityName, customFields: names.map(name => ({name, type: 'string', list: false}))}))}}};
  if (query.startsWith('query Order')) {
    const order = {...recorded.data.order, id: variables.i, code: `CRASH${variables.i}`};
    for (const line of order.lines) Object.assign(line, {proratedLinePrice: line.linePrice, proratedLinePriceWithTax: line.linePriceWithTax});
    return {order, globalSettings: {serverConfig: {moneyStrategyPrecision: 2}}};
  }
  if (query.startsWith('query Changes')) return {orders: {items: []}, updated: {items: []}, placed: {items: []}};
  if (query.startsWith('query Notes')) return {order: {id: variables.i, history: {items: []}}};
  if (query.startsWith('query Code')) return {orders: {items: [{id: variables.c.replace('CRASH', '')}]}};
  return {setOrderCustomFields: {id: '1'}, addNoteToOrder: {id: '1'}};
}
const shop = createServer((request, response) => {
  let body = '';
  request.on('data', part => (body += part)).on('end', () => {
    const {query, variables} = JSON.parse(body);
    response.writeHead(200, {'content-type': 'application/json', 'vendure-auth-token': 'crash'});
    response.end(JSON.stringify({data: answer(query, variables ?? {})}));
  });
}).listen(SHOP_PORT, '127.0.0.1');

const work = mkdtempSync(join(tmpdir(), 'norekey-crash-'));
cpSync(join(ROOT, 'config/examples/demo'), work, {recursive: true});
mkdirSync(join(work, 'secrets'));
for (const name of ['password', 'signing']) writeFileSync(join(work, 'secrets', name), SECRET, {mode: 0o600});
writeFileSync(join(work, 'norekey.yaml'),
    `state-dir: state\nhttp: { port: ${PORT} }\nlog: { to: file, file: log, level: warning }\n${values.store ? `store: "${values.store}"\n` : ''}`);
writeFileSync(join(work, 'channels.yaml'), `company: { acme: { zone: UTC, house-rep: REP04, inside-sales: own-pool } }
channel:
  shop: { company: acme, connector: vendure, url: "http://127.0.0.1:${SHOP_PORT}", login: crash, password: { file: secrets/password },
    signing-secret: { file: secrets/signing }, erp: erp, mapping: order-to-file, poll-every: 1 h, in-flight: 16 }
erp:
  erp: { adapter: files, directory: erp/in, extract-directory: erp/out, send-window: 1 s, longest-request: 1 s, in-flight: 16 }
`);
const into = join(work, 'erp/in'), out = join(work, 'erp/out');
for (const folder of [into, out]) mkdirSync(folder, {recursive: true});

// The ERP: takes each file away as soon as it sees it, and says what it holds.
const taken = new Map();
const columns = line => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, one]) => one.replace(/^"|"$/g, '').replaceAll('""', '"'));
function takeFiles() {
  let more = 0;
  for (const name of readdirSync(into)) {
    if (!name.endsWith('.csv')) continue;
    const [header, first] = readFileSync(join(into, name), 'utf8').split(/\r?\n/).map(columns);
    rmSync(join(into, name));
    const order = Object.fromEntries(header.map((key, at) => [key, first[at]]));
    const known = taken.get(order.key) ?? {times: 0, order, number: taken.size + 1};
    known.times++;
    taken.set(order.key, known);
    more++;
  }
  if (more === 0) return;
  const rows = [...taken.values()].map(({order, number}) => [order.key, `SO${number}`, order.customer, order.rep ?? '', order.taker ?? '', order.total, 'open'].join(','));
  writeFileSync(join(out, '.extract'), `key,number,customer,reps,taker,total,status\n${rows.join('\n')}\n`);
  renameSync(join(out, '.extract'), join(out, 'extract.csv'));
}
const erp = setInterval(takeFiles, 25);

let daemon, failed = 0, finished = false;
const complain = text => (failed++, console.log(`error: ${text}`));
const launch = () => {
  daemon = spawn(values.binary, ['--config', work, 'serve'], {stdio: ['ignore', 'ignore', 'inherit']});
  daemon.ended = new Promise(resolve => daemon.on('close', (code, signal) => resolve(signal ?? code)));
};
const ready = async () => {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const is = await fetch(`http://127.0.0.1:${PORT}/readyz`, {signal: AbortSignal.timeout(5_000)}).catch(() => null);
    await is?.arrayBuffer().catch(() => null);
    if (is?.status === 200) return;
    await sleep(10);
  }
  throw new Error(`the daemon is not ready within 60 s; its log is in ${work}`);
};
const kill = async () => {
  daemon.kill('SIGKILL');
  const how = await daemon.ended;
  if (how !== 'SIGKILL') complain(`the daemon ended by itself with ${how}; its log is in ${work}`);
};

const acknowledged = new Set();
let sent = 0, loading = true;
async function send(number) {
  const body = JSON.stringify({id: `e${number}`, event: 'order.placed', createdAt: new Date().toISOString(), data: {id: String(number), code: `CRASH${number}`, state: 'PaymentAuthorized'}});
  const at = Math.floor(Date.now() / 1000);
  const signature = `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex')}`;
  const headers = {'content-type': 'application/json', 'x-shop-event': 'order.placed', 'x-shop-delivery': `d${number}`, 'x-shop-signature': signature};
  const is = await fetch(`http://127.0.0.1:${PORT}/hooks/acme/shop`, {method: 'POST', body, headers, signal: AbortSignal.timeout(30_000)}).catch(() => null);
  await is?.arrayBuffer().catch(() => null);  // or its connection stays open
  if (is?.status === 200) acknowledged.add(`acme/shop/CRASH${number}/1`);
}
const load = (async () => {
  const under = new Set();
  while (loading) {
    const one = send(++sent).finally(() => under.delete(one));
    under.add(one);
    await sleep(1000 / RATE);
  }
  await Promise.all(under);
})();

try {
  for (let i = 0; i < KILLS && failed === 0; i++) {
    launch();
    if (random() < 0.2) {
      await sleep(random() * 150);
    } else {
      await ready();
      await sleep(random() * 1000);
    }
    await kill();
  }
  loading = false;
  await load;
  launch();
  await ready();
  const missing = () => [...acknowledged].filter(key => !taken.has(key));
  for (const until = Date.now() + 120_000; missing().length > 0 && Date.now() < until;) await sleep(100);
  await sleep(1000);  // for what would come twice
  const doubled = [...taken].filter(([, {times}]) => times > 1).map(([key]) => key), lost = missing();
  if (acknowledged.size === 0) complain('nothing was acknowledged');
  if (lost.length > 0) complain(`lost: ${lost.slice(0, 5).join(', ')}`);
  if (doubled.length > 0) complain(`twice in the ERP: ${doubled.slice(0, 5).join(', ')}`);
  finished = true;
  console.log(`${KILLS} kills, seed ${values.seed}: ${sent} sent, ${acknowledged.size} acknowledged, ${taken.size} in the ERP, ${lost.length} lost, ${doubled.length} doubled`);
} finally {
  loading = false;
  clearInterval(erp);
  shop.close();
  daemon?.kill('SIGTERM');
  await daemon?.ended;
  if (finished && failed === 0) rmSync(work, {recursive: true});
}
process.exit(failed ? 1 : 0);
