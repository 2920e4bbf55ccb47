// The daemon's part is played by a small server: these tests are about the driver's side.
import assert from 'node:assert/strict';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, test} from 'node:test';

import {Chaos} from '../lib/chaos.mjs';
import {Daemon} from '../lib/daemon.mjs';

const PROGRAM = port => `#!/usr/bin/env node
const words = process.argv.slice(2);
if (words[2] === 'parked') {
  console.log(JSON.stringify([{ order: 'A', cause: 'items/1' }, { order: 'A', cause: 'items/2' }]));
} else if (words[2] === 'lookups') {
  console.error('no such lookup');
  process.exitCode = 2;
} else if (words[1].endsWith('broken')) {
  console.log('no such folder');
  process.exitCode = 3;
} else {
  require('node:http').createServer((q, r) => r.writeHead(200).end()).listen(${port}, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
  console.log('served');
}
`;

let folder;
let daemon;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'norekey-driver-'));
  const port = await new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const {port: free} = probe.address();
      probe.close(() => resolve(free));
    });
  });
  const binary = join(folder, 'norekey');
  writeFileSync(binary, PROGRAM(port));
  chmodSync(binary, 0o755);
  daemon = new Daemon(
      {binary, config: folder, url: `http://127.0.0.1:${port}`, log: join(folder, 'log')});
});

afterEach(async () => {
  await daemon.stop();
  rmSync(folder, {recursive: true});
});

test('start() returns when it is ready, stop() when it has ended cleanly', async () => {
  await daemon.start();
  assert.ok(daemon.running);
  await daemon.stop();
  assert.ok(!daemon.running);
});

test('a daemon that ends at its start is told, with its log', async () => {
  daemon.config = join(folder, 'broken');
  await assert.rejects(
      daemon.start(),
      {message: `the daemon ended with 3, see ${daemon.log}, which ends with\nno such folder`});
});

test('a killed daemon is counted and can be started again', async () => {
  await daemon.start();
  await daemon.kill();
  assert.ok(!daemon.running);
  await daemon.start();
  assert.equal(daemon.kills, 1);
});

test('chaos kills as often as told and leaves it running', async () => {
  await daemon.start();
  await new Chaos(daemon, 1, {gap: [0, 20], down: [0, 20]}).run(5);
  assert.equal(daemon.kills, 5);
  assert.ok(daemon.running);
  assert.ok(readFileSync(daemon.log, 'utf8').startsWith('served\n'));
});

test('chaos does not hide that the daemon ended by itself', async () => {
  await daemon.start();
  await daemon.stop();
  await assert.rejects(
      new Chaos(daemon, 1, {gap: [0, 0], down: [0, 0]}).run(1),
      {message: `the daemon ended by itself with 0, see ${daemon.log}, which ends with\nserved`});
});

test('parked() gathers the causes of each order', async () => {
  assert.deepEqual(await daemon.parked(), {A: ['items/1', 'items/2']});
});

test('a command that fails says what it said', async () => {
  await assert.rejects(
      daemon.command('lookups', 'set'),
      {message: 'norekey lookups set ended with 2: no such lookup\n'});
});
