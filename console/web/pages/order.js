// order: one order's whole journey on one screen, its documents side by side, and whose sales credit it is. Without a key: the orders.
import {html} from '../parts/html.js';
import {rows_of, useGet, useList} from '../parts/api.js';
import {Documents} from '../parts/documents.js';
import {useLookAgain} from '../parts/events.js';
import {Explanation} from '../parts/explanation.js';
import {FilterSelect, FilterText} from '../parts/form.js';
import {Clearing} from '../parts/clearing.js';
import {Journey} from '../parts/journey.js';
import {Empty, Facts, Head, Loaded, Money, Note, Panel, Tabs} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {is_rep, may, useSession} from '../parts/session.js';
import {standing_of} from '../parts/standing.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';

export function OrderTable({list, caption, empty}) {
  const rep = is_rep(useSession());
  const columns = [
    {title: 'Order',
        cell: one =>
            html`<a class="mono" href=${href('orders', one.order, {channel: one.channel})}>${one.order}</a>`},
    {title: 'State', cell: one => html`<${State} of=${one.state} />`},
    {title: 'ERP',
        cell: one =>
            (one.erp ? html`<span class="mono">${one.erp}</span>` : html`<span class="muted">–</span>`)},
    {title: 'Buyer', cell: one => html`<span class="cut" title=${one.buyer}>${one.buyer}</span>`},
    {title: 'PO', cell: one => html`<span class="cut">${one.po_number}</span>`},
    {title: 'Total', num: true, cell: one => html`<${Money} amount=${one.total} currency=${one.currency} />`},
    {title: 'Sales credit', wide: true,
        cell: one =>
            html`<span class="cut" title=${one.sales_credit}>
                ${(one.sales_credit ?? '').replace(/^sales credit /, '')}</span>`},
    {title: 'Received', cell: one => html`<${When} at=${one.received} />`},
    ...(rep ? [] :
        [{title: 'Waits for', wide: true,
            cell: one => html`<span class="cut" title=${one.waiting}>${one.waiting}</span>`}]),
  ];
  return html`<${Table} caption=${caption} list=${list}
      id=${one => one.identity ?? `${one.channel}/${one.order}`} columns=${columns} empty=${empty} />`;
}

function Orders({query}) {
  const {channels = []} = useSession();
  const list = useList('orders', {q: query.q, channel: query.channel, since: query.since, limit: 50});
  return html`<${Head} title="Orders" />
    <div class="bar">
        <${FilterText} grow icon="find" name="q" label="Search" query=${query}
            placeholder="web, ERP or PO number, SKU, customer" />
      <${FilterSelect} name="channel" label="Channel" query=${query} all="every channel"
          options=${channels} />
          </div>
    <${Panel} label="Orders">
        <${OrderTable} caption="Orders, newest first" list=${list}
            empty=${html`<${Empty} icon="find" title="No orders">
                ${query.q ? 'Nothing goes by that.' : 'None has come in yet.'}</${Empty}>`} />
        </${Panel}>`;
}

const facts_of = (one, order) => [
  ['ERP number', order.erp && html`<span class="mono">${order.erp}</span>`],
  ['Buyer', order.buyer], ['Account', order.account && html`<span class="mono">${order.account}</span>`],
  ['PO number', order.po_number && html`<span class="mono">${order.po_number}</span>`],
  ['Total', order.total && html`<${Money} amount=${order.total} currency=${order.currency} />`],
  ['Sales credit', (order.sales_credit ?? '').replace(/^sales credit /, '')],
  ['Placed', order.placed && html`<${When} at=${order.placed} />`],
  ['Channel', order.channel], ['Revision', order.revision], ['Parts', order.parts > 1 ? order.parts : ''],
];

