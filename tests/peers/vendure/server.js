'use strict';
// The shop in one process, its job queue included. Writes SHOP_READY when it answers; SHOP_SEED=1
// fills an empty database first.
const {writeFileSync} = require('node:fs');
globalThis.crypto ??= require('node:crypto').webcrypto;  // node 18 lacks these two globals
globalThis.File ??= require('node:buffer').File;
const {config} = require('./config');
const {bootstrap, JobQueueService} = require('@vendure/core');

async function main() {
  const app = await bootstrap(config);
  await app.get(JobQueueService).start();
  if (process.env.SHOP_SEED === '1') {
    await require('./seed').seed(`http://127.0.0.1:${process.env.SHOP_PORT}`);
  }
  writeFileSync(process.env.SHOP_READY, '');
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => app.close().then(() => process.exit(0)));
  }
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
