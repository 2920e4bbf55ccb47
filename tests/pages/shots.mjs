// shots: pictures of every page, light and dark, into docs/img, from the real daemon with the recorded demo.
//   node tests/pages/shots.mjs [FOLDER]
import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

import {Console} from './lib/console.mjs';
import {views} from './lib/views.mjs';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../docs/img/', import.meta.url));
// What docs/img does not need: the same page a second time.
const LEFT_OUT = new Set(['messages-found', 'orders', 'sync-prices', 'sync-statuses', 'mapping-text',
    'mapping-draft', 'mapping-try', 'mapping-diff', 'calendars']);
const SIZE = {width: 1280, height: 800};
mkdirSync(FOLDER, {recursive: true});

const console_ = await Console.start();
const take = async (page, name, theme) => {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(name === 'today' ? 900 : 250);
  await page.evaluate(() => scrollTo(0, 0));
  const height = await page.evaluate(() => Math.min(1500,
      Math.max(innerHeight, document.documentElement.scrollHeight)));
  await page.setViewportSize({...SIZE, height});
  await page.waitForTimeout(150);
  await page.screenshot({path: `${FOLDER}/${name}-${theme}.png`});
  await page.setViewportSize(SIZE);
  console.log(`${name}-${theme}.png`);
};

/** A little of what people do, so that no list is empty that would not be in business. */
async function lived_in() {
  const page = await console_.signed_in();
  const api = page.context().request;
  const {csrf} = await (await api.get(`${console_.url}api/v1/session`)).json();
  const headers = {'X-CSRF-Token': csrf};
  const post = (path, data) => api.post(`${console_.url}api/v1/${path}`, {data, headers});
  await post('users', {user: 'olga', name: 'Olga Reyes', role: 'operator', why: 'clears exceptions'});
  await post('users', {user: 'mkeller', name: 'Marcus Keller', role: 'rep', rep: 'REP02'});
  await post('tokens', {name: 'nightly report', role: 'viewer', areas: ['messages', 'credit'], days: 90});
  await post('assign', {cause: 'items/ELE-1181', to: 'olga', why: 'asks purchasing for the number'});
  await api.put(`${console_.url}api/v1/lookups/items/rows/ELE-2001`,
      {data: {value: '0004720001', why: 'new in the shop'}, headers});
  await post('destinations/erp%2Flegacy/pause', {for: '30min', why: 'stock-taking'});
  await post('destinations/erp%2Flegacy/resume', {});
  await post('credit/claims', {key: 'XNC6XYGVTDLRQ1MM', to: 'REP01', why: 'sold it on site'});
  await page.context().close();
}

try {
  await console_.settled();
  for (const theme of ['light', 'dark']) {
    const page = await console_.window({theme, ...SIZE});
    await page.goto(`${console_.url}#/setup/${await console_.set_up_token()}`);
    await page.waitForSelector('h1');
    await take(page, 'set-up', theme);
    await page.context().close();
  }
  await console_.signed_in();
  await lived_in();
  for (const theme of ['light', 'dark']) {
    const out = await console_.window({theme, ...SIZE});
    await out.goto(console_.url);
    await out.waitForSelector('h1');
    await take(out, 'sign-in', theme);
    await out.context().close();
    const page = await console_.signed_in({theme, ...SIZE});
    for (const [name, view] of await views(console_)) {
      if (LEFT_OUT.has(name)) continue;
      await console_.open(page, view);
      await take(page, name, theme);
    }
    await page.context().close();
  }
  for (const [theme, user, code] of [['light', 'trourke', 'REP03'], ['dark', 'jsandoval', 'REP01']]) {
    const rep = await console_.user(user, 'rep', code, {theme, ...SIZE});
    await console_.open(rep, '/credit/statement?from=2026-11-01&to=2026-11-30');
    await take(rep, 'rep', theme);
  }
  // A third of the size, where pngquant is installed; the eye sees no difference.
  const all = readdirSync(FOLDER).filter(file => file.endsWith('.png')).map(file => `${FOLDER}/${file}`);
  spawnSync('pngquant', ['--quality', '70-95', '--ext', '.png', '--force', '--skip-if-larger', ...all]);
} finally {
  await console_.stop();
}
