#!/usr/bin/env node
// A full disk, against the real daemon: its state lies on a file system of 24 MB of its own. Webhooks are sent until it is full: 503 with
// Retry-After from then on, never a false 200; once there is room intake goes on by itself, and all that was acknowledged is there.
//   node tests/journeys/full-disk.mjs [--binary FILE]        needs root: it mounts a tmpfs. Exit 3 where it cannot
import {execFileSync, spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const {values} = parseArgs({options: {binary: {type: 'string', default: join(ROOT, 'build/dev/norekey')}}});
const PORT = Number(process.env.JOURNEY_PORT ?? 3940) + 6;
const SECRET = 'a-long-signing-secret';

const work = mkdtempSync(join(tmpdir(), 'norekey-full-'));
cpSync(join(ROOT, 'config/examples/vendure-tryton'), work, {recursive: true});
mkdirSync(join(work, 'secrets'));
for (const name of ['shop-password', 'shop-signing-secret', 'erp-password'])
  writeFileSync(join(work, 'secrets', name), SECRET, {mode: 0o600});
writeFileSync(join(work, 'norekey.yaml'), `state-dir: state\nhttp: { port: ${PORT} }\nlog: { to: file, file: log }\n`);
const state = join(work, 'state');
mkdirSync(state);
try {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', state], {stdio: 'pipe'});
} catch (error) {
  console.log(`not run: a file system of its own cannot be mounted here (${String(error.stderr).trim()}); run it as root`);
  rmSync(work, {recursive: true});
  process.exit(3);
}

let failed = 0;
const check = (name, good) => {
  if (good) return;
  failed++;
  console.log(`error: ${name}`);
};
const norekey = (...words) => JSON.parse(execFileSync(values.binary, ['--config', work, ...words, '--json'], {encoding: 'utf8'}));
let daemon;
const start = async () => {
  daemon = spawn(values.binary, ['--config', work, 'serve'], {stdio: ['ignore', 'inherit', 'inherit']});
  for (let i = 0; i < 400; i++) {
    const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => null);
    if (ready?.status === 200) return;
    await sleep(50);
  }
  throw new Error('the daemon is not ready within 20 s');
};
const ended = () => new Promise(resolve => daemon.on('close', resolve));
let sent = 0;
const send = async () => {
  const body = JSON.stringify({
    id: `e${++sent}`, event: 'order.placed', createdAt: new Date().toISOString(),
    data: {id: String(sent), code: `C${sent}`, state: 'PaymentSettled'}});
  const at = Math.floor(Date.now() / 1000);
  const signature = `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex')}`;
  const answer = await fetch(`http://127.0.0.1:${PORT}/hooks/acme/web`, {
    method: 'POST', body,
    headers: {'content-type': 'application/json', 'x-shop-event': 'order.placed', 'x-shop-delivery': `d${sent}`, 'x-shop-signature': signature}});
  await answer.arrayBuffer();
  return {status: answer.status, after: answer.headers.get('retry-after')};
};
const journalled = () => {
  const {new: fresh, leased, parked, done} = norekey('status');
  return fresh + leased + parked + done;
};

try {
  await start();
  // All but a little room, which an operator can make again later.
  const {bavail, bsize} = statfsSync(state);
  writeFileSync(join(state, 'somebody-elses-file'), Buffer.alloc(bavail * bsize - 1_500_000, 1));
  let acknowledged = 0, refused = 0;
  for (let i = 0; i < 3000 && refused < 30; i++) {
    const {status, after} = await send();
    if (status === 200) {
      acknowledged++;
      continue;
    }
    refused++;
    check(`a full disk answers ${status}, not 503`, status === 503);
    check(`503 without a number of seconds in Retry-After: ${after}`, /^[1-9]\d*$/.test(after ?? ''));
  }
  check('the disk was never full', refused >= 30);
  check('nothing was taken in before', acknowledged > 10);
  check('the daemon lives', (await fetch(`http://127.0.0.1:${PORT}/healthz`)).status === 200);
  const full = acknowledged;

  rmSync(join(state, 'somebody-elses-file'));
  const room = Date.now();
  while ((await send()).status !== 200 && Date.now() - room < 10_000) await sleep(100);
  acknowledged++;
  check(`intake goes on ${Date.now() - room} ms after there is room`, Date.now() - room < 5_000);
  for (let i = 0; i < 10; i++) {
    const {status} = await send();
    check(`with room a webhook is answered ${status}`, status === 200);
    acknowledged += status === 200 ? 1 : 0;
  }
  check(`${journalled()} in the journal, ${acknowledged} acknowledged`, journalled() >= acknowledged);

  daemon.kill('SIGKILL');
  await ended();
  await start();
  check(`after a kill ${journalled()} in the journal, ${acknowledged} acknowledged`, journalled() >= acknowledged);
  const findings = norekey('store', 'check');
  check(`the store is not sound: ${JSON.stringify(findings)}`, (Array.isArray(findings) ? findings : findings.findings ?? []).length === 0);
  console.log(`${full} acknowledged until the disk was full, ${refused} refused, ${acknowledged - full} after there was room: ${failed} not as they should be`);
} finally {
  daemon?.kill('SIGTERM');
  if (daemon?.exitCode === null) await ended();
  execFileSync('umount', [state]);
  rmSync(work, {recursive: true});
}
process.exit(failed ? 1 : 0);
