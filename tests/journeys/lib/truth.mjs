// Truth: what the ERP's sale of a web order has to be, from the cross-reference files alone.
import {fileURLToPath} from 'node:url';

import {readCsv} from './csv.mjs';
import {fromCents} from './money.mjs';

const FILES = fileURLToPath(new URL('../../peers/truth/', import.meta.url));

/** Where no customer of the ERP buys. */
export const HOUSE = {
  customer: '0009999',
  shipTo: 'SHIP-TO 00',
  agent: 'REP00'
};
/** Inside sales serves every account; a guest is nobody's. */
const INSIDE = 'REP04';
export const TAX = 'SALESTAX';
export const FREIGHT = 'FREIGHT';
export const ROUNDING = 'ROUNDING';

/** What fits the mapping's field. */
const PO_LENGTH = 60;

const firstCharacters = (text, most) => [...(text ?? '').trim()].slice(0, most).join('');

const streetOf =
    ({streetLine1, streetLine2}) => [streetLine1, streetLine2].filter(Boolean).join(' ');

const filled = rows => rows.filter(([key, value]) => key && value);

export class Truth {
  constructor(folder = FILES) {
    const read = name => readCsv(`${folder}${name}.csv`);
    this.items = new Map(filled(read('xref_items').map(r => [r.web_sku, r.item_no])));
    this.units = new Map(read('xref_items').map(r => [r.web_sku, r.sale_uom]));
    this.customers =
        new Map(filled(read('xref_customers').map(r => [r.account_number, r.erp_customer])));
    this.reps = new Map(filled(read('xref_reps').map(r => [r.shop_rep, r.erp_agent])));
    this.shipTos = new Map(filled(
        read('xref_addresses').map(r => [`${r.account_number}/${r.shop_ship_to}`, r.erp_ship_to])));
  }

  /** What an operator adds later. */
  learnItem(sku, item) {
    this.items.set(sku, item);
  }

  learnCustomer(account, customer, shipTos) {
    this.customers.set(account, customer);
    for (const [shipTo, name] of Object.entries(shipTos))
      this.shipTos.set(`${account}/${shipTo}`, name);
  }

  /** The causes an order parks for, "items/FST-1040": one for each number the ERP side lacks. */
  missing(order) {
    const account = order.customer.customFields.accountNumber;
    const causes =
        order.lines.filter(line => line.quantity > 0 && !this.items.has(line.productVariant.sku))
            .map(line => `items/${line.productVariant.sku}`);
    if (account && !this.customers.has(account)) causes.unshift(`customers/${account}`);
    return causes;
  }

  /** The sale of an order with nothing missing; null for one that is cancelled. */
  sale(order) {
    if (order.state === 'Cancelled') return null;
    const {accountNumber: account, salesRep} = order.customer.customFields;
    const shipTo = order.shippingAddress.customFields?.erpShipTo;
    return {
      party: account ? this.customers.get(account) : HOUSE.customer,
      agent: (account && this.reps.get(salesRep)) || HOUSE.agent,
      inside: account ? INSIDE : '',
      po: firstCharacters(order.customFields.poNumber, PO_LENGTH),
      ...(shipTo ? {shipTo: this.shipTos.get(`${account}/${shipTo}`)} :
                   {street: streetOf(order.shippingAddress)}),
      invoiceTo: account ? this.shipTos.get(`${account}/MAIN`) : HOUSE.shipTo,
      web: order.code,
      deliveryNote: order.customFields.deliveryNote ?? '',
      total: fromCents(order.totalWithTax),
      charges: {
        [FREIGHT]: fromCents(order.shipping),
        [TAX]: fromCents(order.totalWithTax - order.total),
      },
      lines: order.lines.filter(line => line.quantity > 0).map(line => this.#line(line)),
    };
  }

  #line({quantity, proratedLinePrice, customFields, productVariant: {sku, name}}) {
    return {
      item: this.items.get(sku),
      unit: this.units.get(sku),
      quantity,
      name,
      note: customFields?.lineNote ?? '',
      net: fromCents(proratedLinePrice),
    };
  }
}
