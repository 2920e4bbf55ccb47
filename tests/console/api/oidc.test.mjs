// Sign-in at a real provider (npm oidc-provider) on loopback: code and PKCE, groups to roles, a user who is disabled there is out.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {Provider} from 'oidc-provider';
import {cookiesOf, Daemon} from './lib.mjs';

const people = {
  ann: {groups: ['nk-admins'], name: 'Ann Admin'},
  olga: {groups: ['sales', 'nk-operators'], name: 'Olga'},
  rita: {groups: ['nk-reps'], rep: 'REP02', name: 'Rita'},
  guest: {groups: ['others'], name: 'Guest'},
};
let provider, server, issuer, daemon;

async function startProvider() {
  server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${server.address().port}`;
}

/** The provider knows where the console is only once it runs, on a port of its own choice. */
function describe(url) {
  provider = new Provider(issuer, {
    clients: [{client_id: 'norekey', client_secret: 'a secret of the console', redirect_uris: [`${url}/api/v1/oidc/callback`],
               grant_types: ['authorization_code', 'refresh_token'], response_types: ['code']}],
    claims: {openid: ['sub'], profile: ['name', 'preferred_username', 'rep'], groups: ['groups'], email: ['email']},
    scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,  // each is taken once; one that comes again ends the grant
    pkce: {required: () => true},
    features: {devInteractions: {enabled: true}},
    findAccount: (ctx, id) => people[id] && {accountId: id, claims: () => ({sub: id, preferred_username: id, ...people[id]})},
    cookies: {keys: ['for tests']},
  });
  server.on('request', provider.callback());
}

/** A browser: keeps cookies of each host, follows redirects, fills in the provider's two forms. Ends at the console. */
async function browse(start, login) {
  const jars = {};
  let url = start, method = 'GET', body;
  for (let i = 0; i < 25; i++) {
    const {host} = new URL(url);
    const jar = (jars[host] ??= {});
    const answer = await fetch(url, {method, body, redirect: 'manual',
                                     headers: {Cookie: Object.entries(jar).map(([k, v]) => `${k}=${v}`).join('; '),
                                               ...(body ? {'Content-Type': 'application/x-www-form-urlencoded'} : {})}});
    for (const one of cookiesOf(answer)) {
      const [name, ...value] = one.split(';')[0].split('=');
      jar[name] = value.join('=');
    }
    [method, body] = ['GET', undefined];
    if (answer.status >= 300 && answer.status < 400) {
      url = new URL(answer.headers.get('location'), url).href;
      if (new URL(url).hash) return {url, jar: jars[new URL(daemon.url).host], jars};
      continue;
    }
    const page = await answer.text();
    const form = /<form[^>]*action="([^"]+)"/.exec(page);
    assert.ok(form, `${answer.status} ${url}: ${page.slice(0, 400)}`);
    url = new URL(form[1], url).href;
    method = 'POST';
    body = page.includes('name="login"') ? `prompt=login&login=${login}&password=x` : 'prompt=consent';
  }
  throw new Error('the browser went round in circles');
}

async function signIn(login) {
  const {url, jar} = await browse(`${daemon.url}/api/v1/oidc/start?to=${encodeURIComponent('#/messages')}`, login);
  const cookie = `norekey=${jar?.norekey}`;
  const who = await daemon.ask('GET', '/session', {headers: {Cookie: cookie}});
  return {url, who, as: {cookie, csrf: who.json?.csrf}};
}

before(async () => {
  await startProvider();
  // The port has to be known to the provider beforehand.
  const free = createServer();
  await new Promise(resolve => free.listen(0, '127.0.0.1', resolve));
  const {port} = free.address();
  await new Promise(resolve => free.close(resolve));
  const url = `http://127.0.0.1:${port}`;
  describe(url);
  daemon = await Daemon.start({
    http: `{ address: 127.0.0.1, port: ${port} }`,
    more: `console: { url: "${url}", oidc: { issuer: "${issuer}", client-id: norekey, client-secret: { file: oidc }, scope: "openid profile email groups offline_access", check-every: 1 s, admins: nk-admins, operators: nk-operators, reps: nk-reps } }`,
    before: folder => writeFileSync(join(folder, 'oidc'), 'a secret of the console\n', {mode: 0o600}),
  });
});
after(async () => {
  await daemon.end();
  server.closeAllConnections();
  server.close();
});

