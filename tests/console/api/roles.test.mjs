// Every operation of openapi.yaml with every role: who may not is told 403, who may is not. From the file, so that an
// operation that is added is tested.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Daemon, operations} from './lib.mjs';

let daemon, admin, order, parked;
const as = {};

before(async () => {
  daemon = await Daemon.start();
  admin = await daemon.setUp();
  as.admin = admin;
  as.operator = await daemon.user(admin, 'olga', 'operator');
  as.viewer = await daemon.user(admin, 'vera', 'viewer');
  as.rep = await daemon.user(admin, 'rita', 'rep', 'REP02');
  const orders = await daemon.settled(admin);
  order = orders.find(one => one.sales_credit.includes('REP02') && one.state === 'delivered');
  parked = (await daemon.ask('GET', '/parked', {as: admin})).json.items[0];
});
after(() => daemon.end());

const rank = {viewer: 1, operator: 2, admin: 3};
const may = (operation, role) => operation.role === 'none' || operation.role === 'any' ||
    (role === 'rep' ? operation.rep : rank[role] >= rank[operation.role]);

/** A path that exists, and a body that changes nothing that other tests need. */
function asked(operation) {
  const values = {
    '/messages/{id}': {id: order.message},
    '/messages/{id}/document': {id: order.message},
    '/tokens/{id}': {id: 'none'},
    '/credit/claims/{id}/decision': {id: 'none'},
  }[operation.path] ?? {};
  const named = {name: operation.path.startsWith('/lookups') ? 'items' : operation.path.startsWith('/users') ? 'nobody' : 'erp/legacy',
                 key: 'NO-SUCH-KEY', file: 'order-to-file.yaml', what: 'stock', ...values};
  let path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(named[name]));
  const query = {
    trace: `key=${order.order}`, explain: `key=${order.order}&field=taker`, credit_explain: `key=${order.order}`,
    credit_receipts: `key=${order.order}`, lookup_history: 'key=ELE-1181', shadow: 'channel=acme/shop',
    credit_statement: 'rep=REP02&from=2020-01-01&to=2030-01-01', credit_contest: 'from=2020-01-01&to=2030-01-01',
  }[operation.id];
  if (query) path += `?${query}`;
  return path;
}

for (const operation of operations) {
  if (['events', 'sign_out', 'sign_in', 'set_up', 'oidc_start', 'oidc_callback', 'change_password'].includes(operation.id)) continue;
  for (const role of ['viewer', 'operator', 'admin', 'rep']) {
    const allowed = may(operation, role);
    test(`${operation.id}: ${role} ${allowed ? 'may' : 'may not'}`, async () => {
      const answer = await daemon.ask(operation.method, asked(operation), {as: as[role], body: operation.method === 'GET' ? undefined : {}});
      if (allowed) {
        assert.ok(![401, 403].includes(answer.status) || operation.path.startsWith('/session/totp'), answer.text);
        assert.ok(answer.status < 500, answer.text);
        if (operation.method === 'GET' && !['shadow', 'reconcile'].includes(operation.id)) assert.equal(answer.status, 200, answer.text);
      } else {
        assert.equal(answer.status, 403, answer.text);
      }
    });
  }
  test(`${operation.id}: nobody without a session`, async () => {
    const answer = await daemon.ask(operation.method, asked(operation), {body: operation.method === 'GET' ? undefined : {}});
    if (operation.role !== 'none') assert.equal(answer.status, 401, answer.text);
  });
  if (operation.method !== 'GET' && operation.role !== 'none') {
    test(`${operation.id}: not without the CSRF value`, async () => {
      for (const csrf of ['', 'x'.repeat(43), as.viewer.csrf]) {
        const answer = await daemon.ask(operation.method, asked(operation), {as: admin, body: {}, headers: {'X-CSRF-Token': csrf}});
        assert.equal(answer.status, 403, answer.text);
      }
    });
  }
}

test('a rep sees the orders that are credited to them, and no others', async () => {
  const all = (await daemon.ask('GET', '/orders?limit=100', {as: admin})).json.items;
  const own = (await daemon.ask('GET', '/orders?limit=100', {as: as.rep})).json.items;
  assert.ok(own.length > 0 && own.length < all.length);
  for (const one of own) assert.match(one.sales_credit, /REP02/);
  assert.deepEqual(own.map(one => one.order).sort(), all.filter(one => one.sales_credit.includes('REP02')).map(one => one.order).sort());
  const other = all.find(one => !one.sales_credit.includes('REP02') && one.state === 'delivered');
  for (const path of ['/trace', '/credit/explain', '/credit/receipts']) {
    const answer = await daemon.ask('GET', `${path}?key=${other.order}`, {as: as.rep});
    const unknown = await daemon.ask('GET', `${path}?key=NOT-THERE`, {as: as.rep});
    assert.equal(answer.status, 404, `${path} ${answer.text}`);
    assert.equal(answer.text.replaceAll(other.order, 'X'), unknown.text.replaceAll('NOT-THERE', 'X'));
  }
  const mine = await daemon.ask('GET', '/credit/statement?rep=REP01&from=2020-01-01&to=2030-01-01', {as: as.rep});
  assert.equal(mine.json.rep, 'REP02');
});

test('a rep sees their own place in the contest, and nobody else\'s sales credit', async () => {
  const path = '/credit/contest?from=2020-01-01&to=2030-01-01';
  const all = (await daemon.ask('GET', path, {as: admin})).json;
  const {json, text} = await daemon.ask('GET', path, {as: as.rep});
  assert.ok(all.reps.length > 1 && all.of === undefined);
  assert.deepEqual(json, {from: all.from, to: all.to, of: all.reps.length, reps: all.reps.filter(one => one.rep === 'REP02')});
  assert.equal(json.reps.length, 1);
  for (const other of all.reps.filter(one => one.rep !== 'REP02')) assert.ok(!text.includes(other.rep), other.rep);
});

test('no text that a rep gets has a word that no rep shall read', async () => {
  const forbidden = /\b(rekey\w*|duplicate by|suspect|score|impersonator|clawback|unassigned|paradox|earned)\b/i;
  const key = order.order;
  for (const path of ['/session', '/orders', `/trace?key=${key}`, `/credit/explain?key=${key}`, `/credit/receipts?key=${key}`, '/credit/claims',
                      '/credit/statement?from=2020-01-01&to=2030-01-01', '/credit/contest?from=2020-01-01&to=2030-01-01']) {
    const {text} = await daemon.ask('GET', path, {as: as.rep});
    assert.doesNotMatch(text, forbidden, path);
    assert.doesNotMatch(text, /"(cost|margin)"/, path);
  }
});

test('a message that is parked can be found by its order, its customer and its item', async () => {
  for (const q of [parked.about.order, parked.about.order.toLowerCase().slice(0, 6), parked.about.buyer.split(' ')[0], parked.about.po_number].filter(Boolean)) {
    const {json} = await daemon.ask('GET', `/messages?q=${encodeURIComponent(q)}`, {as: as.viewer});
    assert.ok(json.items.some(one => one.identity === parked.identity), `not found by ${q}`);
  }
});
