// What holds of users, sessions, links and codes where several things happen at once, or one after another.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {code_of, Daemon} from './lib.mjs';

const password = 'correct horse battery';
let daemon, admin;

before(async () => {
  daemon = await Daemon.start();
  admin = await daemon.setUp('root', password);
});
after(() => daemon.end());

const add = async (user, more = {role: 'viewer'}) => {
  const added = await daemon.ask('POST', '/users', {as: admin, body: {user, ...more}});
  assert.equal(added.status, 201, added.text);
  return added.json.link?.split('/').at(-1);
};
const change = async (user, body) => {
  const changed = await daemon.ask('PATCH', `/users/${user}`, {as: admin, body});
  assert.equal(changed.status, 200, changed.text);
  return changed.json.link?.split('/').at(-1);
};
const away = async user => assert.equal((await daemon.ask('DELETE', `/users/${user}`, {as: admin})).status, 204);
const in_by = link => daemon.ask('POST', '/session', {body: {link}});

test('who is removed stays out, also where somebody of that name is made again', async () => {
  const bob = await daemon.user(admin, 'bob', 'viewer');
  await away('bob');
  await add('bob', {role: 'admin', password: 'four random words here'});
  assert.equal((await daemon.ask('GET', '/users', {as: bob})).status, 401, 'the old session');
  const link = await add('carl');
  await away('carl');
  await add('carl', {role: 'admin', password: 'four random words here'});
  const old = await in_by(link);
  assert.equal(old.status, 401, 'the old link');
  assert.equal(old.json.detail, 'this link was used already, or its time is over');
});

test('links from before a disabling, and older links than the newest, are over', async () => {
  const first = await add('dora');
  const second = await change('dora', {link: true});
  const third = await change('dora', {link: true});
  assert.equal((await in_by(first)).status, 401);
  assert.equal((await in_by(second)).status, 401);
  assert.equal((await in_by(third)).status, 200);
  const fourth = await change('dora', {link: true});
  await change('dora', {disabled: true});
  await change('dora', {disabled: false});
  assert.equal((await in_by(fourth)).status, 401);
  const owners = async () => /#\/in\/([\w-]+)/.exec(await daemon.command('users', 'link', 'dora'))[1];
  const [fifth, sixth] = [await owners(), await owners()];
  assert.equal((await in_by(fifth)).status, 401);
  assert.equal((await in_by(sixth)).status, 200);
});

test('the command line makes no rep whose code nobody has', async () => {
  await assert.rejects(daemon.command('users', 'link', 'rolf', '--role', 'rep', '--rep', 'REP1'),
                       /^Error: norekey: there is no rep 'REP1', did you mean 'REP01'\?\n  fix: use a code of reps\.csv\n$/);
  const {json} = await daemon.ask('GET', '/users', {as: admin});
  assert.ok(!json.items.some(one => one.user === 'rolf'));
});

test('what is changed while somebody signs in stays changed', async () => {
  await add('rita', {role: 'operator', password});
  for (let round = 0; round < 3; round++) {
    const signing_in = daemon.ask('POST', '/session', {body: {user: 'rita', password}});
    await sleep(20 * round);
    const changed = await daemon.ask('PATCH', '/users/rita', {as: admin, body: {disabled: true, role: 'viewer'}});
    assert.equal(changed.json.disabled, true);
    const in_ = await signing_in;
    const {json} = await daemon.ask('GET', '/users', {as: admin});
    const rita = json.items.find(one => one.user === 'rita');
    assert.deepEqual([rita.disabled, rita.role], [true, 'viewer']);
    if (in_.status === 200) assert.equal((await daemon.ask('GET', '/session', {as: daemon.session(in_)})).status, 401);
    else assert.equal(in_.status, 401, in_.text);
    await change('rita', {disabled: false, role: 'operator'});
  }
});

test('a user is one however the name is written, and a name shows all that it holds', async () => {
  const made = await daemon.ask('POST', '/users', {as: admin, body: {user: ' JÜRGEN ', role: 'viewer', password: 'four random words here'}});
  assert.deepEqual([made.status, made.json.user], [201, 'jürgen']);
  assert.equal((await daemon.ask('POST', '/users', {as: admin, body: {user: 'jürgen', role: 'viewer'}})).status, 409);
  assert.equal((await daemon.signIn('Jürgen', 'four random words here')).session.user, 'jürgen');
  const named = await daemon.ask('PATCH', `/users/${encodeURIComponent('JÜRGEN')}`, {as: admin, body: {name: 'Jürgen M.'}});
  assert.deepEqual([named.status, named.json.name], [200, 'Jürgen M.']);
  for (const user of ['.', '..', 'root\u200b', 'ro\u202eot', 'a\u0085b', 'a b', 'a/b'])
    assert.equal((await daemon.ask('POST', '/users', {as: admin, body: {user, role: 'viewer'}})).status, 400, JSON.stringify(user));
});

