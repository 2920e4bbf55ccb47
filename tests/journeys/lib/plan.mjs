// The orders of a journey, decided by a seed: who buys what, and what the shop does to the order
// later.
import {Random} from './random.mjs';
import {customers, variants} from './shop.mjs';

/** What becomes of an order in the shop after it was placed, and when. */
export const FATES = {
  plain: 'nothing',
  changeEarly: 'changed before the ERP has it',
  cancelEarly: 'cancelled before the ERP has it',
  cancelLineEarly: 'one line cancelled before the ERP has it',
  changeLate: 'changed when the ERP has it',
  cancelLate: 'cancelled when the ERP has it',
  cancelLineLate: 'one line cancelled when the ERP has it',
  changePicked: 'changed when the ERP is already picking it',
  changeParked: 'changed while it is parked',
  cancelParked: 'cancelled while it is parked',
};

export const MISSING_ACCOUNT = 'C10080';
export const MISSING_ITEMS =
    ['FST-1040', 'ELE-1056', 'SAF-1083-L', 'PLB-1092', 'TLS-1119', 'ELE-1171'];

/** What people type, and what people type who wish a system ill. */
const HOSTILE = [
  `O'Brien & Søn "Größe" <b>1/2"</b>`,
  `'; DROP TABLE sale_sale; --`,
  `\${jndi:ldap://x} {{7*7}} %s %n`,
  `=cmd|' /C calc'!A0`,
  `]]><!-- &#x0; &amp; <?xml?>`,
  'tab\there, line\nbreak, CR\r\nLF',
  'شركة البناء \u202e desrever \u200b',
  '漢字 🏗️ 👷🏽‍♀️ Z͑ͫ̓ͪ̂ͫ̽a͎l͓g͙o̮',
  'control \u0001\u001f\u007f\u0085 end',
  'x'.repeat(255),
  ' leading and trailing ',
  '../../etc/passwd\\..\\',
];

const SHIPPING = ['ground', '2day', 'pickup'];
const PAYMENT = ['card', 'card-auth', 'on-account'];
const COUPONS = ['SEVEN', 'TENOFF', 'FREIGHTFREE'];

class Planner {
  constructor(seed) {
    this.random = new Random(seed);
    this.serial = 0;
    this.stock =
        Object.fromEntries(variants.map(v => [v.sku, Number(v.stock_nj) + Number(v.stock_nv)]));
  }

  spec(account, more = {}) {
    const r = this.random;
    const customer = customers.find(c => c.account === account);
    const serial = ++this.serial;
    const spec = {
      account,
      fate: 'plain',
      lines: this.lines(r.between(1, 5)),
      shipTo: customer && r.pick(customer.shipTos).ship_to,
      shipping: r.pick(SHIPPING),
      payment: account ? r.pick(PAYMENT) : 'card',
      po: account ? `PO-${1000 + serial}` : null,
      coupon: r.chance(0.4) ? r.pick(COUPONS) : undefined,
      requested: r.chance(0.3) ? new Date(Date.UTC(2030, 0, 1 + serial)).toISOString() : undefined,
      rep: customer && r.chance(0.3) ? customer.rep : undefined,
      ...more,
    };
    if (account) return spec;
    return {...spec, first: 'Walk', last: `In ${serial}`, email: `guest${serial}@example.com`};
  }

  lines(count) {
    const lines = [];
    while (lines.length < count) {
      const line = this.line(this.random.pick([1, 1, 2, 3, 5, 7, 12]));
      if (!lines.some(other => other.sku === line.sku)) lines.push(line);
    }
    return lines;
  }

  line(quantity) {
    const there =
        variants.filter(v => this.stock[v.sku] >= quantity + 20 && !MISSING_ITEMS.includes(v.sku));
    return this.take(this.random.pick(there).sku, quantity);
  }

  take(sku, quantity) {
    this.stock[sku] -= quantity;
    return {sku, quantity};
  }

  /** To a building site that is none of the customer's ship-tos. */
  site(account) {
    return this.spec(account, {site: `${this.random.between(1, 99)} Building Site Rd`});
  }

  missingItem(account, index, fate) {
    const line = this.take(MISSING_ITEMS[index % MISSING_ITEMS.length], this.random.between(1, 4));
    return this.spec(account, {fate, lines: [...this.lines(2), line]});
  }

  hostile(account, index) {
    const say = step => HOSTILE[(index + step) % HOSTILE.length];
    const lines = this.lines(2).map((line, i) => ({...line, note: say(4 + i)}));
    return this.spec(account, {
      lines,
      po: account ? say(0) : null,
      company: say(1),
      deliveryNote: say(2),
      street2: say(3),
      name: say(5),
    });
  }

  /** Many pieces at a discount: prices that four decimals cannot hold. */
  odd(account) {
    return this.spec(
        account,
        {lines: [this.line(this.random.between(101, 149)), this.line(3)], coupon: 'SEVEN'});
  }
}

/** Accounts the ERP knows, over and over. */
function* knownAccounts() {
  for (;;)
    for (const {account} of customers)
      if (account !== MISSING_ACCOUNT) yield account;
}

/** `count` specs (at least 12): first what must not be absent, then more of the same. */
export function makePlan(seed, count) {
  const planner = new Planner(seed);
  const known = knownAccounts();
  const next = () => known.next().value;
  const must = [
    () => planner.spec(MISSING_ACCOUNT),
    () => planner.missingItem(next(), 0, 'plain'),
    () => planner.spec(null),
    () => planner.hostile(next(), 0),
    () => planner.odd(next()),
    () => planner.spec(next(), {fate: 'changeEarly', lines: planner.lines(3)}),
    () => planner.spec(next(), {fate: 'cancelEarly'}),
    () => planner.spec(next(), {fate: 'changeLate', lines: planner.lines(3)}),
    () => planner.spec(next(), {fate: 'cancelLate'}),
    () => planner.spec(next(), {fate: 'cancelLineLate', lines: planner.lines(3)}),
    () => planner.site(next()),
    () => planner.hostile(null, 6),
  ];
  const more = [
    ...MISSING_ITEMS.slice(1).map((_, i) => () => planner.missingItem(next(), i + 1, 'plain')),
    () => planner.missingItem(next(), 2, 'changeParked'),
    () => planner.missingItem(next(), 4, 'cancelParked'),
    () => planner.spec(MISSING_ACCOUNT, {fate: 'changeParked', lines: planner.lines(2)}),
    () => planner.spec(next(), {fate: 'changePicked', lines: planner.lines(2)}),
    ...HOSTILE.map((_, i) => () => planner.hostile(next(), i + 1)),
    ...must.slice(4, 10),
    () => planner.spec(next(), {fate: 'cancelLineEarly', lines: planner.lines(3)}),
    () => planner.spec(null),
    () => planner.site(next()),
  ];
  const makers = [...must, ...more];
  if (count < must.length) throw new Error(`a journey has at least ${must.length} orders`);
  while (makers.length < count) makers.push(() => planner.spec(next()));
  return makers.slice(0, count).map(make => make());
}
