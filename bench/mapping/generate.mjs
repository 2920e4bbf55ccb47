// Orders of 20 lines in the shape of an order's tree, the same each time: as JSON, as XML, as rows of CSV.
export const items = Array.from({ length: 1000 }, (_, i) => [`SKU-${1000 + i}`, String(700000 + i * 7)]);
export const customers = Array.from({ length: 200 }, (_, i) => [`C${10000 + i}`, String(900000 + i * 3)]);
let state = 12345;
const below = (n) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor((state / 2147483648) * n); };
const money = (cents) => (cents / 100).toFixed(2);

export function order(number, lines = 20) {
  const line = [];
  let subtotal = 0;
  for (let i = 1; i <= lines; ++i) {
    const [sku] = items[below(items.length)], quantity = 1 + below(48), cents = 99 + below(20000);
    subtotal += quantity * cents;
    const one = { number: i, sku, description: `Hex bolt, zinc plated, ${1 + below(9)}/8 x ${1 + below(12)} grade ${5 + below(4)}`, quantity: String(quantity), price: money(cents), amount: money(quantity * cents) };
    if (below(4)) one.uom = 'BX';
    line.push(one);
  }
  const tax = Math.round(subtotal * 0.08), freight = 1295 + below(5000);
  return {
    number: `W${100000 + number}`, id: String(100000 + number), placed_at: `2026-03-${String(1 + below(28)).padStart(2, '0')}T15:04:05Z`, currency: 'USD',
    buyer: { account: customers[below(customers.length)][0], name: 'Hudson Valley Supply, Inc.', email: 'ann@hvs.example' },
    ship_to: { code: 'ST001', company: 'Hudson Valley Supply', name: 'Dock 4', street1: '77 Mill Road', city: 'Beacon', region: 'NY', postal: '12508', country: 'US' },
    po_number: `po-${7000 + number}`, line,
    charge: [{ type: 'freight', code: 'ups-ground', description: 'UPS Ground', amount: money(freight) }],
    subtotal: money(subtotal), tax: money(tax), total: money(subtotal + tax + freight),
    rep: [{ primary: 'yes', code: 'REP01', share: '60' }, { code: 'REP02', share: '40' }],
  };
}

const attributes = { charge: ['type'], rep: ['primary'] };
const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
export function xml(name, value) {
  if (Array.isArray(value)) return value.map((one) => xml(name, one)).join('');
  if (typeof value !== 'object') return `<${name}>${escaped(value)}</${name}>`;
  const outside = attributes[name] ?? [];
  const within = Object.entries(value).filter(([key]) => !outside.includes(key));
  return `<${name}${outside.filter((key) => value[key]).map((key) => ` ${key}="${escaped(value[key])}"`).join('')}>${within.map(([key, one]) => xml(key, one)).join('')}</${name}>`;
}
export function rows(one) {
  return one.line.map((l) => `${one.number},${one.buyer.account},${l.sku},${l.quantity},${l.price},"${l.description}"\n`).join('');
}
export const heading = 'order_no,customer,sku,quantity,price,description\n';
