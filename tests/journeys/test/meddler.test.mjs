import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {afterEach, beforeEach, test} from 'node:test';

import {Meddler} from '../lib/meddler.mjs';

let receiver;
let target;
let received;
let answer;

beforeEach(async () => {
  received = [];
  answer = 204;
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({path: request.url, body, signature: request.headers['x-shop-signature']});
    response.writeHead(answer).end();
  });
  await new Promise(resolve => receiver.listen(0, '127.0.0.1', resolve));
  target = `http://127.0.0.1:${receiver.address().port}`;
});

afterEach(() => {
  receiver.closeAllConnections?.();
  return new Promise(resolve => receiver.close(resolve));
});

/**
 * Sends the bodies one after the other through a meddler that knows `tricks`; the statuses it
 * gave.
 */
async function send(tricks, bodies, to = target) {
  const meddler = new Meddler({target: to, seed: 1, tricks, delay: [1, 20]});
  const port = await meddler.listen();
  const statuses = [];
  for (const body of bodies) {
    const headers = {'x-shop-signature': `of ${body}`};
    const {status} =
        await fetch(`http://127.0.0.1:${port}/hooks/web`, {method: 'POST', headers, body});
    statuses.push(status);
  }
  await meddler.close();
  return {statuses, bodies: received.map(hook => hook.body), counts: meddler.counts};
}

test('passed on: path, headers and body as they came, the receiver\'s own status', async () => {
  answer = 401;
  const {statuses} = await send({pass: 1}, ['a']);
  assert.deepEqual(statuses, [401]);
  assert.deepEqual(received, [{path: '/hooks/web', body: 'a', signature: 'of a'}]);
});

test('twice', async () => {
  assert.deepEqual((await send({twice: 1}, ['a'])).bodies, ['a', 'a']);
});

test('late: answered at once, delivered before close() returns', async () => {
  const {statuses, bodies} = await send({late: 1}, ['a', 'b']);
  assert.deepEqual(statuses, [204, 204]);
  assert.deepEqual(bodies.sort(), ['a', 'b']);
});

test('reordered: what is held goes after a later one, at the end in any case', async () => {
  const {bodies} = await send({reorder: 1, pass: 1}, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  assert.deepEqual([...bodies].sort(), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  assert.notDeepEqual(bodies, [...bodies].sort());
});

test('dropped and refused never arrive; refused is told to the shop', async () => {
  const {statuses, bodies, counts} =
      await send({drop: 1, refuse: 1}, ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.deepEqual([...new Set(statuses)].sort(), [204, 503]);
  assert.deepEqual(bodies, []);
  assert.equal(counts.drop + counts.refuse, 6);
});

test('no daemon: the shop is told so and will try again', async () => {
  const {statuses} = await send({pass: 1}, ['a'], 'http://127.0.0.1:9');
  assert.deepEqual(statuses, [502]);
});
