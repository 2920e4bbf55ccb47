// Daemon: starts, kills and asks the norekey under test. Knows its command line, nothing behind it.
import {execFile, spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';

const LAST_LINES = 12;

export class Daemon {
  #process;
  kills = 0;

  /** `url`: where it serves /readyz. `log`: the file its output is appended to. */
  constructor({binary, config, url, log}) {
    Object.assign(this, {binary, config, url, log});
  }

  /** Starts it and returns when it is ready. Throws when it ends instead. */
  async start() {
    this.launch();
    await this.ready();
  }

  launch() {
    const out = openSync(this.log, 'a');
    const child =
        spawn(this.binary, ['--config', this.config, 'serve'], {stdio: ['ignore', out, out]});
    closeSync(out);
    child.ended = new Promise(resolve => {
      child.on('error', resolve);
      child.on('close', (code, signal) => resolve(signal ?? code));
    });
    child.ended.then(how => (child.how = how));
    this.#process = child;
  }

  async ready(within = 20_000) {
    const child = this.#process;
    const until = Date.now() + within;
    while (Date.now() < until) {
      if (child.how !== undefined)
        throw this.#fault(`the daemon ended with ${child.how}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.status === 200) return;
      await sleep(20);
    }
    throw this.#fault('the daemon was not ready in time');
  }

  /** With the end of the log: whoever reads the error may no longer have the file. */
  #fault(what) {
    const end = readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
    return new Error(`${what}, see ${this.log}, which ends with\n${end.join('\n')}`);
  }

  get running() {
    return this.#process !== undefined && this.#process.how === undefined;
  }

  /** As if the power had gone. */
  async kill() {
    if (!this.running)
      throw this.#fault(`the daemon ended by itself with ${this.#process.how}`);
    this.kills++;
    this.#process.kill('SIGKILL');
    await this.#process.ended;
  }

  /** As systemd stops it. Throws where it does not end cleanly. */
  async stop() {
    if (!this.running) return;
    this.#process.kill('SIGTERM');
    const how =
        await Promise.race([this.#process.ended, sleep(30_000, 'not at all', {ref: false})]);
    if (how !== 0) throw this.#fault(`on SIGTERM the daemon ended with ${how}`);
  }

  /** Runs one command; returns its output. Exit codes above 1 are errors. */
  command(...words) {
    return new Promise((resolve, reject) => {
      execFile(
          this.binary, ['--config', this.config, ...words], {maxBuffer: 1 << 28},
          (error, out, complaints) => {
            if (!error || error.code === 1)
              resolve(out);
            else
              reject(
                  new Error(`norekey ${words.join(' ')} ended with ${error.code}: ${complaints}`));
          });
    });
  }

  async json(...words) {
    return JSON.parse(await this.command(...words, '--json'));
  }

  /** {web order code: [cause]} of all that is parked. */
  async parked() {
    const causes = {};
    for (const entry of await this.json('parked')) {
      (causes[entry.order] ??= []).push(entry.cause);
    }
    return causes;
  }
}
