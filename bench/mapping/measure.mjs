// ./dev bench mapping [MB] [KEYS]: norekey in process, then as a command beside npm's jsonata and xsltproc on the same orders, then its memory on long files.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { customers, heading, items, order, rows, xml } from './generate.mjs';

const megabytes = Number(process.argv[2] ?? 64), keys = process.argv[3] ?? '1000000', count = Number(process.env.NOREKEY_BENCH_ORDERS ?? 4000);
const norekey = process.env.NOREKEY, inside = process.env.MAPPING_BENCH;
const work = 'build/bench-mapping', here = 'bench/mapping';
mkdirSync(`${work}/lookups`, { recursive: true });

function prepare() {
  const csv = (name, pairs) => writeFileSync(`${work}/lookups/${name}.csv`, `key,value\n${pairs.map((one) => one.join(',')).join('\n')}\n`);
  csv('items', items);
  csv('customers', customers);
  writeFileSync(`${work}/lookups.xml`, `<l>${[...items, ...customers].map(([k, v]) => `<r k="${k}" v="${v}"/>`).join('')}</l>`);
  for (const n of [20, 200, 2000, 20000]) writeFileSync(`${work}/order-${n}.json`, JSON.stringify(order(1, n)));
  rmSync(`${work}/xml`, { recursive: true, force: true });
  mkdirSync(`${work}/xml`);
  mkdirSync(`${work}/mappings`, { recursive: true });
  for (const name of ['order', 'rows']) writeFileSync(`${work}/mappings/${name}.yaml`, readFileSync(`${here}/mappings/${name}.yaml`));
  writeFileSync(`${work}/order.xsl`, readFileSync(`${here}/order.xsl`));
  let lines = '';
  for (let i = 0; i < count; ++i) {
    const one = order(i);
    lines += JSON.stringify(one) + '\n';
    writeFileSync(`${work}/xml/${String(i).padStart(6, '0')}.xml`, xml('order', one));
  }
  writeFileSync(`${work}/orders.jsonl`, lines);
}

// CPU seconds (user and system) of a command, the best of three, start included.
function cpu(title, command) {
  let best = Infinity;
  for (let i = 0; i < 3; ++i) {
    const r = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time { ${command}; }`], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (r.status !== 0) throw new Error(`${title}: ${r.stderr.slice(-400)}`);
    best = Math.min(best, r.stderr.trim().split('\n').pop().split(' ').map(Number).reduce((a, b) => a + b));
  }
  console.log(`${title.padEnd(52)} ${best.toFixed(2).padStart(7)} s ${(count / best).toFixed(0).padStart(8)} orders/s`);
  return count / best;
}

function beside() {
  const modules = `${work}/node_modules/jsonata`;
  if (!existsSync(modules)) {
    writeFileSync(`${work}/package.json`, '{"private":true,"type":"commonjs"}');
    spawnSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', 'jsonata@2'], { cwd: work, stdio: 'inherit' });
  }
  writeFileSync(`${work}/jsonata.js`, `const jsonata=require('jsonata');const fs=require('fs');(async()=>{
const table=(name)=>Object.fromEntries(fs.readFileSync('lookups/'+name+'.csv','utf8').trim().split('\\n').slice(1).map((l)=>l.split(',')));
const rule=jsonata(fs.readFileSync(${JSON.stringify(`${process.cwd()}/${here}/order.jsonata`)},'utf8'));const known={items:table('items'),customers:table('customers')};
let out='';for(const line of fs.readFileSync('orders.jsonl','utf8').trim().split('\\n'))out+=JSON.stringify(await rule.evaluate(JSON.parse(line),known))+'\\n';
fs.writeFileSync('jsonata.jsonl',out);})();`);
  const jsonata = cpu(`jsonata ${JSON.parse(readFileSync(`${modules}/package.json`)).version}, JSON to JSON`, `cd ${work} && node jsonata.js`);
  const xslt = cpu('xsltproc, XML to XML', `cd ${work} && xsltproc order.xsl xml/*.xml >xslt.xml`);
  const to = (format) => `${norekey} map try --mapping ${work}/mappings/order.yaml --input ${work}/orders.jsonl --to ${format}`;
  const json = cpu('norekey map try, JSON to JSON', `${to('json-lines')} >${work}/norekey.jsonl`);
  const asXml = cpu('norekey map try, JSON to XML', `${to('xml')} >${work}/norekey.xml`);
  const bare = (name) => readFileSync(`${work}/${name}`, 'utf8').replace(/<\?xml[^>]*\?>/g, '').replace(/>\s+</g, '><').trim();
  const same = readFileSync(`${work}/norekey.jsonl`, 'utf8') === readFileSync(`${work}/jsonata.jsonl`, 'utf8');
  console.log(`norekey is ${(json / jsonata).toFixed(1)} times jsonata (results ${same ? 'the same' : 'DIFFER'}), ${(asXml / xslt).toFixed(1)} times xsltproc (results ${bare('norekey.xml') === bare('xslt.xml') ? 'the same' : 'DIFFER'})`);
}

function long(path, piece, head = '') {
  const fd = openSync(path, 'w');
  let bytes = writeSync(fd, head);
  for (let i = 0; bytes < megabytes * 1e6; ) {
    let text = '';
    for (let k = 0; k < 200; ++k) text += piece(i++);
    bytes += writeSync(fd, text);
  }
  closeSync(fd);
}

// The most memory that a command had, in MB, and how long it took.
function memory(title, path, mapping) {
  return new Promise((done, failed) => {
    const out = openSync('/dev/null', 'w'), start = Date.now();
    const child = spawn(norekey, ['map', 'try', '--mapping', `${work}/mappings/${mapping}.yaml`, '--input', path], { stdio: ['ignore', out, 'pipe'] });
    let most = 0, said = '';
    child.stderr.on('data', (text) => { said = (said + text).slice(0, 400); });
    const look = setInterval(() => {
      try { most = Math.max(most, Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0)); } catch { /* it has ended */ }
    }, 20);
    child.on('exit', (code) => {
      clearInterval(look);
      closeSync(out);
      if (code !== 0) return failed(new Error(`${title}: exit ${code}: ${said}`));
      const size = statSync(path).size / 1e6, seconds = (Date.now() - start) / 1000;
      console.log(`${title}: ${size.toFixed(0)} MB in ${seconds.toFixed(1)} s (${(size / seconds).toFixed(1)} MB/s), at most ${(most / 1024).toFixed(1)} MB resident`);
      rmSync(path);
      done();
    });
  });
}

console.log(`${new Date().toISOString()} ${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, CPU seconds`);
prepare();
const ran = spawnSync(inside, [work, 'config/examples/mappings', keys], { stdio: 'inherit' });
if (ran.status !== 0) process.exit(1);
beside();
long(`${work}/long.csv`, (i) => rows(order(i)), heading);
await memory('CSV, rows of an order grouped', `${work}/long.csv`, 'rows');
long(`${work}/long.jsonl`, (i) => JSON.stringify(order(i)) + '\n');
await memory('JSON lines, an order of 20 lines each', `${work}/long.jsonl`, 'order');
