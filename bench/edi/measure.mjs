// ./dev bench edi [SIZE]: norekey beside npm's peers and a plain byte scan, one run, CPU seconds.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, cpus } from 'node:os';
const size = process.argv[2] ?? '100';
const work = 'build/bench-edi';
mkdirSync(work, { recursive: true });
const make = (kind) => {
  const path = `${work}/${kind}-${size}.edi`;
  if (!existsSync(path)) { const fd = openSync(path, 'w'); spawnSync('node', ['bench/edi/generate.mjs', kind, size], { stdio: ['ignore', fd, 'inherit'] }); closeSync(fd); }
  return path;
};
// CPU seconds (user + system) of a command, the best of `runs`.
const cpu = (command, runs = 3) => {
  let best = Infinity;
  for (let i = 0; i < runs; ++i) {
    const r = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time { ${command} >/dev/null; }`], { encoding: 'utf8' });
    const line = r.stderr.trim().split('\n').pop().split(' ').map(Number);
    if (r.status !== 0 || line.length !== 2) return { failed: r.stderr.slice(-200) };
    best = Math.min(best, line[0] + line[1]);
  }
  return { best };
};
const report = (name, file, command, runs) => {
  const got = cpu(command, runs);
  const mb = statSync(file).size / 1e6;
  console.log(`${name.padEnd(44)} ${got.failed ? 'failed: ' + got.failed : `${got.best.toFixed(2).padStart(8)} s ${(mb / got.best).toFixed(1).padStart(9)} MB/s`}`);
};
const norekey = process.env.NOREKEY ?? 'build/release/norekey';
const x12 = make('850'), edifact = make('ORDERS');
console.log(`${new Date().toISOString()} ${cpus()[0].model} load ${loadavg()[0].toFixed(1)}, ${size} MB, warm cache, CPU seconds, best run`);
for (const [kind, file] of [['850', x12], ['ORDERS', edifact]]) {
  report(`plain byte scan (wc -l) ${kind}`, file, `wc -l ${file}`);
  report(`norekey envelope + structure ${kind}`, file, `${norekey} edi validate --structure-only ${file}`);
  report(`norekey full validation ${kind}`, file, `${norekey} edi validate ${file}`);
  report(`norekey full validation + acknowledgement ${kind}`, file, `${norekey} edi ack ${file}`);
}
const peers = `${work}/peers`;
if (!existsSync(`${peers}/node_modules/edifact`)) {
  mkdirSync(peers, { recursive: true });
  writeFileSync(`${peers}/package.json`, '{"private":true,"type":"commonjs"}');
  spawnSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', 'node-x12@1', 'x12-parser@1', 'edifact@1'], { cwd: peers, stdio: 'inherit' });
}
// Peers get a tenth of the size where the whole would take minutes; the rate is what is compared.
writeFileSync(`${peers}/node-x12.js`, `const {X12StreamParser}=require('node-x12');const fs=require('fs');
if(X12StreamParser){const p=new X12StreamParser();fs.createReadStream(process.argv[2]).pipe(p);p.on('data',()=>{});}else{const {X12Parser}=require('node-x12');fs.createReadStream(process.argv[2]).pipe(new X12Parser()).on('data',()=>{});}`);
writeFileSync(`${peers}/x12-parser.js`, `const {X12parser}=require('x12-parser');const fs=require('fs');
fs.createReadStream(process.argv[2]).pipe(new X12parser()).on('data',()=>{});`);
writeFileSync(`${peers}/edifact.js`, `const {Parser}=require('edifact');const fs=require('fs');const p=new Parser();let n=0;
p.on('opensegment',()=>{});p.on('component',()=>{});p.on('closesegment',()=>{++n;});p.encoding('UNOC');
fs.createReadStream(process.argv[2],{encoding:'latin1'}).on('data',(c)=>p.write(c)).on('end',()=>p.end());`);
const tenth = (kind) => { const path = `${work}/${kind}-tenth.edi`; if (!existsSync(path)) { const fd = openSync(path, 'w'); spawnSync('node', ['bench/edi/generate.mjs', kind, String(Number(size) / 10)], { stdio: ['ignore', fd, 'inherit'] }); closeSync(fd); } return path; };
const small = tenth('850'), smallEdifact = tenth('ORDERS');
report('node-x12 stream parse 850', small, `node ${peers}/node-x12.js ${small}`, 1);
report('x12-parser parse 850', small, `node ${peers}/x12-parser.js ${small}`, 1);
report('edifact parse ORDERS', smallEdifact, `node ${peers}/edifact.js ${smallEdifact}`, 1);
