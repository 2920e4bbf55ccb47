// messages: everything that came in or goes out, searched by what people have in hand; what happens now is added on top.
import {html, useState} from '../parts/html.js';
import {useList} from '../parts/api.js';
import {useEvents} from '../parts/events.js';
import {FilterDay, FilterSelect, FilterText} from '../parts/form.js';
import {Icon} from '../parts/icons.js';
import {Empty, Head, Money, Panel} from '../parts/panel.js';
import {href, set_query} from '../parts/route.js';
import {useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {When, is_instant} from '../parts/time.js';
import {say} from '../parts/toast.js';

export const KINDS = {
  event: 'trigger', order: 'order', part: 'ERP order', confirm: 'confirmation', notice: 'answer',
      push: 'push', status: 'status',
  interchange: 'EDI file', set: 'EDI document', 'partner-file': 'EDI answer',
      document: 'document to a partner', receipt: 'receipt', alert: 'alert',
      invoice: 'invoice', credit: 'sales credit',
};
export const kind_word = kind => KINDS[kind] ?? kind;
const STATES = ['waiting', 'in work', 'parked', 'done', 'superseded', 'ignored'];
const SINCE = [['1h', 'the last hour'], ['24h', 'the last day'], ['7d', 'the last 7 days'],
    ['30d', 'the last 30 days']];
const FILTERS = ['q', 'channel', 'state', 'kind', 'cause', 'rep', 'since', 'until', 'identity'];

// Saved filters are this browser's own: a name and an address.
const KEY = 'norekey.filters';
const saved = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]');
  } catch {
    return [];
  }
};

function Saved({query}) {
  const [all, set_all] = useState(saved);
  const [naming, set_naming] = useState(false);
  const keep = next => {
    localStorage.setItem(KEY, JSON.stringify(next));
    set_all(next);
  };
  const now = Object.fromEntries(FILTERS.filter(key => query[key]).map(key => [key, query[key]]));
  const any = Object.keys(now).length > 0;
  const submit = event => {
    event.preventDefault();
    const name = new FormData(event.target).get('name').trim();
    if (name) keep([...all.filter(one => one.name !== name), {name, query: now}]);
    set_naming(false);
  };
  return html`<div class="flow">
    ${all.map(one =>
        html`<span key=${one.name} class="flow">
            <a class="button small" href=${href('messages', one.query)}>${one.name}</a>
            <button class="button plain icon-only small" type="button"
                aria-label=${`Forget the filter ${one.name}`}
                onClick=${() => { keep(all.filter(other => other.name !== one.name)); say(`The filter "${one.name}" is gone`,
                    {undo: async () => keep(all)}); }}>
                <${Icon} name="close" />
            </button>
            </span>`)}
    ${any && !naming &&
        html`<button class="button plain small" type="button" onClick=${() => set_naming(true)}>
            <${Icon} name="plus" />Save this filter</button>`}
    ${naming &&
        html`<form class="flow" onSubmit=${submit}>
            <input name="name" aria-label="Name of the filter" placeholder="Name" required maxlength="40"
                ref=${node => node?.focus()} />
            <button class="button small" type="submit">Save</button>
            </form>`}
    ${any && html`<a class="button plain small" href=${href('messages')}>All messages</a>`}
  </div>`;
}

export const matches = (row, query) => ['channel', 'state', 'kind', 'cause',
    'identity'].every(key => !query[key] || row[key] === query[key]) &&
  !query.q && !query.rep && !query.until;

