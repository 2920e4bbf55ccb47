// Meddler: an HTTP proxy between the shop's webhooks and the daemon that doubles, delays, reorders,
// drops and refuses them as its seed says. A webhook it answers for is one the daemon may never
// see.
import {createServer} from 'node:http';

import {Random} from './random.mjs';

/** How often each trick is played, of ten. */
export const TRICKS = {
  pass: 3,
  twice: 2,
  late: 2,
  reorder: 1,
  drop: 1,
  refuse: 1
};

export class Meddler {
  #target;
  #random;
  #tricks;
  #delay;
  #server;
  #held = [];            // reordered ones that wait for a later one to overtake them
  #pending = new Set();  // forwards under way
  counts = {};

  /** `delay`: [least, most] milliseconds of a late one. */
  constructor({target, seed, tricks = TRICKS, delay = [200, 8000]}) {
    this.#target = target;
    this.#random = new Random(seed);
    this.#tricks = tricks;
    this.#delay = delay;
  }

  async listen(port = 0) {
    this.#server = createServer((request, response) => this.#take(request, response));
    await new Promise(
        (resolve, reject) => this.#server.on('error', reject).listen(port, '127.0.0.1', resolve));
    return this.#server.address().port;
  }

  /** Delivers what is held back, waits for what is late, stops. */
  async close() {
    this.#release();
    await Promise.all(this.#pending);
    this.#server.closeAllConnections?.();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const hook = {path: request.url, headers: request.headers, body: Buffer.concat(chunks)};
    const trick = this.#random.weighted(this.#tricks);
    this.counts[trick] = (this.counts[trick] ?? 0) + 1;
    response.writeHead(await this[`_${trick}`](hook)).end();
  }

  _pass(hook) {
    return this.#forward(hook).finally(() => this.#release());
  }

  async _twice(hook) {
    const first = await this.#forward(hook);
    this.#forward(hook);
    return first;
  }

  _late(hook) {
    this.#track(new Promise(
        resolve =>
            setTimeout(() => resolve(this.#forward(hook)), this.#random.between(...this.#delay))));
    return 204;
  }

  _reorder(hook) {
    this.#held.push(hook);
    return 204;
  }

  _drop() {
    return 204;
  }

  _refuse() {
    return 503;
  }

  /** Newest first: the reverse of how they came. */
  #release() {
    for (const hook of this.#held.splice(0).reverse()) this.#forward(hook);
  }

  #track(promise) {
    this.#pending.add(promise);
    return promise.finally(() => this.#pending.delete(promise));
  }

  /** The daemon's status; 502 where there is no daemon. */
  #forward({path, headers, body}) {
    const {host, connection, 'content-length': length, ...rest} = headers;
    return this.#track(
        fetch(this.#target + path, {method: 'POST', headers: rest, body}).then(async answer => {
          await answer.arrayBuffer();
          return answer.status;
        }, () => 502));
  }
}
