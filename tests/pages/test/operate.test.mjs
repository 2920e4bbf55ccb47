// What ops do with the console on a day: come in, find an order, ask where a value came from, clear what is parked, mend and roll back.
import assert from 'node:assert/strict';
import {readFileSync, renameSync, utimesSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {ADMIN, Console, until} from '../lib/console.mjs';

const LATE = '16-PaymentSettled-XNC6XYGVTDLRQ1MM.json';
let console_;
before(async () => {
  console_ = await Console.start({change: folder => {
    mkdirSync(join(folder, 'later'));
    renameSync(join(folder, 'orders', LATE), join(folder, 'later', LATE));
  }});
  await until('fifteen orders have settled', async () => {
    const orders = await console_.daemon.json('orders').catch(() => []);
    return orders.length >= 15 &&
        orders.every(one => ['delivered', 'parked', 'cancelled'].includes(one.state));
  }, 60);
});
after(() => console_?.stop());

const button = (page, name) => page.getByRole('button', {name});
const link = (page, name) => page.getByRole('link', {name});
const heading = (page, name) => page.getByRole('heading', {name});

test('the one-time link makes the first administrator; then one signs out and in again, and a wrong password is refused',
    async () => {
  const page = await console_.window();
  await page.goto(console_.url);
  await heading(page, 'Set up').waitFor();
  const token = await console_.set_up_token();
  await page.goto(`${console_.url}#/setup/${token}`);
  await page.getByLabel('User', {exact: true}).fill(ADMIN.user);
  await page.getByLabel('Your name').fill(ADMIN.name);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByLabel('The same again').fill('not the same sentence');
  await button(page, 'Set up and sign in').click();
  await page.getByText('The two passwords differ').waitFor();
  await page.getByLabel('The same again').fill(ADMIN.password);
  await button(page, 'Set up and sign in').click();
  await heading(page, 'Today').waitFor();
  await button(page, ADMIN.name).click();
  await button(page, 'Sign out').click();
  await page.getByLabel('User').fill(ADMIN.user);
  await page.getByLabel('Password').fill('something else entirely');
  await button(page, 'Sign in').click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(ADMIN.password);
  await button(page, 'Sign in').click();
  await heading(page, 'Today').waitFor();
  console_.state = await page.context().storageState();
  await page.context().close();
});

test('the one-time link works once', async () => {
  const page = await console_.window();
  await page.goto(`${console_.url}#/setup/${await console_.set_up_token()}`);
  await page.getByLabel('User', {exact: true}).fill('eve');
  await page.getByLabel('Password').fill('a sentence of eve');
  await page.getByLabel('The same again').fill('a sentence of eve');
  await button(page, 'Set up and sign in').click();
  await page.getByRole('alert').waitFor();
  await page.context().close();
});

test('an order is found by its PO number, with the keyboard alone', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/today');
  await page.keyboard.press('/');
  await page.keyboard.type('PO-DECL');
  await page.keyboard.press('Enter');
  const found = link(page, '6CW5XKRNRSGR7WET').first();
  await found.waitFor();
  await found.focus();
  await page.keyboard.press('Enter');
  await heading(page, /6CW5XKRNRSGR7WET/).waitFor();
  await page.getByText('the ERP holds REP02 100 %, total 123.09: as sent').waitFor();
  await page.getByText(/^SO1000\d\d$/).first().waitFor();
  await page.context().close();
});

test('a field of the ERP document says its mapping line, its source and the bytes, and leads to the line',
    async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/orders/PO-DECL?view=documents');
  await button(page, 'item').first().click();
  await link(page, 'mappings/order-to-file.yaml:26:15').waitFor();
  await page.getByText('lookup items gives').waitFor();
  assert.equal(await page.locator('pre mark').first().textContent(), '"ELE-1001"');
  await link(page, 'mappings/order-to-file.yaml:26:15').click();
  const row = page.locator('tr[aria-selected="true"]');
  await row.waitFor();
  assert.match(await row.textContent(), /26item.*lookup items/);
  await page.goBack();
  await page.locator('pre mark').first().waitFor();
  await page.context().close();
});

