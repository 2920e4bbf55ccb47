// Peers on the same PostgreSQL, with their documented settings for speed: jobs of 1 KB, completed by
// an empty task. One line a measurement, as store_bench prints them.
// With named queues it gets as many jobs as the store's keys, and at most two minutes for them: those
// of the queues in turn, and those of one queue one behind the other.
//   NODE_PATH=DIR/node_modules node bench/queue/peers.mjs DATABASE_URL JOBS ORDERED_JOBS
import {createRequire} from 'node:module';
import path from 'node:path';

const [url, jobs, orderedJobs] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const PATIENCE_MS = 120_000;
const QUEUES = 1000;
const require = createRequire(path.join(process.env.NODE_PATH, 'peers.cjs'));
const body = 'x'.repeat(1000);
const say = (name, number, unit) => console.log(`${name} ${number.toFixed(1)} ${unit}`);

async function timed(work) {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Graphile Worker: local queue and batched completion, as its page on performance says. */
async function graphile() {
  const {run, makeWorkerUtils, Logger} = require('graphile-worker');
  const logger = new Logger(() => () => {});
  const utils = await makeWorkerUtils({connectionString: url, logger});
  await utils.migrate();
  const fill = names => utils.withPgClient(client => client.query(
      `SELECT 1 FROM graphile_worker.add_jobs((SELECT array_agg(json_populate_record(
         null::graphile_worker.job_spec, json_build_object('identifier', 'task', 'payload',
         json_build_object('body', $1::text), 'queue_name', name) ) ORDER BY at)
         FROM unnest($2::text[]) WITH ORDINALITY AS t (name, at)))`, [body, names]));
  const forget = () => utils.withPgClient(client => client.query(
      'TRUNCATE graphile_worker._private_jobs, graphile_worker._private_job_queues'));
  /** queue(i): the queue of the i-th job, null: none. */
  const work = async (name, count, queue) => {
    await forget();
    const names = Array.from({length: count}, (_, i) => queue(i));
    for (let i = 0; i < count; i += 10_000) await fill(names.slice(i, i + 10_000));
    let done = 0;
    let finished;
    const all = new Promise(resolve => (finished = resolve));
    const enough = setTimeout(() => finished(), PATIENCE_MS);
    const took = await timed(async () => {
      const runner = await run({
        connectionString: url, logger, noHandleSignals: true,
        preset: {worker: {concurrentJobs: 24, maxPoolSize: 25, localQueue: {size: 500},
                          completeJobBatchDelay: 0, failJobBatchDelay: 0}},
        taskList: {task: async () => { if (++done === count) finished(); }},
      });
      await all;
      clearTimeout(enough);
      await runner.stop();
    });
    say(name, done / took, 'messages/s');
  };
  await work('graphile-complete', jobs, () => null);
  await work('graphile-ordered', orderedJobs, i => `q${i % QUEUES}`);
  await work('graphile-ordered-runs', orderedJobs, i => `q${Math.floor(i * QUEUES / orderedJobs)}`);
  await utils.release();
}

/** pg-boss: batches of 100, polled every half second, several workers. */
async function pgBoss() {
  const module = require('pg-boss');
  const PgBoss = module.PgBoss ?? module.default ?? module;
  const boss = new PgBoss({connectionString: url, schedule: false, supervise: false});
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('work');
  const count = Math.min(jobs, 20_000);
  for (let i = 0; i < count; i += 1000) {
    const batch = Array.from({length: 1000}, () => ({name: 'work', data: {body}}));
    await (boss.insert.length >= 2 ? boss.insert('work', batch.map(({data}) => ({data})))
                                   : boss.insert(batch));
  }
  const took = await timed(async () => {
    let left = count;
    await Promise.all(Array.from({length: 4}, async () => {
      while (left > 0) {
        const some = await boss.fetch('work', {batchSize: 100});
        if (!some?.length) break;
        await boss.complete('work', some.map(job => job.id));
        left -= some.length;
      }
    }));
  });
  say('pgboss-complete', count / took, 'messages/s');
  await boss.stop({graceful: false});
}

await graphile();
await pgBoss();
process.exit(0);
