// What people try: forged and replayed sessions, guessed passwords, other sites' pages, odd paths and headers, big and slow requests.
import assert from 'node:assert/strict';
import {connect} from 'node:net';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {code_of, cookiesOf, Daemon} from './lib.mjs';

const password = 'correct horse battery';
let daemon, admin;

before(async () => {
  daemon = await Daemon.start();
  const token = daemon.setUpToken();
  admin = await daemon.setUp('root', password);
  const again = await daemon.ask('POST', '/setup', {body: {token, user: 'eve', password}});
  assert.equal(again.status, 401, 'the set-up link works once');
});
after(() => daemon.end());

/** Bytes as they are; the answer until the daemon closes or `wait` is over. */
function raw(text, wait = 3000) {
  return new Promise(resolve => {
    let all = '';
    const socket = connect(daemon.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', part => (all += part));
    socket.on('close', () => resolve(all));
    socket.on('error', () => resolve(all));
    setTimeout(() => socket.destroy(), wait).unref();
  });
}

test('answers carry the guards, and pages no inline script', async () => {
  for (const path of ['/', '/api/v1/session', '/nothing-here', '/api/v1/nothing']) {
    const {headers} = await fetch(daemon.url + path);
    assert.match(headers.get('content-security-policy'), /default-src 'none'; script-src 'self'/);
    assert.doesNotMatch(headers.get('content-security-policy'), /unsafe/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
  }
  const page = await (await fetch(`${daemon.url}/`)).text();
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
  assert.doesNotMatch(page, /\son\w+=/);
});

test('assets are answered 304 by their ETag, and nothing beside them', async () => {
  const first = await fetch(`${daemon.url}/`);
  const again = await fetch(`${daemon.url}/`, {headers: {'If-None-Match': first.headers.get('etag')}});
  assert.equal(again.status, 304);
  assert.equal((await fetch(`${daemon.url}/`, {method: 'POST'})).status, 405);
  assert.equal((await fetch(`${daemon.url}/`, {method: 'HEAD'})).status, 200);
});

test('paths lead nowhere else', async () => {
  for (const path of ['/../norekey.yaml', '/..%2fnorekey.yaml', '/%2e%2e/%2e%2e/etc/passwd', '/pages/../../norekey.yaml', '//etc/passwd', '/.%00/', '/index.html/..'])
    assert.match(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 40[04]/, path);
  for (const file of ['..%2f..%2fnorekey.yaml', '%2e%2e%2fchannels.yaml', '.hidden.yaml', 'a%2fb.yaml', 'passwd', 'x%00.yaml'])
    for (const method of ['GET', 'PUT']) {
      const answer = await daemon.ask(method, `/mappings/${file}`, {as: admin, body: method === 'PUT' ? {text: 'x: y'} : undefined, headers: {'If-Match': '*'}, free: true});
      assert.ok([400, 404].includes(answer.status), `${method} ${file}: ${answer.status}`);
    }
});

test('a session that was forged, ended or altered is none', async () => {
  for (const value of ['', 'x', 'x'.repeat(43), `${admin.cookie.split('=')[1]}x`, admin.cookie.split('=')[1].slice(1)]) {
    const answer = await daemon.ask('GET', '/session', {headers: {Cookie: `norekey=${value}`}});
    assert.equal(answer.status, 401);
  }
  const one = await daemon.signIn('root', password);
  assert.equal((await daemon.ask('GET', '/session', {as: one})).status, 200);
  assert.equal((await daemon.ask('DELETE', '/session', {as: one})).status, 204);
  assert.equal((await daemon.ask('GET', '/session', {as: one})).status, 401, 'a replayed session is refused');
});

test('cookies are for this site alone and out of reach of scripts', async () => {
  const answer = await daemon.ask('POST', '/session', {body: {user: 'root', password}});
  assert.match(cookiesOf(answer)[0], /^norekey=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
});

test('another site\'s page changes nothing, not even with our cookie', async () => {
  for (const headers of [{Origin: 'https://evil.example'}, {'Sec-Fetch-Site': 'cross-site'}, {Origin: 'null'}, {Origin: `http://127.0.0.1.evil.example:${daemon.port}`}]) {
    const answer = await daemon.ask('POST', '/tokens', {as: admin, body: {name: 'x', role: 'admin'}, headers});
    assert.equal(answer.status, 403, JSON.stringify(headers));
    const signIn = await daemon.ask('POST', '/session', {body: {user: 'root', password}, headers});
    assert.equal(signIn.status, 403);
  }
  const form = await daemon.ask('POST', '/tokens', {as: admin, raw: 'name=x&role=admin', headers: {'Content-Type': 'application/x-www-form-urlencoded'}});
  assert.equal(form.status, 415);
  const text = await daemon.ask('POST', '/session', {raw: JSON.stringify({user: 'root', password}), headers: {'Content-Type': 'text/plain'}});
  assert.equal(text.status, 415);
});

test('passwords cannot be guessed for long, and no answer says which users there are', async () => {
  await daemon.ask('POST', '/users', {as: admin, body: {user: 'target', role: 'viewer', password: 'four random words here'}});
  const known = await daemon.ask('POST', '/session', {body: {user: 'target', password: 'wrong password'}});
  const unknown = await daemon.ask('POST', '/session', {body: {user: 'nobody-here', password: 'wrong password'}});
  assert.equal(known.status, 401);
  assert.deepEqual(known.json, unknown.json);
  let throttled;
  for (let i = 0; i < 12 && !throttled; i++) {
    const answer = await daemon.ask('POST', '/session', {body: {user: 'target', password: `guess ${i} xxxxx`}});
    if (answer.status === 429) throttled = answer;
  }
  assert.ok(throttled, 'twelve wrong passwords in a row');
  assert.match(throttled.json.detail, /^too many tries were wrong; the next is taken in \d+ s$/);
  assert.equal(throttled.headers.get('retry-after'), throttled.json.detail.match(/in (\d+) s$/)[1]);
  const right = await daemon.ask('POST', '/session', {body: {user: 'target', password: 'four random words here'}});
  assert.equal(right.status, 429, 'the right one waits as well');
  assert.equal((await daemon.ask('GET', '/session', {as: admin})).status, 200, 'others go on');
});

test('codes are asked for, taken once, and a lost phone is helped by a link', async () => {
  const tom = await daemon.user(admin, 'tom', 'viewer');
  assert.equal(tom.session.must_change, true);
  const changed = await daemon.ask('PUT', '/session/password', {as: tom, body: {password}});
  assert.equal(changed.status, 204);
  assert.equal((await daemon.ask('GET', '/session', {as: tom})).status, 401, 'sessions from before the change are over');
  const in_ = await daemon.signIn('tom', password);
  const {json} = await daemon.ask('POST', '/session/totp', {as: in_});
  const code = at => code_of(json.secret, at);
  const now = Date.now();
  assert.equal((await daemon.ask('PUT', '/session/totp', {as: in_, body: {code: '000000'}})).status, 422);
  assert.equal((await daemon.ask('PUT', '/session/totp', {as: in_, body: {code: code(now)}})).status, 204);
  const without = await daemon.ask('POST', '/session', {body: {user: 'tom', password}});
  assert.equal(without.status, 401);
  assert.equal(without.json.code_needed, true);
  const used = await daemon.ask('POST', '/session', {body: {user: 'tom', password, code: code(now)}});
  assert.equal(used.status, 401, 'a code that was used is refused');
  const next = await daemon.ask('POST', '/session', {body: {user: 'tom', password, code: code(now + 30_000)}});
  assert.equal(next.status, 200, next.text);
  const helped = await daemon.ask('PATCH', '/users/tom', {as: admin, body: {link: true}});
  const link = helped.json.link.split('/').at(-1);
  const back = daemon.session(await daemon.ask('POST', '/session', {body: {link}}));
  assert.equal(back.session.must_change, true, 'who came by a link may have lost the password');
  assert.equal((await daemon.ask('POST', '/session', {body: {link}})).status, 401, 'a link works once');
});

test('a role that changes, a user who is disabled or removed: at once', async () => {
  const max = await daemon.user(admin, 'max', 'admin');
  assert.equal((await daemon.ask('GET', '/users', {as: max})).status, 200);
  await daemon.ask('PATCH', '/users/max', {as: admin, body: {role: 'viewer'}});
  assert.equal((await daemon.ask('GET', '/users', {as: max})).status, 403);
  await daemon.ask('PATCH', '/users/max', {as: admin, body: {disabled: true}});
  assert.equal((await daemon.ask('GET', '/session', {as: max})).status, 401);
  await daemon.ask('PATCH', '/users/max', {as: admin, body: {disabled: false}});
  assert.equal((await daemon.ask('GET', '/session', {as: max})).status, 401, 'the session does not come back');
  const last = await daemon.ask('PATCH', '/users/root', {as: admin, body: {role: 'viewer'}});
  assert.equal(last.status, 422);
  assert.equal(last.json.detail, '\'root\' is the last administrator of the console\'s own');
});

test('tokens do what their role and areas allow, and nothing once they are gone', async () => {
  const made = await daemon.ask('POST', '/tokens', {as: admin, body: {name: 'nightly', role: 'operator', areas: ['lookups'], days: 1}});
  assert.equal(made.status, 201);
  const {token, id} = made.json;
  assert.equal((await daemon.ask('GET', '/lookups', {token})).status, 200);
  assert.equal((await daemon.ask('GET', '/messages', {token})).status, 403);
  assert.equal((await daemon.ask('POST', '/apply', {token, body: {}})).status, 403);
  const row = await daemon.ask('PUT', '/lookups/items/rows/NEW-1', {token, body: {value: '1', why: 'test'}});
  assert.equal(row.status, 200, 'a token needs no CSRF value');
  for (const bad of [`${token}x`, `${token.slice(0, 16)}guess`, 'nk__', 'nk_', 'x'])
    assert.equal((await daemon.ask('GET', '/lookups', {token: bad})).status, 401, bad);
  const listed = await daemon.ask('GET', '/tokens', {as: admin});
  assert.ok(!listed.text.includes(token.slice(-40)) && !listed.text.includes('hash'));
  assert.equal((await daemon.ask('DELETE', `/tokens/${id}`, {as: admin})).status, 204);
  assert.equal((await daemon.ask('GET', '/lookups', {token})).status, 401);
});

test('who did what is in the audit log, with before and after, and no secret', async () => {
  await daemon.ask('PUT', '/lookups/items/rows/AUD-1', {as: admin, body: {value: '7', why: 'for the audit'}});
  const {json, text} = await daemon.ask('GET', '/audit?limit=500', {as: admin});
  const row = json.items.find(one => one.on === 'items AUD-1');
  assert.deepEqual([row.who, row.what, row.before, row.after, row.why, row.from], ['root (console)', 'set_lookup_row', '', '7', 'for the audit', '127.0.0.1']);
  for (const what of ['set_up', 'sign_in', 'sign_in refused', 'add_user', 'change_user', 'add_token', 'remove_token', 'change_password'])
    assert.ok(json.items.some(one => one.what === what), what);
  for (const secret of [password, 'four random words here', admin.csrf, admin.cookie.split('=')[1], '$argon2']) assert.ok(!text.includes(secret), secret);
  const paged = [];
  for (let cursor = ''; cursor !== null;) {
    const page = (await daemon.ask('GET', `/audit?limit=7${cursor && `&cursor=${cursor}`}`, {as: admin})).json;
    paged.push(...page.items.map(one => one.number));
    cursor = page.next;
  }
  assert.equal(paged.length, json.items.length);
  assert.deepEqual(paged, [...paged].sort((a, b) => b - a));
});

test('no answer and no line of the log has a secret', async () => {
  for (const path of ['/users', '/tokens', '/session', '/audit', '/today', '/bundles', '/mappings']) {
    const {text} = await daemon.ask('GET', path, {as: admin});
    for (const secret of ['$argon2', password, admin.cookie.split('=')[1]]) assert.ok(!text.includes(secret), path);
  }
  for (const secret of ['$argon2', password, admin.cookie.split('=')[1], admin.csrf]) assert.ok(!daemon.log.includes(secret));
});

test('headers cannot be broken into', async () => {
  const name = encodeURIComponent('x"\r\nSet-Cookie: a=b');
  const answer = await daemon.ask('GET', `/lookups/${name}/export`, {as: admin, free: true});
  assert.equal(answer.status, 404);
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.match(await raw('GET /api/v1/session HTTP/1.1\r\nHost: x\r\nCookie: a\rb\r\n\r\n'), /^HTTP\/1\.1 400/);
  const to = encodeURIComponent('#/a\r\nSet-Cookie: a=b');
  const start = await daemon.ask('GET', `/oidc/start?to=${to}`);
  assert.equal(start.status, 404);
});

test('script in what people write comes back as JSON text, never as a page', async () => {
  const script = '<script>alert(1)</script>';
  await daemon.ask('PUT', `/lookups/items/rows/${encodeURIComponent(script)}`, {as: admin, body: {value: script, why: script}});
  for (const path of [`/lookups/items?q=${encodeURIComponent('<script')}`, `/lookups/items/history?key=${encodeURIComponent(script)}`]) {
    const answer = await daemon.ask('GET', path, {as: admin});
    assert.ok(answer.text.includes('<script>'));
    assert.match(answer.headers.get('content-type'), /^application\/json/);
  }
  const csv = await daemon.ask('GET', '/lookups/items/export', {as: admin});
  assert.match(csv.headers.get('content-disposition'), /^attachment; filename="items\.csv"$/);
});

test('requests that are too large, too deep or no JSON are refused', async () => {
  const large = await daemon.ask('POST', '/session', {raw: `"${'x'.repeat(9 * 1024 * 1024)}"`, free: true}).catch(() => ({status: 413}));
  assert.equal(large.status, 413);
  assert.equal((await daemon.ask('POST', '/session', {raw: '['.repeat(100_000)})).status, 400);
  assert.equal((await daemon.ask('POST', '/session', {raw: '{"user":'})).status, 400);
  assert.equal((await daemon.ask('POST', '/session', {raw: '[]'})).status, 400);
  assert.equal((await daemon.ask('GET', '/messages?limit=9999999', {as: admin})).status, 400);
  assert.equal((await daemon.ask('GET', `/messages?q=${'a%20'.repeat(50)}`, {as: admin})).status, 400);
  assert.equal((await daemon.ask('GET', '/messages/99999999999999999999', {as: admin})).status, 400);
});

test('what is not understood does nothing: unknown fields and other types are named', async () => {
  const refused = async (method, path, body, detail, status = 400) => {
    const answer = await daemon.ask(method, path, {as: admin, body});
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.detail, detail);
  };
  await daemon.ask('PUT', '/lookups/items/rows/KEPT-1', {as: admin, body: {value: '7'}});
  await refused('PUT', '/lookups/items/rows/KEPT-1', {value: null}, 'value is null, not a text');
  await refused('POST', '/lookups/items/import', {csv: 'web_sku,item_no\nKEPT-1,8\n', dry_run: 'true'}, 'dry_run is a text, not true or false');
  await refused('POST', '/lookups/items/import', {csv: 'item_no,web_sku\n8,KEPT-1\n'}, 'the header is item_no,web_sku, not web_sku,item_no', 422);
  const {json} = await daemon.ask('GET', '/lookups/items?q=KEPT-1', {as: admin});
  assert.deepEqual(json.items, [{key: 'KEPT-1', value: '7'}]);
  await refused('PATCH', '/users/root', {disabled: 'true'}, 'disabled is a text, not true or false');
  await refused('POST', '/tokens', {name: 'x', role: 'viewer', days: '1'}, 'days is a text, not a whole number');
  const unknown = await daemon.ask('POST', '/tokens', {as: admin, body: {name: 'x', role: 'viewer', day: 1}});
  assert.equal(unknown.status, 400);
  assert.match(unknown.json.detail, /^the body has a field 'day'/);
  for (const path of ['/users', '/tokens']) {
    const answer = await daemon.ask('POST', path, {as: admin, body: {[path === '/users' ? 'user' : 'name']: 'nora', role: 'rep', rep: 'NOSUCH'}});
    assert.equal(answer.status, 400);
    assert.match(answer.json.detail, /^there is no rep 'NOSUCH'/);
  }
});

test('what is refused before the API sees it is a problem+json as well', async () => {
  const head = 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\n';
  for (const [sent, status] of [[`${head}Content-Length: 999999999\r\n\r\n`, 413], [`${head}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431], [`${head}X: a\rb\r\n\r\n`, 400]]) {
    const answer = await raw(sent);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(answer, /\r\nContent-Type: application\/problem\+json\r\n/);
    const problem = JSON.parse(answer.split('\r\n\r\n')[1]);
    assert.equal(problem.status, status);
    assert.match(problem.detail, /^(the request's|a line of)/);
  }
  assert.match(await raw('GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n'), /Content-Type: text\/plain/);
});

test('a thousand slow connections do not keep the daemon from its work', async () => {
  const slow = [];
  for (let i = 0; i < 1000; i++) {
    const socket = connect(daemon.port, '127.0.0.1', () => socket.write('GET /api/v1/session HT'));
    socket.on('error', () => {});
    slow.push(socket);
  }
  await sleep(1000);
  const began = Date.now();
  assert.equal((await daemon.ask('GET', '/today', {as: admin})).status, 200);
  assert.ok(Date.now() - began < 5000);
  assert.match(await daemon.command('status', '--json'), /"done":\d+/);
  slow.forEach(socket => socket.destroy());
});

test('events come as they happen, and end when the daemon stops', async () => {
  const stream = await fetch(`${daemon.url}/api/v1/events`, {headers: {Cookie: admin.cookie}});
  assert.equal(stream.headers.get('content-type'), 'text/event-stream');
  const reader = stream.body.getReader();
  let all = '';
  const until = async pattern => {
    for (let i = 0; i < 400 && !pattern.test(all); i++) {
      const {value, done} = await reader.read();
      if (done) break;
      all += Buffer.from(value).toString();
    }
    assert.match(all, pattern);
  };
  await until(/event: counts\ndata: \{"new":\d+/);
  await daemon.command('lookups', 'set', 'items', 'ELE-1181', '0004725555');
  await until(/event: message\ndata: \{"id":\d+/);
  await daemon.stop();
  await until(/event: bye\ndata: \{"why":"the daemon stops"\}/);
  await daemon.run();
  assert.equal((await daemon.ask('GET', '/session', {as: admin})).status, 200, 'sessions outlive a restart');
  assert.equal(daemon.log.split('#/setup/').length, 2, 'no second set-up link once somebody can sign in');
});

test('the owner of the store helps who has lost the password', async () => {
  const said = await daemon.command('users', 'link', 'root');
  const link = /#\/in\/([\w-]+)/.exec(said)[1];
  const in_ = daemon.session(await daemon.ask('POST', '/session', {body: {link}}));
  assert.equal((await daemon.ask('PUT', '/session/password', {as: in_, body: {password: 'another horse battery'}})).status, 204);
  assert.equal((await daemon.ask('GET', '/session', {as: admin})).status, 401);
  admin = await daemon.signIn('root', 'another horse battery');
});