test('filters stand in the address, and back takes them away again', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/messages');
  await page.getByLabel('State').selectOption('parked');
  await page.waitForURL(/state=parked/);
  await page.getByLabel('Kind').selectOption('order');
  await page.waitForURL(/kind=order/);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3);
  await page.goBack();
  await page.waitForURL(url => !url.hash.includes('kind='));
  await page.goBack();
  await page.waitForURL(url => !url.hash.includes('state='));
  await page.context().close();
});

test('messages are found by the days between which they came', async () => {
  const page = await console_.signed_in();
  const rows = () => page.locator('tbody tr').count();
  await console_.open(page, '/messages?kind=order');
  const all = await rows();
  const [today] = await page.evaluate(() => [new Date().toLocaleDateString('en-CA', {timeZone: 'America/Chicago'})]);
  await page.getByLabel('From', {exact: true}).fill(today);
  await page.waitForURL(/since=\d{4}-\d\d-\d\dT0[56]%3A00/);
  await page.getByLabel('To', {exact: true}).fill(today);
  await page.waitForURL(/until=\d{4}-\d\d-\d\dT0[56]%3A00/);
  assert.equal(await page.getByLabel('To', {exact: true}).inputValue(), today);
  assert.equal(await rows(), all);
  await page.getByLabel('From', {exact: true}).fill('2020-01-01');
  await page.getByLabel('To', {exact: true}).fill('2020-01-31');
  await page.getByText('No message fits these filters').waitFor();
  await page.context().close();
});

test('a filter is saved under a name, and forgotten again', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/messages?state=parked');
  await button(page, 'Save this filter').click();
  await page.getByLabel('Name of the filter').fill('stuck');
  await button(page, 'Save').last().click();
  await console_.open(page, '/messages');
  await link(page, 'stuck').click();
  await page.waitForURL(/state=parked/);
  await button(page, 'Forget the filter stuck').click();
  assert.equal(await link(page, 'stuck').count(), 0);
  await page.context().close();
});

test('an order that comes in now appears by itself where one follows', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/messages?tail=on');
  const other = await page.context().newPage();
  await console_.open(other, '/messages?tail=on&q=xnc6xy');
  await other.getByText('Nothing goes by that').waitFor();
  // The recorded shop says which orders changed by the time of their files.
  utimesSync(join(console_.folder, 'later', LATE), new Date(), new Date());
  renameSync(join(console_.folder, 'later', LATE), join(console_.folder, 'orders', LATE));
  await link(page, 'XNC6XYGVTDLRQ1MM').first().waitFor({timeout: 20_000});
  await link(other, 'XNC6XYGVTDLRQ1MM').first().waitFor({timeout: 20_000});
  await page.context().close();
});

test('one parked order is given to somebody, one is ignored with a reason, one is corrected and goes',
    async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/exceptions?cause=items%2FELE-1181');
  const rows = page.locator('tbody tr');
  assert.equal(await rows.count(), 3);
  await page.locator('tr', {hasText: 'XCAZ5E7BASR3XVVH'}).getByRole('checkbox').check();
  await button(page, 'Assign').last().click();
  const who = page.getByRole('dialog').getByRole('textbox').first();
  await who.fill('olga');
  // What happens meanwhile is shown behind the dialog, and leaves alone what is typed.
  const looked = page.waitForResponse(answer => answer.url().includes('/api/v1/parked'));
  await console_.daemon.command('sync', 'stock', '--all');
  await (await looked).finished();
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await who.inputValue(), 'olga');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3);
  await page.getByRole('dialog').getByRole('button', {name: 'Assign'}).click();
  await page.locator('tr', {hasText: 'XCAZ5E7BASR3XVVH'}).getByText('olga').waitFor();

  await page.locator('tr', {hasText: 'DDME1R9YJ3BQYAYP'}).getByRole('checkbox').check();
  await page.locator('tr', {hasText: 'XCAZ5E7BASR3XVVH'}).getByRole('checkbox').uncheck();
  await button(page, 'Ignore…').click();
  await page.getByLabel('Why').fill('the customer ordered by phone');
  await page.getByRole('dialog').getByRole('button', {name: 'Ignore'}).click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 2);

  await console_.open(page, '/orders/P9LTTV92FWJB8Z9L');
  await button(page, 'Correct and resend').click();
  const text = page.getByLabel('Document');
  await text.fill((await text.inputValue()).replace('ELE-1181', 'ELE-1001'));
  await page.getByLabel('Why').fill('the customer meant the other cable');
  await button(page, 'Send as a new revision').click();
  await until('the corrected order is in the ERP',
      async () =>
          (await console_.daemon.json('orders')).find(one => one.order === 'P9LTTV92FWJB8Z9L').state === 'delivered');
  await page.locator('.head .state', {hasText: 'delivered'}).waitFor();
  await page.context().close();
});

