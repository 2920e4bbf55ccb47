// Two daemons on one PostgreSQL: each alert is told once, by whichever of them lives, also when the one that told is killed.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {Daemon} from './lib.mjs';

const posts = [], daemons = [];
let chat, base, server, data;

/** PostgreSQL runs as nobody's superuser: as the user that Debian's package makes, where we are root. */
function startPostgres() {
  const versions = '/usr/lib/postgresql';
  const bin = join(versions, readdirSync(versions).sort().at(-1), 'bin');
  data = mkdtempSync(join(tmpdir(), 'norekey-pg-'));
  const as = {};
  if (process.getuid() === 0) {
    const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n').find(one => one.startsWith('postgres:')).split(':');
    Object.assign(as, {uid: Number(uid), gid: Number(gid)});
    execFileSync('chown', ['postgres', data]);
  }
  chmodSync(data, 0o755);
  const cwd = tmpdir();
  execFileSync(join(bin, 'initdb'), ['-D', join(data, 'db'), '-U', 'postgres', '-A', 'trust', '--no-sync'], {...as, cwd, stdio: 'ignore'});
  server = spawn(join(bin, 'postgres'), ['-D', join(data, 'db'), '-k', data, '-c', 'listen_addresses=', '-c', 'shared_buffers=16MB'],
                 {...as, cwd, stdio: 'ignore'});
}

const start = () => Daemon.start({
  more: `store: "postgresql:///postgres?host=${data}&user=postgres"`,
  before: folder => appendFileSync(join(folder, 'channels.yaml'),
                                   `\nalerts: { webhook: "${base}", proxy: "-", paused-after: 0 s, hold: 0 s, without: [ parked, disk ] }\n`)});

before(async () => {
  chat = createServer((request, response) => {
    let body = '';
    request.on('data', text => (body += text));
    request.on('end', () => {
      for (const one of JSON.parse(body).alerts) posts.push(`${one.status} ${one.on}`);
      response.end('ok');
    });
  });
  await new Promise(resolve => chat.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${chat.address().port}`;
  startPostgres();
  await sleep(2000);
  for (let i = 0; i < 2; i++) daemons.push(await start());
});
after(async () => {
  for (const one of daemons) {
    one.child.kill('SIGKILL');
    rmSync(one.folder, {recursive: true, force: true});
  }
  chat.close();
  server.kill('SIGINT');
  await new Promise(resolve => server.on('close', resolve));
  rmSync(data, {recursive: true, force: true});
});

const told = async count => {
  for (let i = 0; i < 1200 && posts.length < count; i++) await sleep(50);
  return posts;
};

test('one of two tells, and the one that is left goes on where it ended', async () => {
  await daemons[0].command('pause', 'erp/legacy', '--why', 'stock-taking');
  assert.deepEqual(await told(1), ['open erp/legacy']);
  await sleep(20_000);  // a look of whichever has the duty, and of none besides
  assert.deepEqual(posts, ['open erp/legacy']);
  // Whoever has the duty logged it.
  const has = daemons.findIndex(one => /"stage":"alert"[^\n]*erp\/legacy is paused/.test(one.log) || /erp\/legacy is paused by[^\n]*"rule":"paused"/.test(one.log));
  assert.ok(has >= 0, daemons.map(one => one.log.slice(-1500)).join('\n'));
  daemons[has].child.kill('SIGKILL');
  await daemons[has].ended;
  const left = daemons[1 - has];
  await sleep(30_000);  // the dead one's duty is over after 10 s, a look follows
  assert.deepEqual(posts, ['open erp/legacy'], 'a take-over tells nothing twice');
  await left.command('resume', 'erp/legacy');
  assert.deepEqual(await told(2), ['open erp/legacy', 'over erp/legacy']);
  const [row] = JSON.parse(await left.command('alerts', '--json'));
  assert.deepEqual(row.told.map(one => [one.way, one.what]), [['webhook', 'over']]);
});
