#!/usr/bin/env node
// The journey of a partner: an 850 in a folder, the 997 before the sale, the sale in Tryton with its rep, the 855 after it; a change (860,
// 865); what Tryton ships and invoices as 856 and 810, to the cent; the partner's own acknowledgements, after which nothing is due.
//   node tests/journeys/edi.mjs [--binary FILE]
import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {fromText} from './lib/money.mjs';
import {Partner} from './lib/partner.mjs';
import {waitFor} from './lib/patience.mjs';
import {conclude, say} from './lib/report.mjs';
import {Scene} from './lib/scene.mjs';
import {Shipping} from './lib/shipping.mjs';

const PATIENCE = 120;  // seconds
const PO = '4500017';
const SHIPPED = fileURLToPath(new URL('../../config/examples/partners/mappings/', import.meta.url));

const {values} = parseArgs({options: {binary: {type: 'string'}}});
const options = {name: 'edi', ...values, seed: 1, tricks: {pass: 1}, setting: 'edi', shop: false};
const faults = [];
const must = (code, ok, text) => ok || faults.push({code, text});
const has = (document, ...want) => document.segments.some(s => want.every((value, i) => value === undefined || s[i] === value));

process.exitCode = await Scene.with(options, async scene => {
  const {daemon, tryton} = scene, partner = new Partner(join(scene.state, 'partner'));
  const shipping = new Shipping(scene.erpAdmin);
  const sales = () => tryton.sales();
  const wait = async (set, test = () => true) => {
    await waitFor(`the ${set}`, PATIENCE, () => partner.last(set) && test(partner.last(set)), 200);
    return partner.last(set);
  };
  for (const name of ['edi-855', 'edi-865', 'edi-856', 'edi-810'])
    copyFileSync(`${SHIPPED}${name}.yaml`, join(scene.folder, `config/mappings/${name}.yaml`));
  await daemon.start();

  partner.send(850, [`BEG*00*SA*${PO}**20260310`, 'REF*SA*R77', 'N1*ST*NORTHWIND DC 1*92*DC-001',
                     'PO1*1*5*EA*10.01**BP*NW-100', 'PO1*2*3*EA*20.50**VN*PLB-1002', 'CTT*2']);
  const taken = await wait('997');
  must(PO, has(taken, 'AK5', 'A') && has(taken, 'AK9', 'A', '1', '1', '1'), 'the 997 does not accept the order');
  await waitFor('the sale in the ERP', PATIENCE, async () => (await sales()).length === 1, 500);
  const [sale] = await sales();
  say(`sale ${sale.reference} with agent ${sale.agent}`);
  must(PO, sale.agent === 'REP01', `the agent is ${sale.agent}`);
  must(PO, sale.total === fromText('111.55'), `the sale's total is ${sale.total}`);
  const answer = await wait('855');
  const [{create_date: made}] = await tryton.find('sale.sale', [['id', '=', sale.id]], ['create_date']);
  const soldAt = Date.UTC(made.year, made.month - 1, made.day, made.hour, made.minute, made.second, made.microsecond / 1000);
  must(PO, taken.at <= soldAt, `the 997 left ${taken.at - soldAt} ms after the sale was made`);
  must(PO, answer.at >= soldAt, 'the 855 left before the sale was made');
  must(PO, has(answer, 'BAK', '00', 'AD', PO) && has(answer, 'ACK', 'IA', '5', 'EA'), '855 does not accept both lines');

  say('a change');
  partner.send(860, [`BCH*04*SA*${PO}***20260310`, 'POC*1*QI*8*8*EA*10.01**BP*NW-100']);
  const changed = await wait('865');
  must(PO, has(changed, 'POC', '1', 'CA', '8'), 'the 865 does not tell the changed line');
  const after = await sales();
  must(PO, after.length === 1 && after[0].total === fromText('141.58'), `after the change the ERP has ${after.map(s => s.total)}`);

  say('shipped and invoiced in the ERP');
  await shipping.ship(sale.id, {tracking: '1Z999'});
  const notice = await wait('856');
  must(PO, has(notice, 'PRF', PO) && has(notice, 'SN1', '1', '8', 'EA') && has(notice, 'SN1', '2', '3', 'EA'), '856 does not tell what left');
  must(PO, has(notice, 'MAN', 'GM') && has(notice, 'REF', 'CN', '1Z999'), '856 lacks the SSCC or the tracking number');
  await shipping.invoice(sale.id);
  const bill = await wait('810');
  const [{total_amount: total, number}] = await scene.erpAdmin.find('account.invoice', [['type', '=', 'out']], ['total_amount', 'number']);
  const cents = String(fromText(total.decimal) / 100n);
  must(PO, has(bill, 'TDS', cents) && has(bill, 'BIG', undefined, number, undefined, PO), `810 is not invoice ${number} of ${cents} cents`);

  say('the partner acknowledges what it got');
  for (const one of partner.received().filter(one => one.set !== '997' && one.set !== 'TA1'))
    partner.send(997, [`AK1*${one.functional}*${one.group}`, `AK2*${one.set}*0001`, 'AK5*A', 'AK9*A*1*1*1']);
  await waitFor('nothing more to be due', PATIENCE, async () => (await daemon.json('edi', 'due')).length === 0, 500)
      .catch(async () => must('due', false, JSON.stringify(await daemon.json('edi', 'due'))));
  const parked = await daemon.parked();
  must('parked', Object.keys(parked).length === 0, JSON.stringify(parked));
  for (const one of partner.received()) {
    const told = JSON.parse(await daemon.command('edi', 'validate', one.path, '--json'));
    must(one.set, told.valid, JSON.stringify(told.findings));
  }
  const sets = partner.received().map(one => one.set).join(' ');
  must('sets', partner.received().length === 6, `sent were ${sets}`);
  return conclude('Journey of a partner', [['sent to the partner', sets]], faults);
});