test('a missing row is set beside its cause, and what waited for it is delivered', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/exceptions');
  await page.getByLabel('items: item_no of ELE-1181').fill('0004725555');
  await button(page, 'Set and go on').click();
  await heading(page, 'Nothing is parked').waitFor();
  await until('the order is in the ERP',
      async () =>
          (await console_.daemon.json('orders')).find(one => one.order === 'XCAZ5E7BASR3XVVH').state === 'delivered');
  await console_.open(page, '/orders/XCAZ5E7BASR3XVVH');
  await page.locator('.head .state', {hasText: 'delivered'}).waitFor();
  await console_.open(page, '/lookups/items?q=ELE-1181');
  await button(page, 'ELE-1181').first().click();
  await page.getByRole('dialog').getByText('0004725555').waitFor();
  assert.match(await page.getByRole('dialog').textContent(), /ann/);
  await page.context().close();
});

test('a row is set, and the way back sets it as it was', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/lookups/items?q=ELE-1001');
  await button(page, 'Set… ELE-1001').click();
  await page.getByLabel('item_no').fill('0009990001');
  await page.getByRole('dialog').getByRole('button', {name: 'Set'}).click();
  await page.getByRole('cell', {name: '0009990001'}).waitFor();
  await button(page, 'Undo').click();
  await page.getByText('ELE-1001 is 0004719037 again').waitFor();
  await page.context().close();
});

const mapping_file = () => readFileSync(join(console_.folder, 'mappings/order-to-file.yaml'), 'utf8');

test('a mapping is drafted, a wrong draft cannot become active, a good one is activated and rolled back',
    async () => {
  const page = await console_.signed_in();
  const good = mapping_file();
  const draft = async text => {
    await console_.open(page, '/mappings/order-to-file.yaml?view=draft');
    await page.getByLabel('order-to-file.yaml').fill(text);
    await button(page, 'Keep the draft').click();
    await page.getByText('The draft is kept').last().waitFor();
  };
  await draft(good.replace('lookup: items', 'lookup: itmes'));
  await page.getByText('itmes').last().waitFor();
  await console_.open(page, '/mappings');
  await button(page, 'Check and activate…').click();
  await page.getByText('Nothing can be activated').waitFor();
  assert.equal(await page.getByRole('dialog').getByRole('button', {name: 'Activate'}).isDisabled(), true);
  await page.keyboard.press('Escape');

  await draft(good.replace('WEB {number}', 'FROM THE WEB {number}'));
  await console_.open(page, '/mappings/order-to-file.yaml?view=diff');
  await page.getByLabel('Orders of').selectOption('3650d');
  await button(page, 'Compare the draft').click();
  await heading(page, /orders? would be written differently/).waitFor();
  await page.getByText('FROM THE WEB').first().waitFor();
  await console_.open(page, '/mappings/order-to-file.yaml');
  await button(page, 'Check and activate…').click();
  await page.getByRole('dialog').getByText('mappings/order-to-file.yaml').waitFor();
  await page.getByRole('dialog').getByLabel('Why').fill('the note says more');
  await page.getByRole('dialog').getByRole('button', {name: 'Activate'}).click();
  await page.getByText('FROM THE WEB {number}').waitFor();

  await console_.open(page, '/settings/bundles');
  await page.getByText('the note says more').waitFor();
  await button(page, 'Roll back…').first().click();
  await page.getByLabel('Why').fill('the ERP cut it off');
  await button(page, 'Roll back').last().click();
  await page.getByText('the ERP cut it off').waitFor();
  await console_.open(page, '/mappings/order-to-file.yaml?view=text');
  await page.getByText('"WEB {number} – {credit_note}"').waitFor();
  await page.context().close();
});