test('a token that is removed while it comes for the first time stays removed', async () => {
  for (let round = 0; round < 10; round++) {
    const {json} = await daemon.ask('POST', '/tokens', {as: admin, body: {name: 'ci', role: 'viewer'}});
    const use = () => daemon.ask('GET', '/session', {token: json.token});
    const [, gone] = await Promise.all([use(), daemon.ask('DELETE', `/tokens/${json.id}`, {as: admin}), use()]);
    assert.deepEqual([gone.status, (await use()).status], [204, 401]);
    assert.ok(!(await daemon.ask('GET', '/tokens', {as: admin})).json.items.some(one => one.id === json.id));
  }
});

test('the audit log is searched by what its page shows', async () => {
  const found = async query => (await daemon.ask('GET', `/audit?${query}&limit=500`, {as: admin})).json.items.map(one => one.number);
  const all = await found('what=change_user');
  assert.ok(all.length > 0);
  assert.deepEqual(await found('what=Change%20user'), all);
  assert.deepEqual(await found('who=ROOT%20'), await found('who=root'));
  assert.ok((await found('who=ROOT')).length > 0);
});

test('two who make a user of one name at once: one is told', async () => {
  const all = await Promise.all([1, 2, 3].map(() => daemon.ask('POST', '/users', {as: admin, body: {user: 'twin', role: 'viewer', password}})));
  assert.deepEqual(all.map(one => one.status).sort(), [201, 409, 409]);
});

test('a code counts once, however many come with it at the same time', async () => {
  await add('tess', {role: 'viewer', password});
  const in_ = await daemon.signIn('tess', password);
  const {json} = await daemon.ask('POST', '/session/totp', {as: in_});
  const now = Date.now();
  assert.equal((await daemon.ask('PUT', '/session/totp', {as: in_, body: {code: code_of(json.secret, now)}})).status, 204);
  const code = code_of(json.secret, now + 30_000);
  const all = await Promise.all([1, 2, 3, 4].map(() => daemon.ask('POST', '/session', {body: {user: 'tess', password, code}})));
  assert.deepEqual(all.map(one => one.status).sort(), [200, 401, 401, 401]);
});

test('a new secret for codes needs a code of the one before', async () => {
  await add('theo', {role: 'viewer', password});
  const in_ = await daemon.signIn('theo', password);
  const first = await daemon.ask('POST', '/session/totp', {as: in_});
  const now = Date.now();
  assert.equal((await daemon.ask('PUT', '/session/totp', {as: in_, body: {code: code_of(first.json.secret, now)}})).status, 204);
  const without = await daemon.ask('POST', '/session/totp', {as: in_});
  assert.equal(without.status, 403);
  assert.equal(without.json.detail, 'a code is asked for as well');
  const wrong = await daemon.ask('POST', '/session/totp', {as: in_, body: {code: '000000'}});
  assert.equal(wrong.status, 403);
  assert.equal(wrong.json.detail, 'this code is not right, or was used');
  const right = await daemon.ask('POST', '/session/totp', {as: in_, body: {code: code_of(first.json.secret, now + 30_000)}});
  assert.equal(right.status, 200, right.text);
});

test('a token ends with who made it', async () => {
  const made_by = async as => (await daemon.ask('POST', '/tokens', {...as, body: {name: 'nightly', role: 'admin'}})).json.token;
  const status = async token => (await daemon.ask('GET', '/users', {token})).status;
  const mia = await daemon.user(admin, 'mia', 'admin');
  const token = await made_by({as: mia});
  const of_token = await made_by({token});
  assert.deepEqual([await status(token), await status(of_token)], [200, 200]);
  await change('mia', {disabled: true});
  assert.deepEqual([await status(token), await status(of_token)], [401, 401]);
  await away('mia');
  await add('mia', {role: 'admin', password});
  assert.deepEqual([await status(token), await status(of_token)], [401, 401], 'somebody else of that name');
  const own = await made_by({as: admin});
  assert.equal(await status(own), 200);
});

test('one user\'s pages do not keep the others from listening', async () => {
  const vic = await daemon.user(admin, 'vic', 'viewer');
  const streams = [];
  for (let i = 0; i < 8; i++) {
    const stream = await fetch(`${daemon.url}/api/v1/events`, {headers: {Cookie: vic.cookie}});
    assert.equal(stream.status, 200);
    streams.push(stream);
  }
  const ninth = await daemon.ask('GET', '/events', {as: vic});
  assert.equal(ninth.status, 503);
  assert.equal(ninth.json.detail, 'too many pages of vic listen already');
  const other = await fetch(`${daemon.url}/api/v1/events`, {headers: {Cookie: admin.cookie}});
  assert.equal(other.status, 200);
  for (const stream of [...streams, other]) await stream.body.cancel();
});
