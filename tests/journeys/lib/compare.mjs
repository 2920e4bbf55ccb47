// Compare: names every difference between the sale an order should be and the sale the ERP holds.
import {distance, toText} from './money.mjs';
import {FREIGHT, ROUNDING, TAX} from './truth.mjs';

const CHARGES = [FREIGHT, TAX, ROUNDING];

/** A unit price has four decimals: rounded either way at a tie, nothing else is close enough. */
const closest = (line, want) =>
    distance(line.price * BigInt(want.quantity), want.net) * 2n <= BigInt(want.quantity);

/** The ERP has one line where the shop's customers type several. */
const onOneLine = text => (text ?? '').replace(/\s+/g, ' ').trim();

/** What people read on the sale: whose sales credit it is, and what the customer wrote. */
const commentOf = want => `WEB ${want.web} – ${creditOf(want)} ${want.deliveryNote}`;
const creditOf = ({agent, inside}) =>
    `sales credit ${agent} 100 %${inside ? `, inside ${inside}` : ''}`;

/** [] where the sale is what it should be. */
export function differences(want, sale) {
  const found = [];
  const check = (name, is, should) => {
    if (is !== should) found.push(`${name} is '${is}', not '${should}'`);
  };
  check('customer', sale.party, want.party);
  check('rep', sale.agent, want.agent);
  if (want.shipTo) check('ship-to', sale.shipTo, want.shipTo);
  if (want.street) check('delivery street', onOneLine(sale.street), onOneLine(want.street));
  check('PO', onOneLine(sale.description), onOneLine(want.po));
  check('bill-to', sale.invoiceTo, want.invoiceTo);
  check('comment', onOneLine(sale.comment), onOneLine(commentOf(want)));
  check('total', toText(sale.total), toText(want.total));
  if (sale.state === 'cancelled') found.push('the sale is cancelled, the web order is not');
  return [...found, ...lineDifferences(want, sale), ...chargeDifferences(want, sale)];
}

function lineDifferences(want, sale) {
  const found = [];
  const left = sale.lines.filter(line => !CHARGES.includes(line.item));
  for (const line of want.lines) {
    const at = left.findIndex(l => l.item === line.item && l.quantity === line.quantity);
    if (at < 0) {
      found.push(`no line of ${line.quantity} ${line.item}`);
      continue;
    }
    const [is] = left.splice(at, 1);
    if (onOneLine(is.description) !== onOneLine(line.name))
      found.push(`${line.item} is called '${is.description}', not '${line.name}'`);
    if (onOneLine(is.note) !== onOneLine(line.note))
      found.push(`${line.item} has the note '${is.note}', not '${line.note}'`);
    if (is.unit !== line.unit) found.push(`${line.item} is in ${is.unit}, not ${line.unit}`);
    if (!closest(is, line)) {
      found.push(`${line.item} is priced ${toText(is.price)}, ${line.quantity} should be ${
          toText(line.net)}`);
    }
  }
  return [...found, ...left.map(line => `a line too many: ${line.quantity} ${line.item}`)];
}

function chargeDifferences(want, sale) {
  const found = [];
  const amount = item =>
      sale.lines.filter(line => line.item === item).reduce((sum, line) => sum + line.amount, 0n);
  for (const [item, should] of Object.entries(want.charges)) {
    if (amount(item) !== should)
      found.push(`${item} is ${toText(amount(item))}, not ${toText(should)}`);
  }
  // The residual cents balance what the rounding of each line left over: half a cent a line at the
  // most, and half of the price's last decimal a piece.
  const most = want.lines.reduce((sum, line) => sum + 50n + BigInt(line.quantity) / 2n, 0n);
  const rest = amount(ROUNDING);
  if (distance(rest, 0n) > most)
    found.push(`${ROUNDING} is ${toText(rest)}: more than rounding leaves`);
  return found;
}

/**
 * Every difference between the shop and the ERP, as {code, text}. `orders` have `code`, `order`
 * and, where the ERP has to keep an older revision, `kept`. `parked`: {code: [cause]}.
 */
export function judge(orders, sales, truth, parked = {}) {
  const found = orders.flatMap(
      entry => judgeOne(entry, salesOf(entry.code, sales), truth, parked[entry.code] ?? [])
                   .map(text => ({code: entry.code, text})));
  const known = code => orders.some(entry => entry.code === code);
  const strangers = sales.filter(sale => !orders.some(({code}) => sale.reference.includes(code)));
  const left = Object.entries(parked).filter(([code]) => !known(code));
  return [
    ...found,
    ...strangers.map(
        sale => ({code: sale.reference, text: `sale ${nameOf(sale)} belongs to no web order`})),
    ...left.map(
        ([code, causes]) => ({code, text: `parked for no web order: ${causes.join(', ')}`})),
  ];
}

const nameOf = sale => sale.number ?? sale.id;

export const salesOf = (code, sales) => sales.filter(sale => sale.reference.includes(code));

function judgeOne({order, kept}, sales, truth, causes) {
  if (sales.length > 1) return [`${sales.length} sales: ${sales.map(nameOf).join(', ')}`];
  const [sale] = sales;
  const missing = order.state === 'Cancelled' ? [] : truth.missing(order);
  if (missing.length > 0) return judgeParked(missing, sale, causes);
  if (kept && causes.length === 0) return ['changed too late for the ERP, but not parked'];
  if (!kept && causes.length > 0) return [`parked: ${causes.join(', ')}`];
  const want = truth.sale(kept ?? order);
  if (!want)
    return sale && sale.state !== 'cancelled' ? [`cancelled, but the sale is '${sale.state}'`] : [];
  if (!sale) return ['no sale'];
  return [...differences(want, sale), ...acknowledged(order, sale)];
}

function judgeParked(missing, sale, causes) {
  if (sale) return [`a sale although ${missing.join(' and ')} is missing`];
  if (!causes.some(cause => missing.includes(cause))) {
    return [`not parked for ${missing.join(' or ')}${
        causes.length ? ` but for ${causes.join(', ')}` : ''}`];
  }
  return [];
}

/** The shop shows the buyer the ERP's number. */
function acknowledged(order, sale) {
  const shown = order.customFields.erpOrderNumber;
  return shown === sale.number ?
      [] :
      [`the shop shows ERP number '${shown}', the sale is '${sale.number}'`];
}
