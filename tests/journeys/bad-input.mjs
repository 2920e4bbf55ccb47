#!/usr/bin/env node
// Bad input, against the real daemon: each row is answered as it says, nothing of it is journalled, the daemon serves on, and what was
// authentic is not lost.   node tests/journeys/bad-input.mjs [--binary FILE]
import {execFileSync, spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const {values} = parseArgs(
    {options: {binary: {type: 'string', default: join(ROOT, 'build/dev/norekey')}}});
const PORT = Number(process.env.JOURNEY_PORT ?? 3940) + 5;
const SECRET = 'a-long-signing-secret';
const HOOK = '/hooks/acme/web';

const good = id => JSON.stringify(
    {id, event: 'order.placed', createdAt: new Date().toISOString(), data: {id: '7', code: 'ABC', state: 'PaymentSettled'}});
const sign = (body, {secret = SECRET, at = Math.floor(Date.now() / 1000)} = {}) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
const raw = (line, headers = [], body = '') =>
    Buffer.from([line, ...headers, '', body].join('\r\n'), 'latin1');
const post = (body, signature, {path = HOOK, more = []} = {}) => raw(
    `POST ${path} HTTP/1.1`,
    [
      'Host: x', 'Connection: close', 'Content-Type: application/json',
      'x-shop-event: order.placed', 'x-shop-delivery: d1',
      ...(signature === null ? [] : [`x-shop-signature: ${signature ?? sign(body)}`]),
      `Content-Length: ${Buffer.byteLength(body)}`, ...more
    ],
    body);

const now = () => Math.floor(Date.now() / 1000);
const utf8 = body => Buffer.concat([
  raw(`POST ${HOOK} HTTP/1.1`,
      ['Host: x', 'Connection: close', `x-shop-signature: ${sign(body)}`,
       `Content-Length: ${Buffer.byteLength(body)}`]),
  Buffer.from(body)
]);

/** name, bytes, status (0: the connection is closed without an answer). */
const ROWS = [
  ['no signature', post(good('e'), null), 401],
  ['empty signature', post(good('e'), ''), 401],
  ['signature of another secret', post(good('e'), sign(good('e'), {secret: 'wrong'})), 401],
  ['signature of another body', post(good('e'), sign(good('f'))), 401],
  ['signature cut short', post(good('e'), sign(good('e')).slice(0, -2)), 401],
  ['signature not hex', post(good('e'), `t=${now()},v1=${'z'.repeat(64)}`), 401],
  ['signature without a time', post(good('e'), sign(good('e')).replace(/t=\d+,/, '')), 401],
  ['signature an hour old', post(good('e'), sign(good('e'), {at: now() - 3600})), 401],
  ['signature an hour ahead', post(good('e'), sign(good('e'), {at: now() + 3600})), 401],
  ['signature time no number', post(good('e'), sign(good('e')).replace(/t=\d+/, 't=soon')), 401],
  ['body no JSON', post('order!', sign('order!')), 400],
  ['body empty', post('', sign('')), 400],
  ['body a list', post('[]', sign('[]')), 400],
  ['body a number', post('7', sign('7')), 400],
  ['body cut', post('{"event":"order.placed","da', sign('{"event":"order.placed","da')), 400],
  ['body without data', post('{"event":"order.placed"}', sign('{"event":"order.placed"}')), 400],
  ['body without an order', post('{"event":"order.placed","data":{}}', sign('{"event":"order.placed","data":{}}')), 400],
  ['body nested 10,000 deep', post('['.repeat(10000), sign('['.repeat(10000))), 400],
  ['body with U+0000', post('{"event":"order.placed","data":{"id":"\\u0000"}}', sign('{"event":"order.placed","data":{"id":"\\u0000"}}')), 400],
  ['body with a lone surrogate', post('{"event":"order.placed","data":{"id":"\\ud800"}}', sign('{"event":"order.placed","data":{"id":"\\ud800"}}')), 400],
  ['no such channel', post(good('e'), undefined, {path: '/hooks/acme/nobody'}), 404],
  ['no such company', post(good('e'), undefined, {path: '/hooks/../web'}), 404],
  ['hooks alone', post(good('e'), undefined, {path: '/hooks/'}), 404],
  ['GET of a hook', raw(`GET ${HOOK} HTTP/1.1`, ['Host: x', 'Connection: close']), 405],
  ['no such page', raw('GET /admin HTTP/1.1', ['Host: x', 'Connection: close']), 404],
  ['path traversal', raw('GET /../../etc/passwd HTTP/1.1', ['Host: x', 'Connection: close']), 404],
  ['body over the limit', raw(`POST ${HOOK} HTTP/1.1`, ['Host: x', 'Content-Length: 999999999']), 413],
  ['negative length', raw(`POST ${HOOK} HTTP/1.1`, ['Host: x', 'Content-Length: -1']), 400],
  ['two lengths', raw(`POST ${HOOK} HTTP/1.1`, ['Host: x', 'Content-Length: 1', 'Content-Length: 2'], 'ab'), 400],
  ['length and chunks', raw(`POST ${HOOK} HTTP/1.1`, ['Host: x', 'Content-Length: 3', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), 400],
  ['bad chunk', raw(`POST ${HOOK} HTTP/1.1`, ['Host: x', 'Transfer-Encoding: chunked'], 'zz\r\n'), 400],
  ['no version', raw('GET /healthz', ['Host: x']), 400],
  ['wrong version', raw('GET /healthz HTTP/9.9', ['Host: x']), [400, 505]],
  ['no host', raw('GET /healthz HTTP/1.1', []), 400],
  ['header without a colon', raw('GET /healthz HTTP/1.1', ['Host: x', 'nonsense']), 400],
  ['header with a blank name', raw('GET /healthz HTTP/1.1', ['Host: x', ' : y']), 400],
  ['folded header', raw('GET /healthz HTTP/1.1', ['Host: x', 'A: b', '  c']), 400],
  ['headers over the limit', raw('GET /healthz HTTP/1.1', ['Host: x', `A: ${'x'.repeat(40000)}`]), 431],
  ['NUL in the request line', Buffer.from('GET /hea\0lthz HTTP/1.1\r\nHost: x\r\n\r\n', 'latin1'), 400],
  ['a TLS hello', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, 13, 10, 13, 10]), 400],
  ['only line breaks', Buffer.from('\r\n'.repeat(2000)), [400, 408]],
  ['body not UTF-8', Buffer.concat([utf8('{}').subarray(0, -2), Buffer.from([0xff, 0xfe])]), 401],
];

