// Over TLS: cookies that never leave it, and a certificate that is renewed while the daemon runs.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {connect} from 'node:tls';
import {cookiesOf, Daemon} from './lib.mjs';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';  // the certificates are the test's own
let daemon;

function certify(folder, name) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
                           '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')], {stdio: 'ignore'});
}

const name = () => new Promise((resolve, reject) => {
  const socket = connect({port: daemon.port, host: '127.0.0.1', rejectUnauthorized: false}, () => {
    resolve(socket.getPeerCertificate().subject.CN);
    socket.destroy();
  });
  socket.on('error', reject);
});

async function named(wanted) {
  for (let i = 0; i < 100 && await name() !== wanted; i++) await sleep(50);
  assert.equal(await name(), wanted);
}

before(async () => {
  daemon = await Daemon.start({
    http: '{ address: 127.0.0.1, port: 0, certificate: certificate.pem, key: key.pem }',
    before: folder => certify(folder, 'first'),
  });
});
after(() => daemon.end());

test('the cookie is for this host over TLS alone, and browsers are told to stay with TLS', async () => {
  const answer = await daemon.ask('POST', '/setup', {body: {token: daemon.setUpToken(), user: 'root', password: 'correct horse battery'}});
  assert.equal(answer.status, 200, answer.text);
  assert.match(cookiesOf(answer)[0], /^__Host-norekey=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
  assert.equal(answer.headers.get('strict-transport-security'), 'max-age=31536000');
});

test('a renewed certificate is served after SIGHUP, one that cannot be used is not', async () => {
  assert.equal(await name(), 'first');
  certify(daemon.folder, 'second');
  daemon.child.kill('SIGHUP');
  await named('second');
  writeFileSync(join(daemon.folder, 'certificate.pem'), 'no certificate\n');
  daemon.child.kill('SIGHUP');
  for (let i = 0; i < 100 && !/"level":"error","stage":"http"/.test(daemon.log); i++) await sleep(50);
  assert.match(daemon.log, /certificate/);
  assert.equal(await name(), 'second');
  assert.equal((await daemon.ask('GET', '/session')).status, 401);
});
