// What ops, admins and managers do: find, explain, mend, try, activate, roll back, pause, claim.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {Daemon} from './lib.mjs';

let daemon, admin, orders;
const ask = (method, path, more = {}) => daemon.ask(method, path, {as: admin, ...more});
const get = async path => (await ask('GET', path)).json;

before(async () => {
  daemon = await Daemon.start();
  admin = await daemon.setUp();
  orders = await daemon.settled(admin);
});
after(() => daemon.end());

test('an order is found by every number, its customer, its item and its rep', async () => {
  const order = orders.find(one => one.order === '6CW5XKRNRSGR7WET');
  for (const q of ['PO-DECL', 'po-decl', '6CW5XKRNRSGR7WET', '6cw5xk', order.erp, order.account, 'Garden State', 'garden rep02', 'electric po-decl']) {
    const {items} = await get(`/messages?q=${encodeURIComponent(q)}`);
    assert.ok(items.some(one => one.order === order.order && one.about.erp === order.erp), q);
  }
  for (const q of ['carter thhn', 'jersey wire', '20a carter']) {
    const {items} = await get(`/messages?q=${encodeURIComponent(q)}`);
    assert.ok(items.some(one => one.order === '6CW5XKRNRSGR7WET'), q);
  }
  assert.deepEqual((await get('/messages?q=nothing-has-this')).items, []);
  const of_rep = (await get('/orders?rep=REP02&limit=500')).items;
  assert.ok(of_rep.length && of_rep.every(one => /REP02/.test(one.sales_credit)));
});

