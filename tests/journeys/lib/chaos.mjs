// Chaos: kills the daemon at moments a seed decides and starts it again, sometimes before it was
// ready.
import {setTimeout as sleep} from 'node:timers/promises';

import {Random} from './random.mjs';

export class Chaos {
  #daemon;
  #random;
  #gap;
  #down;

  /** `gap`, `down`: [least, most] milliseconds it may run and stays dead. */
  constructor(daemon, seed, {gap = [50, 5000], down = [0, 1500]} = {}) {
    this.#daemon = daemon;
    this.#random = new Random(seed);
    this.#gap = gap;
    this.#down = down;
  }

  /** Returns after `kills` kills with the daemon running. Throws where it ended by itself. */
  async run(kills) {
    for (let left = kills; left > 0; left--) {
      await sleep(this.#random.between(...this.#gap));
      await this.#daemon.kill();
      await sleep(this.#random.between(...this.#down));
      this.#daemon.launch();
      if (left > 1 && this.#random.chance(0.2)) {
        left--;
        await sleep(this.#random.between(0, 100));
        await this.#daemon.kill();
        this.#daemon.launch();
      }
      await this.#daemon.ready();
    }
  }
}