function One({one, query, reload}) {
  const session = useSession();
  const order = one.order ?? {};
  const number = order.number ?? one.identity.split('/').at(-1);
  const parked = one.messages.filter(message => message.state === 'parked');
  const state = parked.length ? 'parked' : order.state ?? 'received';
  const view = query.view ?? 'journey';
  const to = key => href('orders', query.key, {channel: query.channel, view: key === 'journey' ? '' : key});
  const tabs = [{key: 'journey', title: 'Journey'},
      ...(may(session, 'operator') ? [{key: 'documents', title: 'Documents side by side'}] : []),
      {key: 'credit', title: 'Sales credit'}];
  const partner = useGet(may(session, 'viewer') && order.po_number ? 'partners/due' : null, {all: 1});
  const dues = rows_of(partner.data).filter(due => due.partner === order.channel && due.about &&
      [order.po_number, number].some(key => key && due.about.includes(key)));
  return html`
    <${Head} title=${number} crumb="Order"><${State} of=${state} /></${Head}>
    <div class="stack">
      <${Panel} label="What is known">
          <div class="in"><${Facts} pairs=${[...facts_of(one, order), ...standing_of(one.messages)]} /></div>
          </${Panel}>
      ${parked.map(message =>
          html`<${Note} key=${message.id} tone="bad"><b>${message.what}</b>
              ${may(session, 'operator') ?
                  html`<div class="stack near">
                      <${Clearing} message=${message} cause=${message.cause} done=${reload} />
                      <span class="small muted">
                          ${/^norekey /.test(message.fix) ? html`or <code>${message.fix}</code>` :
                              message.fix}</span>
                      </div>` :
                  message.fix && html`<div>To go on: ${message.fix}</div>`}</${Note}>`)}
      ${dues.length > 0 &&
          html`<${Panel} title="EDI clock"><${Table} caption="EDI clock" list=${{items: dues}} columns=${[
        {title: 'What', cell: due => due.what}, {title: 'By', cell: due => due.by},
            {title: 'Until', cell: due => html`<${When} at=${due.until} />`},
        {title: 'State',
            cell: due =>
                html`<${State} of=${due.overdue ? 'overdue' : due.state === 'done' ? 'done' : 'due'} />`}]} />
            </${Panel}>`}
      <div>
        <${Tabs} label="Views of the order" all=${tabs} current=${view} to=${to} />
        ${view === 'documents' ? html`<${Documents} one=${one} query=${query} />` : view === 'credit' ?
            html`<${Explanation} of=${number} channel=${order.channel} />` : html`<${Journey} one=${one} />`}
      </div>
    </div>`;
}

function Choose({all, key_typed}) {
  return html`<${Head} title=${key_typed} crumb="Order"
      lead=${`${all.length} orders go by that. Choose one.`} />
    <${Panel} label="Orders">
        <${Table} caption="Orders" list=${{items: all}} id=${one => one.identity} columns=${[
      {title: 'Order',
          cell: one =>
              html`<a class="mono"
                  href=${href('orders', one.order?.number ?? one.identity.split('/').at(-1),
                      {channel: one.order?.channel})}>
                  ${one.order?.number ?? one.identity}</a>`},
      {title: 'Channel', cell: one => one.order?.channel},
          {title: 'State', cell: one => html`<${State} of=${one.order?.state ?? 'received'} />`},
      {title: 'ERP', cell: one => one.order?.erp}, {title: 'Buyer', cell: one => one.order?.buyer},
          {title: 'PO', cell: one => one.order?.po_number},
      {title: 'Total', num: true,
          cell: one => html`<${Money} amount=${one.order?.total} currency=${one.order?.currency} />`}]} />
          </${Panel}>`;
}

function Traced({id, query}) {
  const session = useSession();
  const trace = useGet('trace',
      {key: id, channel: query.channel, documents: may(session, 'operator') ? 1 : ''});
  useLookAgain((kind, row) => kind === 'message' && rows_of(trace.data).some(one => one.identity === row.identity),
      trace.reload);
  if (trace.problem?.status === 404) return html`<${Head} title=${id} crumb="Order" />
      <${Panel} label="Nothing">
          <${Empty} icon="find" title=${`Nothing goes by ${id}`}>
              ${trace.problem.fix}. <a href=${href('messages', {q: id})}>Search for it</a>
          </${Empty}>
      </${Panel}>`;
  return html`<${Loaded} of=${trace} rows=${10}>${data => {
    const all = rows_of(data);
    return all.length === 1 ?
        html`<${One} one=${all[0]} query=${{...query, key: id}} reload=${trace.reload} />` :
        html`<${Choose} all=${all} key_typed=${id} />`;
  }}</${Loaded}>`;
}

export default function OrderPage({parts, query}) {
  return parts[0] ? html`<${Traced} key=${parts[0]} id=${parts[0]} query=${query} />` :
      html`<${Orders} query=${query} />`;
}
