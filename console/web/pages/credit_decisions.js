// credit_decisions: what a person decides: orders without a rep, claims, orders that were entered again.
import {html} from '../parts/html.js';
import {post, rows_of, useGet, useList} from '../parts/api.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {ClaimDialog} from '../parts/explanation.js';
import {Field, FilterSelect, Why} from '../parts/form.js';
import {Empty, Money, OrderLink, Panel} from '../parts/panel.js';
import {is_rep, may, useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {Age, When} from '../parts/time.js';
import {say} from '../parts/toast.js';
import {OrderTable} from './order.js';

export function WithoutRep() {
  const list = useList('credit/unassigned', {limit: 100});
  return html`<${Panel} label="Orders without a rep">
      <${OrderTable} caption="Orders without a rep yet" list=${list}
    empty=${html`<${Empty}
        title="Every order has its rep">What no rule gives to anybody would wait here for sales operations.</${Empty}>`} />
        </${Panel}>`;
}

function DecideClaim({claim, close, done}) {
  return html`<${Dialog} title=${`Claim ${claim.id}`} verb="Decide" close=${close}
      act=${({uphold, why}) => post(`credit/claims/${encodeURIComponent(claim.id)}/decision`,
          {uphold: uphold === 'yes', why})}
    done=${() => { say(`Claim ${claim.id} is decided`); done(); }}>
    <p>${claim.by} says that <b class="mono">${claim.order}</b> is for ${claim.for}: ${claim.why}</p>
    <fieldset class="flow"><legend class="hidden">Decision</legend>
        <label class="choice">
            <input type="radio" name="uphold" value="yes"
                required /> Uphold it: the ledger is booked again</label>
        <label class="choice">
            <input type="radio" name="uphold" value="no" /> Deny it: everything stays</label>
        </fieldset><${Why} hint="Whoever claimed reads it." />
        </${Dialog}>`;
}

export function Claims({query, reload}) {
  const session = useSession();
  const list = useGet('credit/claims', {open: query.open});
  const [asked, ask] = useAsk();
  const done = () => { list.reload(); reload(); };
  return html`<div class="bar">
      <${FilterSelect} name="open" label="Which" query=${query} all="all claims"
          options=${[['1', 'those that wait']]} />
      </div>
    <${Panel} title="Claims"
        acts=${(is_rep(session) || may(session, 'operator')) &&
            html`<button class="button small" type="button"
                onClick=${() => ask(close => html`<${ClaimDialog} close=${close} done=${done} />`)}>
                Claim an order…</button>`}>
        <${Table} caption="Claims" list=${{...list, items: list.data && rows_of(list.data)}}
            id=${one => one.id} columns=${[
      {title: 'Order', cell: one => html`<${OrderLink} order=${one.order} channel=${one.channel} />`},
      {title: 'For', cell: one => one.for}, {title: 'State', cell: one => html`<${State} of=${one.state} />`},
      {title: 'Made', cell: one => html`<${When} at=${one.made} />`}, {title: 'By', cell: one => one.by},
          {title: 'Why', wide: true,
              cell: one =>
                  html`${one.why}
                      ${one.because &&
                          html`<div class="small muted">${one.decided_by}: ${one.because}</div>`}`},
      {title: 'Decision',
          cell: one =>
              (one.state === 'waiting' && may(session, 'admin') ?
                  html`<button class="button small" type="button"
                      onClick=${() => ask(close =>
                          html`<${DecideClaim} claim=${one} close=${close}
                              done=${done} />`)}>Decide…</button>` :
                  one.decided ? html`<${When} at=${one.decided} />` : '')}]}
      empty=${html`<${Empty}
          title="No claims">Somebody who says that an order is theirs does so here, or on the order, under Sales credit.</${Empty}>`} />
          </${Panel}>${asked}`;
}

const CAUSES = [['', 'not said'],
    ...['stock-out', 'price', 'credit hold', 'missing PO', 'ship date', 'other'].map(one => [one, one])];

function DecideReentry({one, close, done}) {
  return html`<${Dialog} title=${`Is ${one.erp} the web order ${one.order}?`} verb="Decide" close=${close}
    act=${({same, cause, why}) => post(`credit/reentries/${encodeURIComponent(one.order)}/decision`,
        {same: same === 'yes', cause: cause || undefined, channel: one.channel, why})}
        done=${() => { say('Decided. It may be changed later.'); done(); }}>
    <p>${one.why}</p>
    <fieldset class="form"><legend class="hidden">Decision</legend>
        <label class="choice">
            <input type="radio" name="same" value="yes"
                required /> The same order, entered again: the sales credit of the web order stands</label>
      <label class="choice">
          <input type="radio" name="same" value="no" /> Two orders: each has its own sales credit</label>
          </fieldset>
    <${Field} label="Why it was entered again">
        <select name="cause">
            ${CAUSES.map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}</select>
        </${Field}><${Why} />
        </${Dialog}>`;
}

export function Reentries({query, reload}) {
  const {channels = []} = useSession();
  const list = useGet('credit/reentries', {open: query.open, channel: query.channel});
  const causes = useGet('credit/causes', {since: '30d'});
  const [asked, ask] = useAsk();
  const done = () => { list.reload(); causes.reload(); reload(); };
  return html`<div class="bar">
      <${FilterSelect} name="open" label="Which" query=${query} all="all that were found"
          options=${[['1', 'those that wait for a person']]} />
      <${FilterSelect} name="channel" label="Channel" query=${query} all="every channel"
          options=${channels} />
          </div>
    <div class="stack">
        <${Panel} title="Re-entered orders">
            <${Table} wrap caption="Re-entered orders"
                list=${{...list, items: list.data && rows_of(list.data)}}
                id=${one => `${one.channel}/${one.order}`} columns=${[
      {title: 'Web order', cell: one => html`<${OrderLink} order=${one.order} channel=${one.channel} />`},
          {title: 'In the ERP', cell: one => html`<span class="mono">${one.erp}</span>`},
      {title: 'State', cell: one => html`<${State} of=${one.next ? 'waiting' : 'done'} word=${one.state} />`},
          {title: 'Amount', num: true,
              cell: one => html`<${Money} amount=${one.amount} currency=${one.currency} />`},
      {title: 'Why we think so', wide: true,
          cell: one =>
              html`${one.why}
                  ${one.because && html`<div class="small muted">${one.decided_by}: ${one.because}</div>`}`},
          {title: 'Sales credit', cell: one => (one.sales_credit_kept ? 'unchanged' : '–')},
      {title: 'Found', cell: one => html`<${Age} at=${one.found} ago />`},
      {title: 'Decision',
          cell: one =>
              html`<button class="button small" type="button"
                  onClick=${() => ask(close =>
                      html`<${DecideReentry} one=${one} close=${close} done=${done} />`)}>
                  ${one.decided_by ? 'Change…' : 'Decide…'}</button>`}]}
      empty=${html`<${Empty}
          title="None was found">Web orders that staff cancel and enter again in the ERP stand here. The watch begins on the day that the company names with re-entry-from.</${Empty}>`} />
          </${Panel}>
    ${causes.data?.causes?.length > 0 &&
        html`<${Panel} title="Why, in the last 30 days" foot="Causes and channels, never names.">
            <${Table} caption="Why orders are entered again" list=${{items: causes.data.causes}} columns=${[
      {title: 'Cause', cell: one => one.cause || 'not known'}, {title: 'Channel', cell: one => one.channel},
          {title: 'Orders', num: true, cell: one => one.orders},
      {title: 'Amount', num: true,
          cell: one => html`<${Money} amount=${one.amount} currency=${one.currency} />`}]} />
          </${Panel}>`}</div>
          ${asked}`;
}
