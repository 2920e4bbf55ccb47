// credit_figures: what other assignments would give, who orders on the web, who brought them there, whether the ledger holds.
import {html, useEffect, useState} from '../parts/html.js';
import {post, useGet} from '../parts/api.js';
import {CsvButton} from '../parts/csv_button.js';
import {Field, FileText, Select} from '../parts/form.js';
import {Shape} from '../parts/icons.js';
import {Empty, Facts, Loaded, Money, Note, Panel, ProblemNote} from '../parts/panel.js';
import {useSession} from '../parts/session.js';
import {Table} from '../parts/table.js';
import {Period, period_of} from './credit_statement.js';

const of = (...names) => names.map(([title, key]) => [title, one => one[key]]);
const WHAT_IF = of(['Rep', 'rep'], ['Slot', 'slot'], ['Now', 'now'], ['Then', 'then'], ['Difference', 'difference'],
    ['Currency', 'currency']);
const WAYS = [...of(['Way', 'way'], ['Orders', 'orders'], ['% of orders', 'share']),
    ...of(['Amount', 'amount'], ['Currency', 'currency'], ['% of amount', 'of_amount'])];
const CALLS = of(['Account', 'account'], ['Name', 'name'], ['Rep', 'reps'], ['Days since the last order', 'days'],
    ['Usual days', 'usual']);
const FRESH = of(['Account', 'account'], ['Name', 'name'], ['Rep', 'reps'], ['Days since the first order', 'days']);
const PLACES = of(['Rank', 'rank'], ['Rep', 'rep'], ['Signed up', 'signed_up'], ['Active', 'active'],
    ['Helped', 'helped'], ['Orders', 'orders'], ['Sales credit', 'sales_credit']);
/** A row for each way and currency. */
const by_currency = ways => ways.flatMap(one => (one.amounts?.length ? one.amounts : [{}])
    .map(each => ({...one, amount: each.amount, currency: each.currency, of_amount: each.share})));

export function WhatIf() {
  const now = useGet('credit/assignments');
  const [text, type] = useState('');
  const [since, set_since] = useState('90d');
  const [answer, set_answer] = useState({});
  useEffect(() => {
    if (now.data && !text) type(now.data.assignments ?? now.data['assignments.csv'] ?? '');
  }, [now.data]);
  const reckon = async event => {
    event.preventDefault();
    set_answer({busy: true});
    try {
      set_answer({data: await post('credit/what-if', {assignments: text, since})});
    } catch (problem) {
      set_answer({problem});
    }
  };
  return html`<div class="cols">
      <${Panel} title="Assignments on trial"><form class="in form" onSubmit=${reckon}>
      <p
          class="muted">Nothing is changed. The orders since then are decided again by what stands here, and put beside what was booked.</p>
      <${FileText} label="From a file" accept=".csv,text/csv" take=${type} />
      <${Field} label="assignments.csv">
          <textarea rows="16" value=${text} onInput=${event => type(event.target.value)} spellcheck="false"
              required>
          </textarea>
          </${Field}>
      <div class="bar">
          <${Select} label="Orders of" value=${since}
              options=${[['7d', 'the last 7 days'], ['30d', 'the last 30 days'], ['90d', 'the last 90 days'],
                  ['365d', 'the last year']]}
              change=${set_since} />
        <button class="button main" type="submit" disabled=${answer.busy || !text}>
            ${answer.busy ? 'Reckoning…' : 'What would change'}</button>
            </div>
            </form>
            </${Panel}>
    <${Panel} title="By rep"
        acts=${answer.data && html`<${CsvButton} name="what-if.csv" what="by rep" columns=${WHAT_IF}
            rows=${answer.data.reps} />`}>
        ${answer.problem && html`<div class="in"><${ProblemNote} problem=${answer.problem} /></div>`}
      ${answer.data ?
          html`<div class="in">
              <b>
                  ${answer.data.changed}</b> of ${answer.data.orders} orders would be decided differently.</div>
              <${Table} caption="By rep" list=${{items: answer.data.reps}} columns=${[
        {title: 'Rep', cell: one => one.rep}, {title: 'Slot', cell: one => one.slot},
            {title: 'Now', num: true,
                cell: one => html`<${Money} amount=${one.now} currency=${one.currency} />`},
        {title: 'Then', num: true,
            cell: one => html`<${Money} amount=${one.then} currency=${one.currency} />`},
            {title: 'Difference', num: true,
                cell: one => html`<${Money} amount=${one.difference} currency=${one.currency} />`}]}
        empty=${html`<div class="empty">Nobody's sales credit would change.</div>`} />
              ${(answer.data.unused ?? []).map(one =>
                  html`<div key=${one.rule} class="in muted">
                      Row ${one.rule} decides none of these orders: ${one.why}.</div>`)}` :
            !answer.problem &&
                html`<${Empty} icon="credit"
                    title=${answer.busy ? 'Reckoning…' :
                        'Nothing reckoned yet'}>Change a row at the left, then ask what would change.</${Empty}>`}</${Panel}>
            </div>`;
}

