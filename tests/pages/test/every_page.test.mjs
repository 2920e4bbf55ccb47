// Every page, light and dark: axe-core, keyboard, policy, no complaints of the browser.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';

import {Console} from '../lib/console.mjs';
import {views} from '../lib/views.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let console_, all;
before(async () => {
  console_ = await Console.start();
  await console_.settled();
  all = await views(console_);
});
after(() => console_?.stop());

const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The axe rules of WCAG 2.0 to 2.2, A and AA, and the best practices; script is put in by the test's own means, not by the page. */
async function violations(page, only = EVERYTHING) {
  await page.evaluate(AXE);
  const {violations: found} = await page.evaluate(only => window.axe.run(document,
      {runOnly: only, resultTypes: ['violations']}), only);
  const places = one => one.nodes.map(node => node.target.join(' ')).join('; ').slice(0, 400);
  return found.filter(one => one.impact !== 'minor').map(one => `${one.id} (${one.impact}): ${places(one)}`);
}

/** Everything of the page that can be pressed or filled, less what is hidden or switched off. */
const operable = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(one => !one.disabled &&
    one.checkVisibility());

/** What Tab does not reach, or reaches without showing it. */
async function out_of_reach(page) {
  const count = await page.evaluate(`(${operable})().length`);
  await page.evaluate(() => document.activeElement?.blur());
  for (let i = 0; i < count + 40; i++) {
    await page.keyboard.press('Tab');
    const told = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body) return 'out';
      here.dataset.met = '1';
      const style = getComputedStyle(here);
      return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1 ?
          `no focus ring on ${here.outerHTML.slice(0, 120)}` : '';
    });
    if (told.startsWith('no focus')) return [told];
    if (told === 'out' && i > count) break;
  }
  return page.evaluate(`(${operable})().filter(one => one.dataset.met === undefined && one.type !== 'radio').map(one => one.outerHTML.slice(0, 120))`);
}

const wider_than_a_phone = () => document.documentElement.scrollWidth > innerWidth;

test('every page: axe-core finds nothing, Tab reaches everything and shows where one is, a phone is wide enough',
    async t => {
  const page = await console_.signed_in();
  for (const [name, view] of all) {
    await t.test(name, async () => {
      await console_.open(page, view);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await out_of_reach(page), []);
      await page.setViewportSize({width: 390, height: 800});
      assert.equal(await page.evaluate(wider_than_a_phone), false, 'the page scrolls sideways on a phone');
      await page.setViewportSize({width: 1360, height: 900});
      assert.deepEqual(page.complaints.splice(0), []);
    });
  }
  await page.context().close();
});

test('every page in the dark: the colours stand off', async t => {
  const page = await console_.signed_in({theme: 'dark'});
  for (const [name, view] of all) {
    await t.test(name, async () => {
      await console_.open(page, view);
      assert.deepEqual(await violations(page, ['cat.color']), []);
    });
  }
  await page.context().close();
});

test('axe-core finds nothing on the pages before one is signed in', async () => {
  for (const theme of ['light', 'dark']) {
    const page = await console_.window({theme});
    for (const view of ['/today', '/setup/nothing', '/in/nothing']) {
      await page.goto(`${console_.url}#${view}`);
      await page.waitForSelector('h1');
      assert.deepEqual(await violations(page), [], `${view} ${theme}`);
    }
    await page.context().close();
  }
});

const DIALOGS = [['/settings/destinations', 'Pause…'], ['/message/PARKED', 'Ignore…'],
    ['/message/PARKED', 'Correct and resend'], ['/lookups/items', 'Import…'],
    ['/settings/users', 'Add a user…'], ['/mappings', 'Check and activate…']];

test('axe-core finds nothing in a dialog, and Escape gives the focus back', async () => {
  const [parked] = await console_.daemon.json('parked');
  for (const theme of ['light', 'dark']) {
    const page = await console_.signed_in({theme});
    for (const [view, name] of DIALOGS) {
      await console_.open(page, view.replace('PARKED', String(parked.id)));
      const opener = page.getByRole('button', {name}).first();
      await opener.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(page), [], `${name} ${theme}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({state: 'detached'});
      assert.equal(await opener.evaluate(one => one === document.activeElement), true, name);
    }
    await page.context().close();
  }
});

test('no page needs a script or a style in its text', async () => {
  const page = await console_.signed_in();
  const answer = await page.goto(console_.url);
  const policy = answer.headers()['content-security-policy'] ?? '';
  assert.match(policy, /default-src '(none|self)'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
  const html = await answer.text();
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>|<style|\son\w+=|\sstyle=/);
  await page.context().close();
});