test('a draft that is not wanted goes back to what is active', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/mappings/order-to-file.yaml?view=draft');
  await button(page, 'Back to what is active…').click();
  await page.getByRole('dialog').getByLabel('Why').fill('the ERP cuts it off');
  await page.getByRole('dialog').getByRole('button', {name: 'Go back'}).click();
  await page.getByText('The draft of order-to-file.yaml is gone').waitFor();
  await until('the file is what is active', () => mapping_file().includes('"WEB {number}'));
  await page.context().close();
});

test('an address that names no message says so', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/message/abc');
  await page.getByText('“abc” is no message\'s number.').waitFor();
  await page.context().close();
});

test('an ERP is paused with a reason, and called again by Undo', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/settings/destinations');
  await page.locator('tr', {hasText: 'erp/legacy'}).getByRole('button', {name: 'Pause…'}).click();
  await page.getByLabel('Why').fill('stock-taking');
  await page.getByRole('dialog').getByRole('button', {name: 'Pause'}).click();
  await page.locator('tr', {hasText: 'erp/legacy'}).getByText('paused').first().waitFor();
  await button(page, 'Undo').click();
  await page.locator('tr', {hasText: 'erp/legacy'}).getByRole('button', {name: 'Pause…'}).waitFor();
  await page.context().close();
});

test('whose sales credit it is, and what other assignments would give', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/credit/explain');
  await page.getByLabel('Order', {exact: true}).fill('PO-DECL');
  await button(page, 'Explain').click();
  await page.getByText('primary: P-C10020 at account:C10020 gives REP02 100 %').waitFor();
  await console_.open(page, '/credit/what-if');
  const text = page.getByLabel('assignments.csv');
  await page.waitForFunction(() => document.querySelector('textarea').value.includes('P-C10020'));
  await text.fill((await text.inputValue()).replace('P-C10020,account:C10020,primary,REP02',
      'P-C10020,account:C10020,primary,REP03'));
  await button(page, 'What would change').click();
  await page.getByText(/of \d+ orders would be decided differently/).waitFor();
  const gain = page.locator('tr', {hasText: 'REP03'});
  assert.match(await gain.first().textContent(), /\d+\.\d\d/);
  await page.context().close();
});

test('a rep claims an order that they cannot open', async () => {
  const page = await console_.user('ria', 'rep', 'REP01');
  await console_.open(page, '/credit/claims');
  await button(page, 'Claim an order…').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Order').fill(' PO-DECL ');
  await dialog.getByLabel('Why').fill('my customer');
  await dialog.getByRole('button', {name: 'Claim'}).click();
  await page.locator('tr', {hasText: '6CW5XKRNRSGR7WET'}).getByText('my customer').waitFor();
  await page.context().close();
});

test('figures and the audit log are taken away as files', async () => {
  const page = await console_.signed_in();
  for (const [view, name, file, holds] of [
    ['/credit/adoption', 'CSV: how they order', 'adoption.csv', /^\ufeffWay,Orders,% of orders,Amount,Currency,% of amount\r\n/],
    ['/settings/audit', 'CSV: audit log', 'audit.csv', /,ann \(console\),127\.0\.0\.1,pause,erp\/legacy,/],
  ]) {
    await console_.open(page, view);
    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
    assert.equal(saved.suggestedFilename(), file);
    assert.match(readFileSync(await saved.path(), 'utf8'), holds);
  }
  await page.context().close();
});

test('what was done stands in the audit log, with who and why', async () => {
  const page = await console_.signed_in();
  await console_.open(page, '/settings/audit');
  for (const why of ['the customer ordered by phone', 'the note says more', 'the ERP cut it off',
      'stock-taking'])
    await page.getByText(why).first().waitFor();
  await page.context().close();
});