function ask(bytes) {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer within 15 s')));
    const status = () => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
    socket.on('data', part => {
      text += part.toString('latin1');
      if (status()) socket.end();
    });
    socket.on('error', error => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(status()) : reject(error)));
    socket.on('close', () => resolve(status()));
    if (bytes.length > 30000) return;
  });
}

const work = mkdtempSync(join(tmpdir(), 'norekey-bad-'));
cpSync(join(ROOT, 'config/examples/vendure-tryton'), work, {recursive: true});
mkdirSync(join(work, 'secrets'));
for (const name of ['shop-password', 'shop-signing-secret', 'erp-password'])
  writeFileSync(join(work, 'secrets', name), SECRET, {mode: 0o600});
writeFileSync(join(work, 'norekey.yaml'), `state-dir: state\nhttp: { port: ${PORT} }\nlog: { to: file, file: log }\n`);
const norekey = (...words) => JSON.parse(execFileSync(values.binary, ['--config', work, ...words, '--json'], {encoding: 'utf8'}));
const daemon = spawn(values.binary, ['--config', work, 'serve'], {stdio: ['ignore', 'inherit', 'inherit']});
let failed = 0;
const check = (name, is, should) => {
  if ([should].flat().includes(is)) return;
  failed++;
  console.log(`error: ${name}: ${is}, not ${should}`);
};
try {
  for (let i = 0; i < 200; i++) {
    const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => null);
    if (ready?.status === 200) break;
    await sleep(50);
  }
  for (const [name, bytes, status] of ROWS) {
    check(name, await ask(bytes), status);
    check(`health after ${name}`, await ask(raw('GET /healthz HTTP/1.1', ['Host: x', 'Connection: close'])), 200);
  }
  const count = () => {
    const {new: fresh, leased, parked, done} = norekey('status');
    return fresh + leased + parked + done;
  };
  check('messages in the journal after all of it', count(), 0);
  for (const id of ['e1', 'e2', 'e3']) check('an authentic webhook', await ask(post(good(id))), 200);
  check('an authentic webhook again', await ask(post(good('e3'))), 200);
  check('messages in the journal', count(), 3);
} finally {
  daemon.kill('SIGTERM');
  const how = await new Promise(resolve => daemon.on('close', resolve));
  check('exit of the daemon', how, 0);
  rmSync(work, {recursive: true});
}
console.log(`${ROWS.length} bad inputs, ${failed} not as they should be`);
process.exit(failed ? 1 : 0);
