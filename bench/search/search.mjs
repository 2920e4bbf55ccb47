// Searches in a store that fill.py has filled, over HTTP, seven times each: node bench/search/search.mjs CONFIG-FOLDER [--binary NOREKEY]
import {execFileSync, spawn} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';

const [folder] = process.argv.slice(2);
const at = process.argv.indexOf('--binary');
const binary = at > 0 ? process.argv[at + 1] : 'build/release/norekey';
const daemon = spawn(binary, ['--config', folder, 'serve'], {stdio: ['ignore', 'ignore', 'pipe']});
let log = '';
daemon.stderr.on('data', text => (log += text));
for (let i = 0; i < 1200 && !/port[=":]+\d+/.test(log); i++) await sleep(50);
const said = execFileSync(binary, ['--config', folder, 'users', 'link', 'bench', '--role', 'admin']).toString();
const [, base, link] = /(http\S+)\/#\/in\/([\w-]+)/.exec(said);
const signed = await fetch(`${base}/api/v1/session`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({link})});
const cookie = signed.headers.getSetCookie()[0].split(';')[0];

const questions = ['/messages?q=w1234567', '/messages?q=po-9999', '/messages?q=sku-4242', '/messages?q=name4321', '/messages?q=llc', '/messages?q=first',
                   '/messages?q=llc+rep12+sku-77', '/messages?q=name12+first12+llc', '/messages?q=rep7+name4321', '/messages?rep=REP12',
                   '/messages?q=llc&until=2026-06-01', '/messages?q=rep12&since=2026-07-01&until=2026-07-02', '/messages?state=parked',
                   '/messages?kind=notice&state=ignored', '/messages', '/orders?q=c77', '/today'];
for (const question of questions) {
  const times = [];
  let items;
  for (let i = 0; i < 7; i++) {
    const began = performance.now();
    const answer = await fetch(`${base}/api/v1${question}${question.includes('?') ? '&' : '?'}limit=100`, {headers: {Cookie: cookie}});
    items = (await answer.json()).items?.length ?? '';
    times.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(`${question}: ${answer.status}`);
  }
  const sorted = [...times].sort((a, b) => a - b);
  console.log(question.padEnd(56), `first ${times[0].toFixed(0)} ms, median ${sorted[3].toFixed(0)} ms, worst ${sorted[6].toFixed(0)} ms`, items);
}
daemon.kill('SIGTERM');