test('lists go on from their cursor, and each order stands in them once', async () => {
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await get(`/orders?limit=5${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map(one => one.order));
    cursor = page.next;
  }
  assert.deepEqual([...seen].sort(), orders.map(one => one.order).sort());
});

test('what the query of a list asks for in wrong words is refused, and does not count as left out', async () => {
  for (const [path, detail] of [
    ['/messages?chanel=acme/shop', "there is no parameter 'chanel', did you mean 'channel'?"],
    ['/messages?channel=acme/shp', "there is no channel 'acme/shp', did you mean 'acme/shop'?"],
    ['/orders?channel=acme/shp', "there is no channel 'acme/shp', did you mean 'acme/shop'?"],
    ['/causes?channel=acme/shp', "there is no channel 'acme/shp', did you mean 'acme/shop'?"],
    ['/credit/claims?open=perhaps', "open is yes or no, not 'perhaps'"],
    ['/audit?cursor=7', "'7' is no cursor"],
    ['/today?day=1', "there is no parameter 'day'"],
    ['/orders?limit=1&limit=2', "'limit' is given twice, as '1' and as '2'"],
    ['/orders?since=2026-02-01&until=2026-01-01', 'since 2026-02-01 is after until 2026-01-01'],
    ['/credit/statement?rep=REP02&from=2020-01-01&to=2030-01-01&format=pdf', "there is no format 'pdf'"],
  ]) {
    const {status, json} = await ask('GET', path, {free: true});
    assert.deepEqual([status, json.detail], [400, detail], path);
  }
});

test('a channel goes by its own name, a number with the blanks that were copied along, a query with an & too many', async () => {
  for (const path of ['/orders', '/messages', '/parked'])
    assert.deepEqual(await get(`${path}?channel=shop`), await get(`${path}?channel=acme/shop&`), path);
  assert.deepEqual(await get('/trace?key=%20PO-DECL%20'), await get('/trace?key=PO-DECL'));
  assert.deepEqual(await get('/credit/explain?key=PO-DECL%20'), await get('/credit/explain?key=PO-DECL'));
});

test('messages are taken up by their numbers or by what they have in common, never by both', async () => {
  const [{id}] = (await get('/parked')).items;
  for (const [body, detail] of [
    [{id, cause: 'items/ELE-1181'}, 'both messages and what they have in common are named'],
    [{cause: 'items/ELE-1181', send_again: true}, 'send_again is said of messages, not of all that have something in common'],
  ]) {
    const {status, json} = await ask('POST', '/replay', {body});
    assert.deepEqual([status, json.detail], [400, detail]);
  }
  assert.deepEqual((await ask('POST', '/assign', {body: {ids: [id, id], to: ''}})).json, {done: 1, failed: []});
});

test('a field of the ERP\'s document is explained down to the row', async () => {
  const [part] = (await get('/explain?key=PO-DECL&field=taker')).items;
  assert.equal(part.fields[0].value, 'REP04');
  assert.match(part.fields[0].mapping, /order-to-file/);
});

test('today says what came, what went, what waits and why', async () => {
  const today = await get('/today');
  const [channel] = today.channels;
  assert.equal(channel.channel, 'acme/shop');
  assert.ok(channel.received >= 16 && channel.in_erp >= 12 && channel.acknowledged >= 12 && channel.parked === 3, JSON.stringify(channel));
  assert.equal(today.series.at.length, 288);
  assert.equal(today.series.received.reduce((a, b) => a + b), channel.received);
  assert.equal(today.causes[0].cause, 'items/ELE-1181');
  const etag = (await ask('GET', '/lookups')).headers.get('etag');
  assert.equal((await ask('GET', '/lookups', {headers: {'If-None-Match': etag}, free: true})).status, 304);
});

/** A message once it is parked. */
async function parked_again(id) {
  for (let i = 0; i < 200; i++) {
    const {message} = await get(`/messages/${id}`);
    if (message.state === 'parked') return message;
    await sleep(50);
  }
  throw new Error(`message ${id} was not parked in time`);
}

test('what is masked in a document goes on as it came when the rest is corrected', async () => {
  const secrets = '"payment":{"visa":"4111111111111111","token":"t-1234567","cvv":123}';
  const parked = (await get('/parked?cause=items/ELE-1181')).items.find(one => one.kind === 'order');
  const plain = (await get(`/messages/${parked.id}/document`)).text.replace('{', `{${secrets},`);
  const first = await ask('POST', '/resend', {body: {id: parked.id, text: plain, why: 'paid by card'}});
  assert.equal(first.status, 200, first.text);
  const {id} = await parked_again(first.json.message);
  const {text} = await get(`/messages/${id}/document`);
  assert.ok(text.includes('"payment":{"visa":"•••1111","token":"•••","cvv":"•••"}'), text.slice(0, 200));
  const unclear = await ask('POST', '/resend', {body: {id, text: text.replace('"token":', '"name":'), why: 'x'}});
  assert.equal(unclear.status, 400);
  assert.equal(unclear.json.detail, 'it is not clear what stands behind the ••• of \'name\'');
  const corrected = text.replace('{', '{"note":"corrected",');
  const second = await ask('POST', '/resend', {body: {id, text: corrected, why: 'a note'}});
  assert.equal(second.status, 200, second.text);
  await parked_again(second.json.message);
  const kept = await ask('GET', `/messages/${second.json.message}/document?download=1`);
  assert.ok(kept.text.includes(secrets) && !kept.text.includes('•'), kept.text.slice(0, 300));
});

test('a file of a document has its secrets for admins alone, and stands in the audit log', async () => {
  const parked = (await get('/parked?cause=items/ELE-1181')).items.find(one => one.kind === 'order');
  const otto = await daemon.user(admin, 'otto', 'operator');
  const masked = await daemon.ask('GET', `/messages/${parked.id}/document?download=1`, {as: otto});
  assert.ok(masked.text.includes('"visa":"•••1111","token":"•••"'), masked.text.slice(0, 300));
  const {items} = await get('/audit?what=message_document');
  assert.deepEqual(items.slice(0, 1).map(one => [one.who, one.on, one.after]),
                   [['otto (console)', `message ${parked.id}`, 'downloaded, secrets masked']]);
});

test('a document is corrected and sent again, and the shop\'s own does not come back over it', async () => {
  const parked = (await get('/parked?cause=items/ELE-1181')).items.find(one => one.kind === 'order');
  const document = await get(`/messages/${parked.id}/document`);
  const {digest} = await get(`/messages/${parked.id}`);
  const text = document.text.replaceAll('ELE-1181', 'ELE-1176');
  const wrong = await ask('POST', '/resend', {body: {id: parked.id, text, digest: 'other', why: 'x'}});
  assert.equal(wrong.status, 409);
  assert.equal((await ask('POST', '/resend', {body: {id: parked.id, text}})).status, 400, 'a reason is needed');
  const sent = await ask('POST', '/resend', {body: {id: parked.id, text, digest, why: 'the item was renamed'}});
  assert.equal(sent.status, 200, sent.text);
  assert.equal((await get(`/messages/${parked.id}`)).message.state, 'superseded');
  const again = await ask('POST', '/resend', {body: {id: parked.id, text, digest, why: 'x'}});
  assert.equal(again.status, 409);
});

test('somebody looks after a cause, and it says so', async () => {
  assert.equal((await ask('POST', '/assign', {body: {cause: 'items/ELE-1181', to: 'olga'}})).json.done, 1);
  assert.equal((await get('/causes')).items.find(one => one.cause === 'items/ELE-1181').assigned, 'olga');
  await ask('POST', '/assign', {body: {cause: 'items/ELE-1181', to: ''}});
  assert.equal((await get('/causes')).items.find(one => one.cause === 'items/ELE-1181').assigned, undefined);
});

test('who is to look after what is not there is told so', async () => {
  const none = await ask('POST', '/assign', {body: {id: 424242, to: 'olga'}});
  assert.deepEqual([none.status, none.json.detail], [404, 'message 424242 does not exist']);
  const cause = await ask('POST', '/assign', {body: {cause: 'items/NOTHING', to: 'olga'}});
  assert.equal(cause.status, 404);
  assert.match(cause.json.detail, /^nothing is parked for 'items\/NOTHING'/);
  const [{id}] = (await get('/parked')).items;
  const some = (await ask('POST', '/assign', {body: {ids: [id, 424242], to: 'olga'}})).json;
  assert.deepEqual([some.done, some.failed.map(one => one.detail)], [1, ['message 424242 does not exist']]);
  await ask('POST', '/assign', {body: {ids: [id], to: ''}});
});

test('a missing row is set, and what was parked for it goes to the ERP', async () => {
  const dry = await ask('POST', '/lookups/items/import', {body: {csv: 'web_sku,item_no\nELE-1181,0004725555\n', dry_run: true}});
  assert.deepEqual(dry.json, {set: 1, dry_run: true, rows: [{key: 'ELE-1181', from: '', to: '0004725555'}]});
  const stale = await ask('PUT', '/lookups/items/rows/ELE-1181', {body: {value: 'x', was: 'something'}});
  assert.equal(stale.status, 409);
  assert.equal((await ask('PUT', '/lookups/items/rows/ELE-1181', {body: {value: '0004725555', was: '', why: 'new item'}})).status, 200);
  for (let i = 0; i < 200 && (await get('/today')).counts.parked > 0; i++) await sleep(50);
  assert.ok((await get('/causes')).items.every(one => one.cause !== 'items/ELE-1181'));
  const [version] = (await get('/lookups/items/history?key=ELE-1181')).items;
  assert.deepEqual([version.value, version.who, version.why], ['0004725555', 'root (console)', 'new item']);
  assert.match((await ask('GET', '/lookups/items/export')).text, /^web_sku,item_no\r?\n/);
});

test('the sync page knows when stock and prices were last looked at', async () => {
  for (const what of ['stock', 'prices']) {
    let looked = null;
    for (let i = 0; i < 200 && looked === null; i++) {
      [{looked}] = (await get(`/sync/${what}`)).items;
      if (looked === null) await sleep(50);
    }
    assert.ok(Date.now() - Date.parse(looked) < 60_000, `${what}: ${looked}`);
  }
});

test('of several who set a row that they saw empty, one does', async () => {
  const path = '/lookups/items/rows/RACE-1';
  const all = await Promise.all([1, 2, 3, 4, 5].map(n => ask('PUT', path, {body: {value: `000${n}`, was: ''}})));
  assert.deepEqual(all.map(one => one.status).sort(), [200, 409, 409, 409, 409]);
  const kept = all.findIndex(one => one.status === 200) + 1;
  assert.match(all.find(one => one.status === 409).json.detail, /^the row is '000\d' by now, not ''$/);
  assert.deepEqual((await get('/lookups/items?q=RACE-1')).items, [{key: 'RACE-1', value: `000${kept}`}]);
  await ask('PUT', path, {body: {value: ''}});
});

test('a draft is made where none is, and taken away again, so that it holds nothing up', async () => {
  const path = '/mappings/nosuch.yaml', text = 'mapping: x\nfields: [';
  const any = await ask('PUT', path, {body: {text}, headers: {'If-Match': '*'}});
  assert.equal(any.status, 412);
  assert.equal(any.json.detail, 'there is no mapping file \'nosuch.yaml\'');
  assert.equal((await ask('GET', path)).status, 404);
  assert.equal((await ask('PUT', path, {body: {text}, headers: {'If-None-Match': '*'}})).status, 200);
  assert.equal((await ask('PUT', path, {body: {text}, headers: {'If-None-Match': '*'}})).status, 412);
  assert.equal((await ask('POST', '/apply', {body: {}})).json.activated, false);
  assert.equal((await ask('DELETE', path)).status, 428);
  const {headers} = await ask('GET', path);
  assert.equal((await ask('DELETE', path, {body: {why: 'a try'}, headers: {'If-Match': headers.get('etag')}})).status, 204);
  assert.equal((await ask('GET', path)).status, 404);
  const own = '/mappings/order-to-file.yaml';
  const read = await ask('GET', own);
  const broken = await ask('PUT', own, {body: {text}, headers: {'If-Match': read.headers.get('etag')}});
  assert.equal((await ask('DELETE', own, {headers: {'If-Match': broken.headers.get('etag')}})).status, 204);
  assert.equal((await ask('GET', own)).json.draft, read.json.active);
  assert.deepEqual((await ask('POST', '/check', {body: {}})).json.findings.filter(one => one.kind === 'error'), []);
});

test('a mapping is drafted, tried, compared, activated and rolled back', async () => {
  const path = '/mappings/order-to-file.yaml';
  const read = await ask('GET', path);
  const text = read.json.draft.replace('"WEB {number} ', '"WEB ORDER {number} ');
  assert.equal((await ask('PUT', path, {body: {text}})).status, 428);
  assert.equal((await ask('PUT', path, {body: {text}, headers: {'If-Match': '"other"'}})).status, 412);
  assert.match((await ask('PUT', path, {body: {text: 'mapping: x\nfields: ['}, headers: {'If-Match': read.headers.get('etag')}})).json.findings[0].text, /./);
  const broken = await ask('GET', path);
  assert.equal((await ask('POST', '/apply', {body: {}})).json.activated, false);
  assert.equal((await ask('PUT', path, {body: {text, why: 'clearer'}, headers: {'If-Match': broken.headers.get('etag')}})).status, 200);
  const tried = await ask('POST', `${path}/try`, {body: {key: 'PO-DECL'}});
  assert.match(tried.json.parts[0].active.documents[0], /WEB 6CW5XKRNRSGR7WET/);
  assert.match(tried.json.parts[0].draft.documents[0], /WEB ORDER 6CW5XKRNRSGR7WET/);
  const diff = await ask('POST', `${path}/diff`, {body: {since: '7d'}});
  assert.ok(diff.json.changed >= 12 && diff.json.causes[0].field === 'note', diff.text);
  const check = (await ask('POST', '/check', {body: {}})).json;
  assert.deepEqual([check.activated, check.files], [false, ['~ mappings/order-to-file.yaml']]);
  assert.equal((await ask('POST', '/apply', {body: {bundle: 'other', why: 'x'}})).status, 409);
  const before = (await get('/today')).bundle;
  const applied = await ask('POST', '/apply', {body: {bundle: check.bundle, why: 'clearer notes'}});
  assert.equal(applied.json.activated, true, applied.text);
  assert.deepEqual((await get('/bundles')).items.slice(0, 2).map(one => [one.bundle, one.active]), [[check.bundle, true], [before, false]]);
  assert.equal((await ask('POST', '/rollback', {body: {why: 'not so clear'}})).json.activated, true);
  assert.equal((await get('/today')).bundle, before);
  assert.ok(readFileSync(join(daemon.folder, 'mappings/order-to-file.yaml'), 'utf8').includes('WEB ORDER'), 'the draft stays');
});

test('a destination is paused, with a reason that everybody sees, and resumed', async () => {
  const name = encodeURIComponent('erp/legacy');
  assert.equal((await ask('POST', `/destinations/${name}/pause`, {body: {for: '90min', why: 'stocktaking'}})).status, 200);
  const one = (await get('/destinations')).items.find(d => d.destination === 'erp/legacy');
  assert.deepEqual([one.standing, one.paused.who, one.paused.why], ['paused', 'root (console)', 'stocktaking']);
  assert.ok((await get('/alerts')).items.some(a => a.rule === 'paused'));
  assert.equal((await ask('POST', `/destinations/${name}/resume`, {body: {}})).json.was_paused, true);
  const none = await ask('POST', '/destinations/nobody/pause', {body: {}});
  assert.match(none.json.detail, /^there is no destination 'nobody'/);
});

test('sales credit: the sums of the commands, over HTTP', async () => {
  const statement = await get('/credit/statement?rep=REP02&from=2020-01-01&to=2030-01-01');
  assert.equal((await ask('GET', '/credit/statement?rep=REP02&from=2030-01-01&to=2020-01-01')).status, 400);
  const told = JSON.parse(await daemon.command('credit', 'statement', '--rep', 'REP02', '--from', '2020-01-01', '--to', '2030-01-01', '--json'));
  assert.deepEqual(statement, told);
  assert.deepEqual(await get('/credit/adoption'), JSON.parse(await daemon.command('credit', 'adoption', '--json')));
  assert.match((await ask('GET', '/credit/statement?rep=REP02&from=2020-01-01&to=2030-01-01&format=csv')).headers.get('content-disposition'), /statement-REP02-2020-01-01-2030-01-01\.csv/);
  const {assignments} = await get('/credit/assignments');
  const same = await ask('POST', '/credit/what-if', {body: {assignments}});
  assert.equal(same.json.changed, 0);
  const moved = await ask('POST', '/credit/what-if', {body: {assignments: assignments.replaceAll('REP02', 'REP01')}});
  assert.ok(moved.json.changed > 0);
  assert.equal((await ask('POST', '/credit/what-if', {body: {assignments: 'nonsense'}})).status, 422);
  assert.equal((await ask('POST', '/credit/what-if', {body: {since: '30d'}})).json.detail, 'assignments is missing');
  assert.equal((await get('/credit/verify')).companies[0].finding, '');
});

test('a claim waits for somebody else to decide it', async () => {
  const rita = await daemon.user(admin, 'rita', 'rep', 'REP01');
  const order = orders.find(one => one.sales_credit.includes('REP02') && one.state === 'delivered');
  const claim = await daemon.ask('POST', '/credit/claims', {as: rita, body: {key: ` ${order.order} `, to: 'REP03', why: 'my customer'}});
  assert.equal(claim.status, 200, claim.text);
  assert.match(JSON.stringify(claim.json.for), /REP01/, 'a rep claims for themselves');
  const id = encodeURIComponent(claim.json.id);
  const decided = await ask('POST', `/credit/claims/${id}/decision`, {body: {uphold: true, why: 'she won it'}});
  assert.equal(decided.status, 200, decided.text);
  const mine = (await daemon.ask('GET', '/orders?limit=500', {as: rita})).json.items;
  assert.ok(mine.some(one => one.order === order.order), 'the order is hers to see now');
});
