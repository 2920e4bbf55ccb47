// What reps may read: the list of credit/wording.cpp holds for the pages as well, in their source and as they are shown.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';

import {Console} from '../lib/console.mjs';

const ROOT = new URL('../../../', import.meta.url);
const read = path => readFileSync(new URL(path, ROOT), 'utf8');
const WORDS = [...read('credit/wording.cpp').match(/words = \{([^}]*)\}/s)[1].matchAll(/"([^"]+)"/g)].map(match => match[1]);
const without_name = text => text.toLowerCase().replaceAll('norekey', '');
const forbidden_in = text => WORDS.filter(word => without_name(text).includes(word));

/** Every module that a rep's browser loads, from app.js on; pages that only others have are left out. */
function modules_of_reps() {
  const app = read('console/web/app.js');
  const others = [...app.matchAll(/import\('\.\/(pages\/\w+\.js)'\), '\w+'\]/g)].map(match => match[1]);
  const own = [...app.matchAll(/import\('\.\/(pages\/\w+\.js)'\), '\w+', true\]/g)].map(match => match[1]);
  const todo = ['app.js', ...own], found = new Set();
  while (todo.length) {
    const file = todo.pop();
    if (found.has(file)) continue;
    found.add(file);
    for (const [, path] of read(`console/web/${file}`).matchAll(/from '(\.[^']+)'/g)) {
      const next = new URL(path, `file:///${file}`).pathname.slice(1);
      if (!next.startsWith('vendor/') && !others.includes(next)) todo.push(next);
    }
  }
  return [...found];
}

test('the list has the words of DESIGN.md', () => {
  assert.equal(WORDS.length, 9);
  assert.deepEqual(forbidden_in('This order was UNASSIGNED'), ['unassigned']);
});

test('no module that a rep loads says one of them', () => {
  const files = modules_of_reps();
  assert.ok(files.includes('pages/credit.js') && files.includes('parts/explanation.js') && files.length > 20,
      files.join());
  for (const file of files) {
    // What the ledger says inside, each with the word that is shown for it, and the address of the list for sales operations.
    const told = read(`console/web/${file}`).replace(/^\s*\/\/.*$/gm, '').replace("'UNASSIGNED'",
        '').replace("earned: 'invoice'", '').replace("'credit/unassigned'", '');
    assert.deepEqual(forbidden_in(told), [], file);
  }
});

const VIEWS = ['/credit', '/credit/statement?from=2026-11-01&to=2026-11-30', '/credit/explain?key=PO-DECL',
    '/credit/claims', '/credit/contest?from=2026-11-01&to=2026-11-30', '/orders', '/orders/PO-DECL',
    '/orders/PO-DECL?view=credit', '/account'];
const shown = page => page.evaluate(() => document.body.innerText + [...document.querySelectorAll('[title], [aria-label], [placeholder]')].map(one => `${one.title} ${one.getAttribute('aria-label')} ${one.getAttribute('placeholder')}`).join(' '));

let console_;
before(async () => {
  console_ = await Console.start();
  await console_.settled();
});
after(() => console_?.stop());

test('nothing that a rep is shown says one of them', async () => {
  const page = await console_.user('mkeller', 'rep', 'REP02');
  for (const view of VIEWS) {
    await console_.open(page, view);
    assert.deepEqual(forbidden_in(await shown(page)), [], view);
    assert.equal(await page.locator('.note.bad').count(), 0, `${view}: ${await shown(page)}`);
  }
  await page.context().close();
});

test('a rep is shown their own orders and statement, and no page of the others', async () => {
  const page = await console_.user('trourke', 'rep', 'REP03');
  await console_.open(page, '/orders');
  assert.equal(await page.getByText('6CW5XKRNRSGR7WET').count(), 0);
  await page.getByText('XNC6XYGVTDLRQ1MM').first().waitFor();
  await console_.open(page, '/orders/6CW5XKRNRSGR7WET');
  assert.equal(await page.getByText('123.09').count(), 0);
  await console_.open(page, '/credit/statement?from=2026-11-01&to=2026-11-30');
  await page.getByText('Pacific Coast Contractors LLC').first().waitFor();
  assert.equal(await page.getByText('Garden State Electric Inc.').count(), 0);
  for (const view of ['/today', '/messages', '/exceptions', '/settings/users', '/mappings', '/lookups/items',
      '/reconcile']) {
    await console_.open(page, view);
    assert.equal(await page.locator('main table').count() > 0 && view !== '/today', false, view);
  }
  await page.context().close();
});
