// How long a person waits for *Today*, in Debian's Chromium: nine times each, in a window of its own with an empty cache.
//   node bench/console/paint.mjs CONFIG-FOLDER [--binary NOREKEY]
import {chromium} from '../../tests/pages/node_modules/playwright-core/index.mjs';
import {middle, start} from './daemon.mjs';

const {base, link, stop} = await start();
const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage']});
const signing = await browser.newContext();
// Who comes in by a link is led to choose a password first.
const asked = async (method, path, data, headers = {}) => {
  const answer = await signing.request.fetch(`${base}/api/v1/${path}`, {method, data, headers});
  if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer;
};
const {user, csrf} = await (await asked('POST', 'session', {link})).json();
const password = 'how long does a person wait';
await asked('PUT', 'session/password', {password}, {'X-CSRF-Token': csrf});
await asked('POST', 'session', {user, password});
const state = await signing.storageState();

const painted = [], told = [];
for (let i = 0; i < 9; i++) {
  const context = await browser.newContext({storageState: state, viewport: {width: 1360, height: 900}});
  const page = await context.newPage();
  // The moment a frame with the verdict is drawn, by the page's own clock.
  await page.addInitScript(() => {
    const look = () => (document.querySelector('.verdict') ? requestAnimationFrame(() => (globalThis.told = performance.now())) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
  await page.goto(`${base}/#/today`);
  await page.waitForFunction(() => globalThis.told);
  painted.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
  told.push(await page.evaluate(() => globalThis.told));
  await context.close();
}
const line = all => `first ${all[0].toFixed(0)} ms, median ${middle(all).toFixed(0)} ms, worst ${Math.max(...all).toFixed(0)} ms`;
console.log('today, first paint'.padEnd(40), line(painted));
console.log('today, its figures are there'.padEnd(40), line(told));
await browser.close();
stop();
