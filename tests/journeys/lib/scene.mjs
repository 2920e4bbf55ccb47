// Scene: what a journey plays on: the shop, the ERP, the meddler between shop and daemon, the
// daemon with its config, all in one folder below build/journeys.
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {Daemon} from './daemon.mjs';
import {Meddler} from './meddler.mjs';
import {peer, SHOP, SHOP_PORT, TRYTON, TRYTON_PORT} from './peers.mjs';
import {filesWithSecrets} from './secrets.mjs';
import {Shop} from './shop.mjs';
import {Tryton} from './tryton.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PORT = Number(process.env.JOURNEY_PORT ?? 3940);
const HOOK_PATH = '/hooks/acme/web';
const HOOK_SECRET = 'journey-hook-secret';

/** Copies `from` to `to` with each @NAME@ replaced by values.NAME. */
export function fillIn(from, to, values) {
  cpSync(from, to, {recursive: true});
  for (const file of readdirSync(to, {withFileTypes: true})) {
    const path = join(to, file.name);
    if (file.isDirectory()) continue;  // tables, which have no marks
    const text =
        readFileSync(path, 'utf8').replace(/@([A-Z_]+)@/g, (mark, name) => values[name] ?? mark);
    writeFileSync(path, text);
  }
}

export class Scene {
  /**
   * Opens a scene, plays on it, closes it however the play ends; returns the exit code play()
   * gives.
   */
  static async with(options, play) {
    const scene = await Scene.open(options);
    try {
      return await play(scene);
    } finally {
      await scene.close();
      scene.#keptItsSecrets();
    }
  }

  /** No secret is in a log, in the store or in any other file that the daemon wrote. */
  #keptItsSecrets() {
    const found = filesWithSecrets(this.folder, join(this.folder, 'config/secrets'));
    if (found.length > 0) throw new Error(`a secret stands in ${found.join(', ')}`);
  }

  /**
   * `mode`: webhook or poll. `tricks`: what the meddler does, see meddler.mjs. `setting`: a folder
   * whose config is laid over the others; `shop`: false where the play has none.
   */
  static async open({name, mode = 'webhook', seed, binary, tricks, setting, shop = true}) {
    const scene = new Scene();
    scene.folder = join(ROOT, 'build/journeys', `${name}-${mode}`);
    rmSync(scene.folder, {recursive: true, force: true});
    mkdirSync(scene.folder, {recursive: true});
    scene.#configure(mode, binary ?? join(ROOT, 'build/dev/norekey'), setting);
    scene.meddler = new Meddler({target: scene.daemon.url, seed, tricks});
    await scene.meddler.listen(PORT + 1);
    scene.hasShop = shop;
    await scene.#openPeers(mode);
    return scene;
  }

  #configure(mode, binary, setting) {
    const url = `http://127.0.0.1:${PORT}`;
    this.state = join(this.folder, 'state');
    mkdirSync(join(this.state, 'store'), {recursive: true});
    const config = join(this.folder, 'config');
    cpSync(join(ROOT, 'config/examples/vendure-tryton'), config, {recursive: true});
    const secrets = {
      'shop-password': 'superadmin-pw',
      'shop-signing-secret': HOOK_SECRET,
      'erp-password': 'demo-Quartz7!',
    };
    mkdirSync(join(config, 'secrets'));
    for (const [name, secret] of Object.entries(secrets))
      writeFileSync(join(config, 'secrets', name), secret, {mode: 0o600});
    const values = {
      STATE: this.state,
      SOCKET: join(mkdtempSync(join(tmpdir(), 'norekey-')), 'control.sock'),
      PORT,
      SHOP_PORT,
      TRYTON_PORT,
      SECRET: HOOK_SECRET,
      MODE: mode,
    };
    fillIn(join(ROOT, 'tests/journeys/config'), config, values);
    if (setting) fillIn(join(ROOT, 'tests/journeys', setting), config, values);
    this.daemon = new Daemon({
      binary,
      url,
      config: join(this.folder, 'config'),
      log: join(this.folder, 'daemon.log'),
    });
  }

  async #openPeers(mode) {
    const hooks = mode === 'webhook' ? `http://127.0.0.1:${PORT + 1}${HOOK_PATH}` : '';
    const shop = () =>
        peer('vendure', 'up', '--fresh', {SHOP_WEBHOOK_URL: hooks, SHOP_WEBHOOK_SECRET: HOOK_SECRET});
    await Promise.all([this.hasShop ? shop() : undefined, peer('tryton', 'up', '--fresh')]);
    if (this.hasShop) {
      this.shop = new Shop(SHOP);
      await this.shop.connect();
    }
    this.tryton = new Tryton(TRYTON);
    this.erpAdmin = new Tryton(TRYTON, 'admin');
  }

  async close() {
    await this.daemon.stop();
    await this.meddler.close();
    await Promise.all([this.hasShop ? peer('vendure', 'down') : undefined, peer('tryton', 'down')]);
  }
}
