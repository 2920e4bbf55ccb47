// credit_statement: one rep's sales credit between two days, both included. What reps read: mind the words.
import {html, useState} from '../parts/html.js';
import {address, rows_of, useGet} from '../parts/api.js';
import {rule_word} from '../parts/explanation.js';
import {Field, Select} from '../parts/form.js';
import {Icon} from '../parts/icons.js';
import {Empty, Loaded, Money, Panel} from '../parts/panel.js';
import {href, set_query} from '../parts/route.js';
import {is_rep, useSession} from '../parts/session.js';
import {Table} from '../parts/table.js';
import {day_in} from '../parts/time.js';

const month_of = (day, back = 0) => {
  const [year, month] = day.split('-').map(Number);
  const from = new Date(Date.UTC(year, month - 1 - back, 1)), to = new Date(Date.UTC(year, month - back, 0));
  return {from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10)};
};

/** Two days in the address, with the months that people ask for. */
export function Period({query, zone}) {
  const today = day_in(zone);
  const {from, to} = {...month_of(today),
      ...Object.fromEntries(Object.entries({from: query.from, to: query.to}).filter(([, v]) => v))};
  const [typed, type] = useState({from, to});
  const take = next => { type(next); set_query(next); };
  const submit = event => { event.preventDefault(); set_query(typed); };
  return html`<form class="flow" onSubmit=${submit}>
    <${Field} label="From">
        <input type="date" value=${typed.from} required
            onChange=${event => take({...typed, from: event.target.value})} />
        </${Field}>
    <${Field} label="To, that day included">
        <input type="date" value=${typed.to} required
            onChange=${event => take({...typed, to: event.target.value})} />
        </${Field}>
    <${Field} label="Or">
        <span class="flow">
            <button class="button" type="button" onClick=${() => take(month_of(today))}>This month</button>
            <button class="button" type="button" onClick=${() => take(month_of(today, 1))}>Last month</button>
        </span>
        </${Field}>
  </form>`;
}
export const period_of = (query, zone) =>
    ({...month_of(day_in(zone)), ...(query.from && {from: query.from}), ...(query.to && {to: query.to})});

export function Statement({query}) {
  const session = useSession();
  const own = is_rep(session);
  const reps = rows_of(useGet(own ? null : 'credit/reps').data);
  const rep = own ? session.rep : query.rep ?? '';
  const period = period_of(query, session.zone);
  const asked = {rep, ...period};
  const statement = useGet(rep ? 'credit/statement' : null, asked);
  const file = (format, word) =>
      html`<a class="button small" href=${address('credit/statement', {...asked, format})} download>
          <${Icon} name="down" />${word}</a>`;
  const costs = statement.data?.lines?.some(line => line.net !== undefined);
  return html`<div class="bar">
      ${!own &&
          html`<${Select} label="Rep" value=${rep} all="choose a rep"
              options=${reps.map(one => [one.rep, one.name ? `${one.rep}, ${one.name}` : one.rep])}
              change=${value => set_query({rep: value})} />`}
      <${Period} key=${`${query.from}${query.to}`} query=${query} zone=${session.zone} /></div>
    ${!rep ?
        html`<${Panel} label="No rep chosen">
            <${Empty} icon="credit"
                title="Choose a rep">Their sales credit of the month stands here, order by order.</${Empty}>
            </${Panel}>` :
      html`<div class="stack">
          <${Panel} title="Together">
              <${Loaded} of=${statement} rows=${1}>
                  ${data =>
                      (data.totals.length ?
                          html`<div class="in">
                              <dl class="facts">
                                  ${data.totals.map((one, i) =>
                                      html`<div key=${i}><dt>${one.what}</dt>
                                          <dd class="big">
                                              <${Money} amount=${one.amount} currency=${one.currency} />
                                          </dd>
                                          </div>`)}</dl>
                              </div>` :
                          html`<div class="in muted">Nothing between these days.</div>`)}</${Loaded}>
          </${Panel}>
      <${Panel} title=${statement.data?.name ? `${rep}, ${statement.data.name}` : rep}
          acts=${html`${file('csv', 'CSV')}${file('html', 'To print')}`}>
        <${Table} caption="Statement"
            list=${{items: statement.data?.lines ?? (statement.problem ? [] : undefined)}} columns=${[
          {title: 'Day', cell: one => one.day},
          {title: 'Web order',
              cell: one =>
                  (one.web ? html`<a class="mono" href=${href('orders', one.web)}>${one.web}</a>` : '')},
          {title: 'ERP', cell: one => html`<span class="mono">${one.erp}</span>`},
          {title: 'Customer', wide: true, cell: one => one.customer},
          {title: 'What', cell: one => one.what}, {title: 'Slot', cell: one => one.slot},
          {title: 'Rule', cell: one => html`<span class="mono">${rule_word(one.rule)}</span>`},
          ...(costs ?
              [{title: 'Net', num: true, cell: one => one.net},
                  {title: 'Cost', num: true, cell: one => one.cost}] :
              []),
          {title: 'Sales credit', num: true,
              cell: one => html`<${Money} amount=${one.amount} currency=${one.currency} />`}]}
          empty=${statement.problem ? html`<div class="empty">There is no statement to show.</div>` :
              html`<${Empty} icon="credit"
                  title="Nothing between these days">Orders count on their business date, invoices on theirs.</${Empty}>`} />
              </${Panel}>
              </div>`}`;
}