export function Adoption() {
  const figures = useGet('credit/adoption');
  return html`<${Loaded} of=${figures} rows=${6}>${data => html`<div class="stack">
    <${Panel} title="Customers on the web">
        <div class="in">
            <${Facts}
                pairs=${[['Signed up', data.signed_up], ['Active in the last 30 days', data.active],
                    ['Helped: placed for them', data.helped]]} />
        </div>
        </${Panel}>
    <div class="cols">
        <${Panel} title="How they order"
            acts=${html`<${CsvButton} name="adoption.csv" what="how they order" columns=${WAYS}
                rows=${by_currency(data.ways)} />`}>
            <${Table} caption="How they order" list=${{items: data.ways}}
                columns=${[{title: 'Way', cell: one => one.way},
                    {title: 'Orders', num: true, cell: one => one.orders},
                    {title: '% of orders', num: true, cell: one => one.share},
                    {title: 'Amount', num: true, cell: one => sums(one.amounts)},
                    {title: '% of amount', num: true,
                        cell: one => (one.amounts ?? []).map((each, i) =>
                            html`<div key=${i}>${each.share}</div>`)}]}
                empty=${html`<div class="empty">No orders yet.</div>`} />
        </${Panel}>
    <${Panel} title="Whom to call"
        acts=${html`<${CsvButton} name="call-list.csv" what="whom to call" columns=${CALLS}
            rows=${data.call_list} />`}>
        <${Table} caption="Whom to call" list=${{items: data.call_list}}
            columns=${[{title: 'Account', cell: one => html`<span class="mono">${one.account}</span>`},
                {title: 'Name', cell: one => one.name}, {title: 'Rep', cell: one => one.reps},
                {title: 'Days since the last order', num: true, cell: one => one.days},
                {title: 'Usual days', num: true, cell: one => one.usual}]}
            empty=${html`<${Empty}
                title="Nobody is late">Customers who order later than they usually do stand here.</${Empty}>`} />
        </${Panel}>
    <${Panel} title="New customers"
        acts=${html`<${CsvButton} name="new-customers.csv" what="new customers" columns=${FRESH}
            rows=${data.new_customers ?? []} />`}>
        <${Table} caption="New customers" list=${{items: data.new_customers ?? []}}
            columns=${[{title: 'Account', cell: one => html`<span class="mono">${one.account}</span>`},
                {title: 'Name', cell: one => one.name}, {title: 'Rep', cell: one => one.reps},
                {title: 'Days since the first order', num: true, cell: one => one.days}]}
            empty=${html`<div class="empty">None within the last days.</div>`} />
        </${Panel}>
        </div>
        </div>`}</${Loaded}>`;
}

export function Contest({query}) {
  const {zone} = useSession();
  const contest = useGet('credit/contest', period_of(query, zone));
  return html`<div class="bar"><${Period} key=${`${query.from}${query.to}`} query=${query} zone=${zone} />
      </div>
    <${Panel} title="Who brought customers to the web"
        acts=${contest.data && html`<${CsvButton} name=${`contest-${contest.data.from}-${contest.data.to}.csv`}
            what="who brought customers to the web" columns=${PLACES} rows=${contest.data.reps} />`}
        foot="Signed up: their first web order. Active: two orders in the last 30 days. Helped: placed for the customer by.">
        <${Table} caption="Contest"
            list=${{items: contest.data?.reps, problem: contest.problem, reload: contest.reload}} columns=${[
      {title: 'Rank', num: true, cell: one => (contest.data.of ? `${one.rank} of ${contest.data.of}` : one.rank)}, {title: 'Rep', wide: true, cell: one => one.rep},
          {title: 'Signed up', num: true, cell: one => one.signed_up},
          {title: 'Active', num: true, cell: one => one.active},
      {title: 'Helped', num: true, cell: one => one.helped},
          {title: 'Orders', num: true, cell: one => one.orders},
          {title: 'Sales credit', num: true, cell: one => sums(one.sales_credit)}]}
      empty=${html`<${Empty} icon="credit"
          title="Nobody yet">No customer's web order falls between these days.</${Empty}>`} />
          </${Panel}>`;
}
/** One amount, or one a currency. */
const sums = all =>
    (Array.isArray(all) ?
        all.map((one, i) =>
            html`<div key=${i}><${Money} amount=${one.amount} currency=${one.currency} /></div>`) :
        all && typeof all === 'object' ?
        Object.entries(all).map(([currency, amount]) =>
            html`<div key=${currency}><${Money} amount=${amount} currency=${currency} /></div>`) :
        all);

export function Verify() {
  const chain = useGet('credit/verify');
  return html`<${Panel} title="The ledger's chain"
      foot="Each entry's hash contains the one before. norekey credit verify, run daily, also finds an end that was cut off.">
      <${Loaded} of=${chain} rows=${3}>
          ${data =>
              html`<${Table} caption="The ledger's chain" list=${{items: data.companies}}
                  id=${one => one.company} columns=${[
    {title: 'Company', cell: one => one.company}, {title: 'Entries', num: true, cell: one => one.entries},
        {title: 'Chain',
            cell: one =>
                html`<span class="state ${one.finding ? 'bad' : 'good'}">
                    <${Shape} name=${one.finding ? 'bad' : 'good'} />
                    ${one.finding ? 'broken' : 'whole'}</span>`},
    {title: 'Last hash',
        cell: one => html`<span class="mono small">${(one.head ?? '').slice(0, 24)}…</span>`},
        {title: 'Finding', wide: true, cell: one => one.finding}]}
        empty=${html`<div class="empty">The ledger is empty.</div>`} />`}</${Loaded}>
        </${Panel}><${Note}>Nobody edits the ledger. What changes is reversed and booked again.</${Note}>`;
}
