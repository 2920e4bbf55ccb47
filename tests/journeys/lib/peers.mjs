// Peers: starts and stops the shop and the ERP through tests/peers.
import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const FOLDER = fileURLToPath(new URL('../../peers/', import.meta.url));

export const SHOP_PORT = Number(process.env.SHOP_PORT ?? 3911);
export const TRYTON_PORT = Number(process.env.TRYTON_PORT ?? 8069);
export const SHOP = `http://127.0.0.1:${SHOP_PORT}`;
export const TRYTON = `http://127.0.0.1:${TRYTON_PORT}`;

/** peer('tryton', 'up', '--keep'). `environment` is added to ours. */
export function peer(name, action, argument, environment = {}) {
  const words = argument ? [argument] : [];
  const env = {...process.env, ...environment};
  return new Promise((resolve, reject) => {
    execFile(
        `${FOLDER}${name}/${action}`, words, {env},
        (error, out, complaints) => error ?
            reject(new Error(`${name}/${action}: ${complaints || error.message}`)) :
            resolve());
  });
}
