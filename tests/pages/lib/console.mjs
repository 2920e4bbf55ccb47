// console: the real daemon with the recorded demo, its first administrator, and browsers that look at it.
import {mkdtempSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';

import {Daemon} from '../../journeys/lib/daemon.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const ADMIN = {user: 'ann', name: 'Ann Lopez', password: 'a long sentence of ann'};

function free_port() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until `asked` says something true; throws `what` after `seconds`. */
export async function until(what, asked, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await asked();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(100);
  }
}

export class Console {
  #browser;

  /** Starts it with a copy of the demo; `change(folder)` may alter the copy first. Returns when every recorded order has settled. */
  static async start({change = () => {}} = {}) {
    const self = new Console();
    const binary = process.env.NOREKEY ?? join(ROOT, 'build/dev/norekey');
    if (!existsSync(binary)) throw new Error(`there is no ${binary}: ./dev build, or set NOREKEY`);
    self.folder = mkdtempSync(join(tmpdir(), 'norekey-pages-'));
    cpSync(join(ROOT, 'config/examples/demo'), self.folder, {recursive: true});
    self.port = await free_port();
    const settings = join(self.folder, 'norekey.yaml');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('port: 8642', `port: ${self.port}`));
    await change(self.folder);
    self.url = `http://127.0.0.1:${self.port}/`;
    self.log = join(self.folder, 'log');
    self.daemon = new Daemon({binary, config: self.folder, url: self.url.slice(0, -1), log: self.log});
    try {
      await self.daemon.start();
      await self.#browse();
    } catch (error) {
      await self.stop();
      throw error;
    }
    return self;
  }

  /** Looks at a daemon that somebody else started and will stop. */
  static async beside({daemon, url, log}) {
    const self = Object.assign(new Console(), {daemon, url, log, ours: false});
    await self.#browse();
    return self;
  }

  async #browse() {
    this.#browser = await chromium.launch({executablePath: BROWSER,
        args: ['--no-sandbox', '--disable-dev-shm-usage']});
  }

  /** The one-time link that the first start logs. */
  async set_up_token() {
    return until('a set-up link in the log',
        () => /#\/setup\/([\w.~-]+)/.exec(readFileSync(this.log, 'utf8'))?.[1]);
  }

  async settled() {
    await until('all sixteen orders have settled', async () => {
      const orders = await this.daemon.json('orders').catch(() => []);
      return orders.length >= 16 &&
          orders.every(one => ['delivered', 'parked', 'cancelled'].includes(one.state));
    }, 60);
  }

  /** A browser window of its own. What the page complains of is kept in page.complaints. */
  async window({theme = 'light', width = 1360, height = 900, state} = {}) {
    const context = await this.#browser.newContext({viewport: {width, height}, colorScheme: theme,
        storageState: state, reducedMotion: 'reduce', timezoneId: 'Europe/Berlin', locale: 'en-US'});
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', error => page.complaints.push(`error: ${error.message}`));
    page.on('console', message => {
      const refused = /Failed to load resource.*\b4\d\d\b/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !refused) page.complaints.push(message.text());
    });
    return page;
  }

  /** A window in which the administrator is signed in. The first call sets the administrator up, without the pages. */
  async signed_in(options = {}) {
    if (!this.state) {
      const page = await this.window();
      const token = await this.set_up_token();
      const answer = await page.context().request.post(`${this.url}api/v1/setup`, {data: {token, ...ADMIN}});
      if (!answer.ok()) throw new Error(`set-up was refused: ${await answer.text()}`);
      this.csrf = (await answer.json()).csrf;
      this.state = await page.context().storageState();
      await page.context().close();
    }
    return this.window({...options, state: this.state});
  }

  /** A user whom the administrator adds, signed in by the one-time link and with a password. */
  async user(name, role, rep, options = {}) {
    const admin = await this.signed_in();
    const {csrf} = await (await admin.context().request.get(`${this.url}api/v1/session`)).json();
    const added = await admin.context().request.post(`${this.url}api/v1/users`,
        {data: {user: name, name, role, rep}, headers: {'X-CSRF-Token': csrf}});
    if (added.status() !== 201) throw new Error(`${name} was not added: ${await added.text()}`);
    const {link} = await added.json();
    await admin.context().close();
    const page = await this.window(options);
    const entered = await page.context().request.post(`${this.url}api/v1/session`,
        {data: {link: link.split('/in/')[1]}});
    const session = await entered.json();
    if (!entered.ok()) throw new Error(`${name} did not come in: ${JSON.stringify(session)}`);
    const changed = await page.context().request.put(`${this.url}api/v1/session/password`,
        {data: {password: `the sentence of ${name}`}, headers: {'X-CSRF-Token': session.csrf}});
    if (!changed.ok()) throw new Error(`${name} has no password: ${await changed.text()}`);
    return page;
  }

  /** Opens a view, "/messages?q=x", and waits until it shows what it asked for. */
  async open(page, view) {
    await page.goto(`${this.url}#${view}`);
    await this.quiet(page);
  }

  async quiet(page) {
    await page.waitForSelector('main h1');
    await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"]') &&
        !document.querySelector('main .bone'),
        null, {timeout: 20_000});
  }

  async stop() {
    await this.#browser?.close();
    if (this.ours === false) return;
    try {
      await this.daemon?.stop();
    } finally {
      rmSync(this.folder, {recursive: true, force: true});
    }
  }
}
