// credit: sales credit, as reps and managers look at it: an order's, a rep's, what waits for a decision, what would change.
import {html, useState} from '../parts/html.js';
import {rows_of, useGet} from '../parts/api.js';
import {Explanation} from '../parts/explanation.js';
import {Field} from '../parts/form.js';
import {Empty, Head, Panel, Tabs} from '../parts/panel.js';
import {href, set_query} from '../parts/route.js';
import {is_rep, may, useSession} from '../parts/session.js';
import {Statement} from './credit_statement.js';
import {Claims, Reentries, WithoutRep} from './credit_decisions.js';
import {Adoption, Contest, Verify, WhatIf} from './credit_figures.js';

function Explain({query}) {
  const [key, type] = useState(query.key ?? '');
  return html`<div class="stack">
      <form class="bar" onSubmit=${event => { event.preventDefault(); set_query({key: key.trim()}); }}>
      <${Field} label="Order" grow>
          <input type="search" value=${key} placeholder="web, ERP or PO number"
              onInput=${event => type(event.target.value)} spellcheck="false" />
          </${Field}>
      <button class="button main" type="submit">Explain</button></form>
    ${query.key ? html`<${Explanation} key=${query.key} of=${query.key} />` :
        html`<${Panel} label="No order chosen">
            <${Empty} icon="credit"
                title="Whose sales credit is it, and why?">Type the number of an order: its web number, its ERP number or the customer's PO number.</${Empty}>
            </${Panel}>`}</div>`;
}

const TABS = [
  ['statement', 'Statements', Statement, 'rep'],
  ['explain', 'An order', Explain, 'rep'],
  ['open', 'Without a rep', WithoutRep, 'viewer'],
  ['claims', 'Claims', Claims, 'rep'],
  ['reentries', 'Re-entered orders', Reentries, 'operator'],
  ['what-if', 'What if', WhatIf, 'operator'],
  ['adoption', 'Adoption', Adoption, 'viewer'],
  ['contest', 'Contest', Contest, 'rep'],
  ['ledger', 'Ledger check', Verify, 'viewer'],
];

export default function Credit({parts, query}) {
  const session = useSession();
  const all = TABS.filter(([, , , least]) => (is_rep(session) ? least === 'rep' : may(session, least)));
  const found = all.find(([key]) => key === (parts[0] ?? 'statement')) ?? all[0];
  const waiting = useGet(may(session, 'operator') ? 'credit/reentries' : null, {open: 1});
  const claims = useGet('credit/claims', {open: 1});
  const counts = {reentries: rows_of(waiting.data).length, claims: rows_of(claims.data).length};
  const [key, , View] = found;
  return html`<${Head} title=${is_rep(session) ? 'My sales credit' : 'Sales credit'} />
    <${Tabs} label="Sales credit" current=${key} to=${one => href('credit', one)}
        all=${all.map(([one, title]) => ({key: one, title, count: counts[one], tone: 'wait'}))} />
    <${View} key=${key} query=${query} reload=${() => { waiting.reload(); claims.reload(); }} />`;
}
