// Script in every field that shows shop data is text and nothing else.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {Console, until} from '../lib/console.mjs';
import {VIEWS} from '../lib/views.mjs';

const EVIL = '"><img src=x onerror="window.taken=1"><script>window.taken=1</script>';
const KEPT = /^(code|state|type|id|currencyCode|createdAt|updatedAt|orderPlacedAt|from|to|countryCode|postalCode|province|method|accountNumber)$/;

/** Every text of a recorded order, less what makes it an order at all. */
function spoilt(value, key = '') {
  if (Array.isArray(value)) return value.map(one => spoilt(one, key));
  if (value &&
      typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name,
          spoilt(one, name)]));
  if (typeof value !== 'string' || KEPT.test(key)) return value;
  return key === 'sku' || key === 'poNumber' ? `${value}${EVIL}` : `${EVIL}${value}`;
}

let console_;
before(async () => {
  console_ = await Console.start({change: folder => {
    const orders = join(folder, 'orders');
    for (const file of readdirSync(orders)) {
      if (/6CW5XKRNRSGR7WET|P9LTTV92FWJB8Z9L|RF5XAUU1ZWP7D8RL/.test(file)) {
        const order = JSON.parse(readFileSync(join(orders, file), 'utf8'));
        const evil = spoilt(order);
        // One goes through with its own SKUs, so that the ERP's document, receipt and status carry script, too.
        if (file.includes('RF5XAUU1ZWP7D8RL')) evil.data.order.lines.forEach((line,
            i) => { line.productVariant.sku = order.data.order.lines[i].productVariant.sku; });
        writeFileSync(join(orders, file), JSON.stringify(evil));
      } else rmSync(join(orders, file));
    }
  }});
  await until('three orders have settled', async () => {
    const orders = await console_.daemon.json('orders').catch(() => []);
    return orders.length === 3 && orders.every(one => ['delivered', 'parked'].includes(one.state));
  });
});
after(() => console_?.stop());

test('script in every field of an order is shown as text, on every page', async t => {
  const [parked] = await console_.daemon.json('parked');
  const page = await console_.signed_in();
  const seen = [];
  const all = [...VIEWS.map(([name, view]) => [name,
      view.replace('PARKED', String(parked.id)).replace('PO-DECL', '6CW5XKRNRSGR7WET')]),
    ['delivered', '/orders/RF5XAUU1ZWP7D8RL'],
        ['delivered-documents', '/orders/RF5XAUU1ZWP7D8RL?view=documents'],
        ['delivered-credit', '/orders/RF5XAUU1ZWP7D8RL?view=credit'],
    ['searched', `/messages?q=${encodeURIComponent(EVIL)}`], ['asked', `/orders/${encodeURIComponent(EVIL)}`],
        ['caused', `/exceptions?cause=${encodeURIComponent(`items/${EVIL}`)}`],
    ['refused', `/sign-in?problem=${encodeURIComponent(EVIL)}`],
        ['mapping', `/mappings/${encodeURIComponent(EVIL)}`],
        ['lookup', `/lookups/${encodeURIComponent(EVIL)}`]];
  for (const [name, view] of all) {
    await t.test(name, async () => {
      await console_.open(page, view);
      const found = await page.evaluate(() =>
          ({taken: window.taken, images: document.querySelectorAll('img, iframe, script:not([src])').length,
              handlers: document.querySelectorAll('[onerror], [onload], [onclick]').length,
        links: [...document.querySelectorAll('a[href]')].filter(one => /^\s*(javascript|data):/i.test(one.getAttribute('href'))).length,
            shown: document.body.innerText.includes('onerror="window.taken=1"')}));
      if (found.shown) seen.push(name);
      assert.deepEqual({...found, shown: undefined},
          {taken: undefined, images: 0, handlers: 0, links: 0, shown: undefined});
      assert.deepEqual(page.complaints.splice(0).filter(text => /policy|script/i.test(text)), []);
    });
  }
  for (const name of ['messages', 'message', 'order', 'order-documents', 'exceptions', 'today', 'delivered',
      'delivered-documents']) assert.ok(seen.includes(name),
      `${name} does not show it: ${seen}`);
  await page.context().close();
});
