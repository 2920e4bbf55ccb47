// Patience: waiting for what others do, with an end.
import {setTimeout as sleep} from 'node:timers/promises';

/**
 * The first truthy value of look(); asks every `every` ms. Throws after `seconds`, naming `what`.
 * What look() throws counts as not yet, and is told at the end.
 */
export async function waitFor(what, seconds, look, every = 500) {
  const until = Date.now() + seconds * 1000;
  let trouble = '';
  while (Date.now() < until) {
    try {
      const found = await look();
      if (found) return found;
      trouble = '';
    } catch (error) {
      trouble = `: ${error.message}`;
    }
    await sleep(every);
  }
  throw new Error(`waited ${seconds} s in vain for ${what}${trouble}`);
}

/** Runs work(item) on all items, at most `width` at a time. */
export async function abreast(width, items, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length > 0) await work(queue.shift());
  };
  await Promise.all(Array.from({length: width}, worker));
}
