// explanation: who has an order's sales credit, why, what the ledger and the ERP hold. What reps read as well: mind the words.
import {html} from './html.js';
import {post, rows_of, useGet} from './api.js';
import {Dialog, useAsk} from './dialog.js';
import {Field, Why} from './form.js';
import {Facts, Loaded, Money, Panel} from './panel.js';
import {is_rep, may, useSession} from './session.js';
import {Table} from './table.js';
import {say} from './toast.js';

const ENTRY = {booked: 'order', reversed: 'order changed', earned: 'invoice'};
const entry_word = line =>
    (ENTRY[line.entry] === 'invoice' && line.document) || (ENTRY[line.entry] ?? line.entry);
const rep_word = rep => (rep === 'UNASSIGNED' ? 'no rep set yet' : rep === 'HOUSE' ? 'house' : rep);
const RULES = [[/^LADDER_END$/, () => 'sales operations decides'], [/^quote:(.*)$/, one => `quote ${one}`],
    [/^rep_code:(.*)$/, one => `rep code ${one}`], [/\.helper$/, () => 'placed for the customer']];
export function rule_word(rule = '') {
  for (const [pattern, word] of RULES) {
    const match = pattern.exec(rule);
    if (match) return word(match[1]);
  }
  return rule;
}

/** `order`: which one; without it, its number is asked for: who has no sales credit of an order cannot open it. */
export function ClaimDialog({order, channel, close, done}) {
  const session = useSession();
  const own = is_rep(session);
  return html`<${Dialog} title=${order ? `Whose is ${order}?` : 'Claim an order'} verb="Claim" close=${close}
      act=${body => post('credit/claims',
          {key: order ?? body.key.trim(), channel, to: own ? session.rep : body.to, why: body.why})}
    done=${claim => { say(`Claim ${claim.id} waits for a decision`); done?.(); }}>
    ${!order &&
        html`<${Field} label="Order" hint="Its web number, ERP number or PO number.">
            <input name="key" required maxlength="200" autocomplete="off" spellcheck="false" />
            </${Field}>`}
    ${own ? html`<p>You say that this order is yours. Somebody else decides.</p>` :
        html`<${Field} label="To" hint="A rep, or shares: ANA 60, BEN 40">
            <input name="to" required maxlength="200" autocomplete="off" />
            </${Field}>`}
    <${Why} hint="Whoever decides reads it." /></${Dialog}>`;
}

function Line({one, channel}) {
  const session = useSession();
  const [asked, ask] = useAsk();
  const can = is_rep(session) || may(session, 'operator');
  const excluded = Object.entries(one.excluded ?? {});
  const reasons = [...(one.decided ?? []), ...(one.notes ?? []), ...(one.rulings ?? []),
      ...(one.rounding ?? [])].filter(text => typeof text === 'string');
  return html`<div class="stack">
    <${Panel} title=${one.sales_credit || (one.expected ?
        `Not decided yet; by the tables in force: ${one.expected}` : 'Not decided yet')}
        acts=${can &&
            html`<button class="button small" type="button"
                onClick=${() => ask(close =>
                    html`<${ClaimDialog} order=${one.order} channel=${channel}
                        close=${close} />`)}>Claim…</button>`}>
      <div class="in stack">
        <${Facts}
            pairs=${[['The ERP holds', (one.erp_reps ?? []).join('; ')], ['ERP number', one.erp],
                ['Business date', one.business_date && `${one.business_date} (${one.zone})`],
                ['Account', one.account], ['At first', one.sales_credit_at_first]]} />
        ${reasons.length > 0 &&
            html`<div><h3>Why</h3><ul>${reasons.map((text, i) => html`<li key=${i}>${text}</li>`)}</ul>
                </div>`}
        ${one.losing?.length > 0 && !is_rep(session) &&
            html`<div><h3>What did not apply</h3>
                <ul class="muted">
                    ${one.losing.map((lost, i) =>
                        html`<li key=${i}>${rule_word(lost.rule)}
                            ${lost.rep && `, ${rep_word(lost.rep)}`}: ${lost.why}</li>`)}</ul>
                </div>`}
        ${excluded.length > 0 &&
            html`<div><h3>Not counted</h3>
                <ul class="muted">
                    ${excluded.map(([kind, amount]) => html`<li key=${kind}>${kind} ${amount}</li>`)}</ul>
                </div>`}
      </div></${Panel}>
    <${Panel} title="Ledger">
        <${Table} caption="Ledger entries of the order" list=${{items: one.ledger ?? []}} columns=${[
      {title: 'Entry', num: true, cell: line => line.number}, {title: 'Day', cell: line => line.day},
          {title: 'What', cell: entry_word},
      {title: 'Line', num: true, cell: line => line.line}, {title: 'Slot', cell: line => line.slot},
          {title: 'Rep', cell: line => rep_word(line.rep)},
      {title: 'Amount', num: true,
          cell: line => html`<${Money} amount=${line.amount} currency=${line.currency} />`},
          {title: 'Rule', cell: line => html`<span class="mono">${rule_word(line.rule)}</span>`}]}
      empty=${html`<div class="empty">Nothing is booked yet: it is, once the ERP has the order.</div>`} />
          </${Panel}>${asked}
  </div>`;
}

export function Explanation({of, channel}) {
  const told = useGet('credit/explain', {key: of, channel});
  return html`<${Loaded} of=${told} rows=${6}>
      ${data => rows_of(data).map(one =>
          html`<${Line} key=${one.order} one=${one} channel=${channel} />`)}</${Loaded}>`;
}
export {rep_word};