const columns_for = ({several, waits}) => [
  {title: 'Received', cell: row => html`<${When} at=${row.received} />`},
  {title: 'What', cell: row => html`<a href=${href('message', row.id)}>
      ${kind_word(row.kind)} <span class="muted">#${row.id}</span></a>`},
  {title: 'Order', cell: row => (row.order && row.kind !== 'push' ?
      html`<a class="mono" href=${href('orders', row.order, {channel: row.channel})}>${row.order}</a>` :
      html`<span class="muted">–</span>`)},
  {title: 'State', cell: row => html`<span title=${row.what}><${State} of=${row.state} /></span>`},
  {title: 'ERP', cell: row => (row.about?.erp ? html`<span class="mono">${row.about.erp}</span>` :
      html`<span class="muted">–</span>`)},
  {title: 'Buyer', cell: row => html`<span class="cut short" title=${row.about?.buyer}>${row.about?.buyer}</span>`},
  {title: 'PO', cell: row => html`<span class="cut short">${row.about?.po_number}</span>`},
  {title: 'Total', num: true,
      cell: row => html`<${Money} amount=${row.about?.total} currency=${row.about?.currency} />`},
  ...(several ? [{title: 'Channel', cell: row => row.channel}] : []),
  ...(waits ? [{title: 'Waits for', wide: true, cell: row => html`<span class="small">${row.what}</span>`}] : []),
];

export default function Messages({query}) {
  const {channels = []} = useSession();
  const asked = Object.fromEntries(FILTERS.map(key => [key, query[key] ?? '']));
  const tail = query.tail === 'on';
  // What a search finds only the daemon knows: it is asked again, where an event alone would do otherwise.
  const searched = Boolean(query.q || query.rep);
  const list = useList('messages', {...asked, limit: 50}, {every: tail && searched ? 2 : 0});
  const [fresh, set_fresh] = useState([]);
  useEvents((kind, row) => {
    if (kind !== 'message' || !tail) return;
    set_fresh(all => [...(matches(row, query) ? [row] : []), ...all.filter(one => one.id !== row.id)].slice(0,
        200));
  });
  const live = tail ? fresh.filter(row => matches(row, query)) : [];
  const known = new Set(live.map(row => row.id));
  const shown = {...list, items: list.items && [...live, ...list.items.filter(row => !known.has(row.id))]};
  return html`
    <${Head} title="Messages">
        <button class="button ${tail ? 'main' : ''}" type="button" aria-pressed=${String(tail)}
            onClick=${() => { set_fresh([]); set_query({tail: tail ? '' : 'on'}); }}>
            <${Icon} name=${tail ? 'pause' : 'play'} />${tail ? 'Following' : 'Follow live'}</button>
        </${Head}>
    <div class="bar">
      <${FilterText} grow icon="find" name="q" label="Search" query=${query}
          placeholder="web, ERP or PO number, SKU, customer, rep, name, note" />
      ${(channels.length > 1 || query.channel) &&
          html`<${FilterSelect} name="channel" label="Channel" query=${query} all="every channel"
              options=${with_current(channels, query.channel)} />`}
      <${FilterSelect} name="state" label="State" query=${query} all="every state" options=${STATES} />
      <${FilterSelect} name="kind" label="Kind" query=${query} all="every kind"
          options=${with_current_pairs(Object.entries(KINDS), query.kind)} />
      <${FilterText} name="cause" label="Cause" query=${query} placeholder="items/ABC-1" />
      <${FilterText} name="rep" label="Rep" query=${query} placeholder="REP01" />
      <${FilterSelect} name="since" label="Since" query=${query} all="the beginning"
          options=${is_instant(query.since) ? [...SINCE, [query.since, 'a day']] : with_current_pairs(SINCE, query.since)} />
      <${FilterDay} name="since" label="From" query=${query} />
      <${FilterDay} name="until" label="To" query=${query} last />
    </div>
    <div class="bar"><${Saved} query=${query} /></div>
    <${Panel} label="Messages">
        <${Table} caption="Messages, newest first" list=${shown} id=${row => row.id}
            columns=${columns_for({several: channels.length > 1,
        waits: ['parked', 'waiting'].includes(query.state)})} bones=${12}
      empty=${html`<${Empty} icon="find" title="Nothing goes by that">
          ${query.q ?
              html`Every word has to stand in the order. A PO number may be cut off at its end. <a
                  href=${href('orders', query.q)}>Ask for exactly "${query.q}"</a>.` :
              html`No message fits these filters. <a
                  href=${href('messages')}>All messages</a>`}</${Empty}>`} />
          </${Panel}>`;
}

const with_current = (all, one) => (!one || all.includes(one) ? all : [...all, one]);
const with_current_pairs = (all, one) =>
    (!one || all.some(([key]) => key === one) ? all : [...all, [one, one]]);