test('who is not signed in is told of the provider', async () => {
  const answer = await daemon.ask('GET', '/session');
  assert.equal(answer.status, 401);
  assert.equal(answer.json.oidc, true);
});

for (const [login, role, rep] of [['ann', 'admin', ''], ['olga', 'operator', ''], ['rita', 'rep', 'REP02']]) {
  test(`${login} comes in as ${role}`, async () => {
    const {url, who} = await signIn(login);
    assert.equal(new URL(url).hash, '#/messages');
    assert.deepEqual([who.status, who.json.user, who.json.role, who.json.rep, who.json.by, who.json.name], [200, login, role, rep, 'oidc', people[login].name]);
  });
}

test('a group that is given or taken counts within the time between two checks', async () => {
  const {as} = await signIn('olga');
  people.olga.groups = ['nk-admins'];
  await sleep(1500);
  assert.equal((await daemon.ask('GET', '/session', {as})).json.role, 'admin');
  people.olga.groups = ['nk-operators'];
  await sleep(1500);
  assert.equal((await daemon.ask('GET', '/users', {as})).status, 403);
});

test('what a page asks for at once asks the provider once', async () => {
  const {as} = await signIn('ann');
  for (let round = 0; round < 2; round++) {
    await sleep(1500);
    const all = await Promise.all(Array.from({length: 8}, () => daemon.ask('GET', '/session', {as})));
    assert.deepEqual(all.map(one => one.status), Array(8).fill(200));
  }
});

test('whom the provider no longer knows is out, with all of a session\'s time left', async () => {
  people.leaver = {groups: ['nk-operators'], name: 'Leaver'};
  const {who, as} = await signIn('leaver');
  assert.equal(who.status, 200);
  delete people.leaver;
  await sleep(1500);
  assert.equal((await daemon.ask('GET', '/session', {as})).status, 401);
  people.leaver = {groups: ['nk-operators'], name: 'Leaver'};
  assert.equal((await daemon.ask('GET', '/session', {as})).status, 401, 'the session does not come back');
});

test('whose groups name no role stays outside, and is told why', async () => {
  const {url, who} = await signIn('guest');
  assert.equal(who.status, 401);
  assert.match(decodeURIComponent(new URL(url).hash), /#\/sign-in\?problem=no group of 'guest' may use the console/);
});

test('an answer that nobody asked for, or of another browser, brings nobody in', async () => {
  for (const query of ['code=x&state=y', 'code=x', 'error=access_denied&state=y', '']) {
    const answer = await daemon.ask('GET', `/oidc/callback?${query}`);
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location'), /^\/#\/sign-in\?problem=/);
    assert.ok(!cookiesOf(answer).some(one => /norekey=[\w-]{43}/.test(one)));
  }
  const begun = await daemon.ask('GET', '/oidc/start');
  const state = new URL(begun.headers.get('location')).searchParams.get('state');
  const other = await daemon.ask('GET', `/oidc/callback?code=x&state=${state}`, {headers: {Cookie: 'norekey-oidc=other'}});
  assert.match(other.headers.get('location'), /problem=/);
});

test('the console goes on only to its own pages', async () => {
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const {url} = await browse(`${daemon.url}/api/v1/oidc/start?to=${encodeURIComponent(to)}`, 'ann');
    assert.equal(new URL(url).host, new URL(daemon.url).host);
    assert.equal(new URL(url).pathname + new URL(url).hash, '/#/');
  }
});

test('a user of the console\'s own is not taken over by one of the provider\'s', async () => {
  people.local = {groups: ['nk-admins'], name: 'Taker'};
  await daemon.command('users', 'link', 'local', '--role', 'viewer');
  const {url, who} = await signIn('local');
  assert.equal(who.status, 401);
  assert.match(decodeURIComponent(url), /'local' is a user of the console's own/);
});
