// What is wrong reaches whoever should know: the pages by an event, a chat by a webhook, once; and the API says who was told.
import assert from 'node:assert/strict';
import {appendFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {Daemon} from './lib.mjs';

let daemon, admin, chat, beats = [], posts = [];
const ask = (method, path, more = {}) => daemon.ask(method, path, {as: admin, ...more});
const alerts = async () => (await ask('GET', '/alerts')).json.items;

before(async () => {
  chat = createServer((request, response) => {
    let body = '';
    request.on('data', text => (body += text));
    request.on('end', () => {
      if (request.url.startsWith('/beat/')) beats.push(request.url);
      else posts.push({body: JSON.parse(body), headers: request.headers});
      response.end('ok');
    });
  });
  await new Promise(resolve => chat.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${chat.address().port}`;
  process.env.NOREKEY_TEST_CHAT = 's3cret-of-the-chat';
  daemon = await Daemon.start({
    before: folder => appendFileSync(join(folder, 'channels.yaml'), `
alerts:
  webhook: ${base}/hook
  webhook-token: { env: NOREKEY_TEST_CHAT }
  proxy: "-"
  paused-after: 0 s
  hold: 0 s
  without: [ parked, disk ]
  console-url: https://norekey.example
  heartbeat: { url: "${base}/beat/{host}", every: 5 s }
`)});
  admin = await daemon.setUp();
  await daemon.settled(admin);
});
after(async () => {
  await daemon.end();
  chat.close();
});

/** Reads the stream until `count` alerts came. */
async function events(count) {
  const answer = await fetch(`${daemon.url}/api/v1/events`, {headers: {Cookie: admin.cookie}});
  const out = [];
  return {
    read: (async () => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const part of answer.body) {
        text += decoder.decode(part, {stream: true});
        const whole = text.split('\n\n');
        text = whole.pop();
        for (const one of whole) {
          const found = /^event: alert\ndata: (.*)$/.exec(one);
          if (found) out.push(JSON.parse(found[1]));
        }
        if (out.length >= count) return out;
      }
      return out;
    })(),
  };
}

test('an alert is shown, told once, tells the pages, and is over', async () => {
  const stream = await events(2);
  await sleep(1500);  // the first look of the stream only learns what is there
  await ask('POST', '/destinations/erp%2Flegacy/pause', {body: {for: '2h', why: 'stock-taking'}});
  const shown = (await alerts()).find(one => one.rule === 'paused');
  assert.deepEqual([shown.on, shown.until, shown.severity, shown.link], ['erp/legacy', null, 'warning', '#/settings/destinations']);
  for (let i = 0; i < 600 && posts.length === 0; i++) await sleep(50);
  assert.equal(posts.length, 1);
  const [{body, headers}] = posts;
  assert.equal(headers.authorization, 'Bearer s3cret-of-the-chat');
  assert.deepEqual(body.alerts.map(one => [one.status, one.name, one.on, one.link]),
                   [['open', 'NorekeyDestinationPaused', 'erp/legacy', 'https://norekey.example/#/settings/destinations']]);
  for (let i = 0; i < 100 && (await alerts())[0].told.length === 0; i++) await sleep(50);
  const [told] = (await alerts()).find(one => one.rule === 'paused').told;
  assert.deepEqual([told.way, told.what], ['webhook', 'open']);

  await ask('POST', '/destinations/erp%2Flegacy/resume', {body: {why: 'counted'}});
  for (let i = 0; i < 600 && posts.length === 1; i++) await sleep(50);
  assert.deepEqual(posts.map(one => one.body.alerts[0].status), ['open', 'over']);
  const over = (await alerts()).find(one => one.rule === 'paused');
  assert.ok(over.until > over.since, JSON.stringify(over));
  const seen = await stream.read;
  assert.deepEqual(seen.map(one => [one.rule, one.on, one.until === null]), [['paused', 'erp/legacy', true], ['paused', 'erp/legacy', false]]);
});

test('who is told, when last, and what a test brings', async () => {
  const before = posts.length;
  assert.deepEqual((await ask('POST', '/alerts/test', {body: {}})).json.items, [{way: 'webhook', ok: true, text: 'the webhook answered 200', fix: ''}]);
  assert.match(posts[before].body.text, /^\[Norekey\] warning: this is a test of .*: nothing is wrong$/);
  const ways = (await ask('GET', '/alerts/ways')).json;
  assert.equal(ways.ways[0].way, 'webhook');
  assert.ok(ways.ways[0].last);
  assert.deepEqual(ways.quiet, {hours: '', zone: 'America/Chicago', until: null});
  assert.equal(ways.heartbeat.text, 'answered');
  const {text} = await ask('GET', '/alerts/ways');
  assert.ok(!text.includes('s3cret') && !text.includes('/beat/') && !text.includes('/hook'), text);
});

test('the rules in force, with their bounds', async () => {
  const rules = (await ask('GET', '/alerts/rules')).json.items;
  assert.deepEqual(rules.map(one => one.rule), ['waiting', 'awaiting', 'destination', 'paused', 'difference', 'reps', 'silent', 'webhook', 'deadline', 'certificate']);
  assert.equal(rules.find(one => one.rule === 'paused').bound, 'told of after 0 s');
});

test('the command line says the same', async () => {
  assert.equal(await daemon.command('alerts', '--json'), `${JSON.stringify(await alerts())}\n`);
  assert.match(await daemon.command('alerts'), /^nothing is wrong\n\nover, within the last seven days:\nwarning  paused erp\/legacy\n/);
  assert.match(await daemon.command('alerts', 'test'), /^WAY +OK +ANSWER +FIX\nwebhook +yes +the webhook answered 200\n/);
  assert.match(await daemon.command('doctor'), /heartbeat.*answered/);
});

test('the heart beats while the daemon lives, and not after it has stopped', async () => {
  const count = beats.length;
  for (let i = 0; i < 200 && beats.length < count + 1; i++) await sleep(50);
  assert.ok(beats.length > count);
  assert.match(beats[0], /^\/beat\/[^{}]+$/);
  await daemon.stop();
  const at_the_end = beats.length;
  await sleep(6000);
  assert.equal(beats.length, at_the_end);
  await daemon.run();
});
