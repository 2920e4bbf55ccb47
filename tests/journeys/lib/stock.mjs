// Stock: what lies in Tryton, in the units the shop sells in, and what the shop shows of it. The cross-reference is the truth, never
// the daemon.
import {fileURLToPath} from 'node:url';

import {readCsv} from './csv.mjs';

const TRUTH = fileURLToPath(new URL('../../peers/truth/', import.meta.url));
const END = {__class__: 'date', year: 9999, month: 12, day: 31};

export const items = readCsv(TRUTH + 'xref_items.csv').filter(row => row.web_sku && row.item_no);
export const places = readCsv(TRUTH + 'xref_warehouses.csv');

/** Reads and changes stock as the warehouse's people do (log in as admin). */
export class Warehouse {
  constructor(tryton) {
    this.tryton = tryton;
  }

  async connect() {
    this.products = {};
    for (const {id, code} of await this.tryton.find('product.product', [], ['code'])) this.products[code] = id;
    this.houses = {};
    for (const {id, code, storage_location} of await this.tryton.find(
             'stock.location', [['type', '=', 'warehouse']], ['code', 'storage_location'])) {
      this.houses[code] = {id, storage: storage_location};
    }
  }

  /** {sku: {location: quantity}} for every SKU of the cross-reference. */
  async levels() {
    const out = {};
    for (const {shop_location: location, erp_warehouse: house} of places) {
      const context = {locations: [this.houses[house].id], with_childs: true, stock_date_end: END};
      const read = await this.tryton.callWith(
          context, 'model.product.product.read', items.map(row => this.products[row.item_no]), ['quantity']);
      const held = Object.fromEntries(read.map(r => [r.id, r.quantity]));
      for (const row of items) {
        const sold = Math.floor(held[this.products[row.item_no]] / Number(row.stock_per_sale_uom));
        (out[row.web_sku] ??= {})[location] = Math.max(0, sold);
      }
    }
    return out;
  }

  /** {sku: {list, GOLD, ...}} in cents, for every SKU of the cross-reference and each price list of `lists`. */
  async prices(lists) {
    const out = {};
    const known = await this.tryton.find('product.price_list', [], ['name']);
    for (const name of ['list', ...lists]) {
      const context = {price_list: known.find(l => l.name === name)?.id ?? null, quantity: 1};
      const read = await this.tryton.callWith(
          context, 'model.product.product.read', items.map(row => this.products[row.item_no]), ['sale_price_uom']);
      const price = Object.fromEntries(read.map(r => [r.id, r.sale_price_uom.decimal]));
      for (const row of items) (out[row.web_sku] ??= {})[name] = cents(price[this.products[row.item_no]]);
    }
    return out;
  }

  /** From now on an item costs so much, for everybody. */
  async reprice(item, price) {
    const [{template, code}] = await this.tryton.find('product.product', [['code', '=', item]], ['template', 'code']);
    const row = items.find(i => i.item_no === code);
    if (row.stock_per_sale_uom !== '1') throw new Error(`'${item}' is priced in another unit`);
    await this.tryton.call('model.product.template.write', [template], {list_price: {__class__: 'Decimal', decimal: price}});
  }

  /** Counts: from now on so many sale units lie there. One transaction for all: [{item, house, quantity}]. */
  async count(counts) {
    for (const house of new Set(counts.map(c => c.house))) {
      const lines = counts.filter(c => c.house === house).map(c => {
        const row = items.find(i => i.item_no === c.item);
        return {product: this.products[c.item], quantity: c.quantity * Number(row.stock_per_sale_uom)};
      });
      const [id] = await this.tryton.call('model.stock.inventory.create', [{
        location: this.houses[house].storage, empty_quantity: 'keep', lines: [['create', lines]]}]);
      await this.tryton.call('model.stock.inventory.confirm', [id]);
    }
  }

  /** Takes more away than there is: the ERP lets it, and the quantity is below nothing. */
  async overdraw(item, house, quantity) {
    const [product] = await this.tryton.find('product.product', [['code', '=', item]], ['default_uom']);
    const lost = await this.tryton.one('stock.location', [['type', '=', 'lost_found']]);
    const [company] = await this.tryton.find('company.company', [], ['id']);
    const [id] = await this.tryton.call('model.stock.move.create', [{
      product: product.id, uom: product.default_uom, quantity, from_location: this.houses[house].storage,
      to_location: lost, company: company.id}]);
    await this.tryton.call('model.stock.move.do', [id]);
  }
}

/** SKUs of which the shop shows other than it should: [{sku, want, shows}]. */
export function differing(want, shows) {
  return Object.keys(want)
      .filter(sku => JSON.stringify(sorted(want[sku])) !== JSON.stringify(sorted(shows[sku] ?? {})))
      .map(sku => ({sku, want: want[sku], shows: shows[sku]}));
}

/** Cents of a decimal's text, ties away from zero at the fourth digit first, as the ERP keeps prices. */
export function cents(text) {
  const [whole, part = ''] = text.split('.');
  const digits = (part + '00000').slice(0, 5);
  const fourth = BigInt(whole + digits.slice(0, 4)) + (digits[4] >= '5' ? 1n : 0n);
  return Number((fourth + 50n) / 100n);
}

const sorted = levels => Object.entries(levels).sort(([a], [b]) => (a < b ? -1 : 1));
