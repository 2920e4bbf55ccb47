// A daemon of one's own with the demo's orders, asked over HTTP. Every answer is held against console/openapi.yaml.
import Ajv from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parse} from 'yaml';

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const openapi = parse(readFileSync(join(root, 'console/openapi.yaml'), 'utf8'));
const ajv = new Ajv({strict: false, allErrors: true});
ajv.addSchema(openapi, 'openapi');

/** Every operation: {method, path, id, role, rep, area}. */
export const operations =
    Object.entries(openapi.paths)
        .flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({
                                                                    method: method.toUpperCase(),
                                                                    path,
                                                                    id: one.operationId,
                                                                    role: one['x-role'],
                                                                    rep: one['x-rep'] === true,
                                                                    area: one['x-area'],
                                                                    body: one.requestBody,
                                                                  })));

/** The Set-Cookie headers of an answer; Debian 12's Node 18 has no getSetCookie, and joins them. */
export const cookiesOf = answer =>
    answer.headers.getSetCookie?.() ?? (answer.headers.get('set-cookie') ?? '').split(/, (?=[^;,\s]+=)/).filter(Boolean);

/** The code of an authenticator app (RFC 6238) at a time. */
export function code_of(secret, at) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map(c => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const escaped = text => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** The operation of a path as it was asked, "/messages/12". */
function operationOf(method, path) {
  const given = path.split('?')[0].split('/');
  const fits = operations.filter(one => {
    const parts = one.path.split('/');
    return one.method === method && parts.length === given.length &&
        parts.every((part, i) => part.startsWith('{') || part === given[i]);
  });
  return fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

/** Throws where an answer is not as the file says. */
export function validate(method, path, status, type, body) {
  const operation = operationOf(method, path);
  assert.ok(operation, `${method} ${path} is not in openapi.yaml`);
  const at = `#/paths/${escaped(operation.path)}/${method.toLowerCase()}/responses`;
  const responses = openapi.paths[operation.path][method.toLowerCase()].responses;
  let response = responses[status], where = `${at}/${status}`;
  if (!response && status >= 400) [response, where] = [responses.default, `${at}/default`];
  assert.ok(response, `${operation.id} answered ${status}, which openapi.yaml does not have`);
  if (response.$ref) {
    where = response.$ref;
    response = response.$ref.slice(2).split('/').reduce((in_, key) => in_[key], openapi);
  }
  const media = type.split(';')[0];
  if (!response.content) return assert.equal(body, '', `${operation.id} has a body with ${status}`);
  assert.ok(response.content[media], `${operation.id} answered ${status} with ${type}`);
  if (!media.endsWith('json')) return;
  const schema = ajv.compile({$ref: `openapi${where}/content/${escaped(media)}/schema`});
  if (schema(JSON.parse(body))) return;
  assert.fail(`${operation.id} ${status}: ${ajv.errorsText(schema.errors)}\n${body.slice(0, 800)}`);
}

export class Daemon {
  /** `more`: text for norekey.yaml. `before`: called with the folder. */
  static async start({more = '', before = () => {}, http = '{ address: 127.0.0.1, port: 0 }'} = {}) {
    const daemon = new Daemon();
    daemon.folder = mkdtempSync(join(tmpdir(), 'norekey-console-'));
    cpSync(join(root, 'config/examples/demo'), daemon.folder, {recursive: true});
    writeFileSync(
        join(daemon.folder, 'norekey.yaml'),
        `state-dir: state\nhttp: ${http}\nlog: { to: stderr, level: info, format: json }\n${more}\n`);
    await before(daemon.folder);
    await daemon.run();
    return daemon;
  }

  binary = process.env.NOREKEY ?? join(root, 'build/dev/norekey');
  log = '';
  cookies = {};

  async run() {
    this.child = spawn(this.binary, ['--config', this.folder, 'serve'], {stdio: ['ignore', 'ignore', 'pipe']});
    this.ended = new Promise(resolve => this.child.on('close', (code, signal) => resolve(signal ?? code)));
    const from = this.log.length;
    this.child.stderr.on('data', text => (this.log += text));
    for (let i = 0; i < 1200 && !/"port":"\d+"/.test(this.log.slice(from)); i++) await sleep(50);
    const port = /"port":"(\d+)"/.exec(this.log.slice(from));
    assert.ok(port, `the daemon did not start:\n${this.log}`);
    const scheme = this.log.includes('https://') ? 'https' : 'http';
    this.port = Number(port[1]);
    this.url = `${scheme}://127.0.0.1:${this.port}`;
  }

  async stop() {
    this.child.kill('SIGTERM');
    assert.equal(await this.ended, 0, this.log.slice(-2000));
  }

  async end() {
    await this.stop();
    rmSync(this.folder, {recursive: true, force: true});
  }

  /** The token of the set-up link that was logged last. */
  setUpToken() {
    return [...this.log.matchAll(/#\/setup\/([\w-]+)/g)].at(-1)?.[1];
  }

  command(...words) {
    return new Promise((resolve, reject) => execFile(this.binary, ['--config', this.folder, ...words], (error, out, said) =>
        error && error.code > 1 ? reject(new Error(said)) : resolve(out)));
  }

  /** {status, headers, text, json}; validated unless `free`. `as`: what signIn gave. */
  async ask(method, path, {body, as, token, headers = {}, free = false, raw} = {}) {
    const all = {...headers};
    if (as) {
      all.Cookie = as.cookie;
      if (method !== 'GET' && all['X-CSRF-Token'] === undefined) all['X-CSRF-Token'] = as.csrf;
    }
    if (token) all.Authorization = `Bearer ${token}`;
    if (body !== undefined || raw !== undefined) all['Content-Type'] ??= 'application/json';
    const answer = await fetch(`${this.url}/api/v1${path}`,
                               {method, headers: all, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)), redirect: 'manual'});
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    if (!free) validate(method, path, answer.status, type, text);
    return {status: answer.status, headers: answer.headers, text, json: type.includes('json') && text ? JSON.parse(text) : null};
  }

  /** A session: {cookie, csrf, session}. */
  session(answer) {
    assert.equal(answer.status, 200, answer.text);
    const cookie = cookiesOf(answer).map(one => one.split(';')[0]).find(one => one.includes('norekey='));
    return {cookie, csrf: answer.json.csrf, session: answer.json};
  }

  async setUp(user = 'root', password = 'correct horse battery') {
    return this.session(await this.ask('POST', '/setup', {body: {token: this.setUpToken(), user, password, name: 'Root'}}));
  }

  async signIn(user, password, code) {
    return this.session(await this.ask('POST', '/session', {body: {user, password, code}}));
  }

  /** A user of a role, signed in by the link that the administrator got. */
  async user(admin, user, role, rep) {
    const added = await this.ask('POST', '/users', {as: admin, body: {user, role, rep}});
    assert.equal(added.status, 201, added.text);
    const link = added.json.link.split('/').at(-1);
    return this.session(await this.ask('POST', '/session', {body: {link}}));
  }

  /** Waits until as many orders are settled as the demo has. */
  async settled(as) {
    for (let i = 0; i < 600; i++) {
      const {json} = await this.ask('GET', '/orders?limit=100', {as});
      const ends = json.items.filter(one => ['delivered', 'parked', 'cancelled'].includes(one.state));
      if (ends.length >= 16) return json.items;
      await sleep(100);
    }
    throw new Error('the orders were not settled in time');
  }
}
