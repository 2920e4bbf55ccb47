// reconcile: web = ERP = ledger, order by order, compared now; every difference with its next step.
import {html} from '../parts/html.js';
import {useGet} from '../parts/api.js';
import {FilterSelect} from '../parts/form.js';
import {Icon} from '../parts/icons.js';
import {Empty, Head, Loaded, Money, Note, OrderLink, Panel, plural} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {Age, When} from '../parts/time.js';

const same = day => day.web_total === day.erp_total && day.web === day.erp;

function Channel({one, query}) {
  const entries = one.entries.filter(entry => !query.class || entry.class === query.class);
  const classes = Object.entries(one.classes).filter(([, n]) => n > 0);
  return html`<${Panel} title=${one.channel}
      acts=${html`<small class="muted">${plural(one.orders, 'order')} since <${When} at=${one.from} />
          </small>`}>
    <div class="in flow">
        ${classes.map(([name, n]) =>
            html`<a key=${name} class="button small"
                href=${href('reconcile',
                    {...query, channel: one.channel, class: query.class === name ? '' : name})}
                aria-current=${query.class === name ? 'true' : undefined}>
                <${State} of=${name} word=${`${n} ${name}`} />
                </a>`)}</div>
    <${Table} caption=${`Differences of ${one.channel}`} list=${{items: entries}} columns=${[
      {title: 'Order', cell: entry => html`<${OrderLink} order=${entry.order} channel=${one.channel} />`},
          {title: 'ERP', cell: entry => html`<span class="mono">${entry.erp}</span>`},
      {title: 'Class', cell: entry => html`<${State} of=${entry.class} />`},
          {title: 'Total', num: true,
              cell: entry => html`<${Money} amount=${entry.total} currency=${entry.currency} />`},
      {title: 'What', wide: true, cell: entry => entry.what},
          {title: 'Next', wide: true,
              cell: entry =>
                  (entry.class === 'held' ?
                      html`<a
                          href=${href('orders', entry.order, {channel: one.channel})}>clear it there</a>` :
                      entry.next)},
          {title: 'Age', cell: entry => (entry.since ? html`<${Age} at=${entry.since} />` : entry.age)}]}
          wrap
      empty=${html`<${Empty}
          title=${query.class ? `No order is ${query.class}` :
              'No differences'}>Web, ERP and ledger say the same. <a
                  href=${href('reconcile', {...query, class: '', all: 1})}>Orders that match, too</a>
          </${Empty}>`} />
    ${one.by_hand > 0 &&
        html`<div class="in muted">${plural(one.by_hand, 'order')} in the ERP entered by staff and none of the web's.</div>`}
    ${one.days?.length > 0 &&
        html`<header><h2>By business day</h2></header>
            <${Table} caption="Sums by business day" list=${{items: one.days}} id=${day => `${day.day} ${day.currency}`}
                columns=${[
      {title: 'Day', cell: day => day.day}, {title: 'Currency', cell: day => day.currency},
          {title: 'Web orders', num: true, cell: day => day.web},
          {title: 'Web total', num: true, cell: day => day.web_total},
      {title: 'ERP orders', num: true, cell: day => day.erp},
          {title: 'ERP total', num: true, cell: day => day.erp_total},
      {title: 'In the ledger', num: true, cell: day => day.ledger},
          {title: 'Sales credit', num: true, cell: day => day.ledger_amount},
      {title: 'Web = ERP',
          cell: day =>
              html`<${State} of=${same(day) ? 'same' : 'waiting'}
                  word=${same(day) ? 'the same' : 'differs'} />`}]} />`}
    ${one.webhook_gaps?.length > 0 &&
        html`<div class="in">
            <${Note} tone="wait">
                ${one.webhook_gaps.map((gap, i) =>
                    html`<div
                        key=${i}>No webhook came between <${When} at=${gap.from} /> and <${When}
                            at=${gap.to} />: ${plural(gap.orders,
                                'order')} came by polling. Nothing is lost. Next: ${gap.next}.</div>`)}</${Note}>
            </div>`}
  </${Panel}>`;
}

export default function Reconcile({query}) {
  const {channels = []} = useSession();
  const books = useGet('reconcile', {channel: query.channel, since: query.since, all: query.all});
  return html`<${Head} title="Reconcile"
      lead="Every order of web and ERP, looked up now, and held against the ledger.">
      <button class="button" type="button" onClick=${books.reload}>
          <${Icon} name="again" />Compare again</button>
          </${Head}>
    <div class="bar">
        <${FilterSelect} name="channel" label="Channel" query=${query} all="every channel"
            options=${channels} />
      <${FilterSelect} name="since" label="Orders of" query=${query} all="the last 7 days"
          options=${[['24h', 'the last day'], ['30d', 'the last 30 days'], ['90d', 'the last 90 days'],
              ['3650d', 'all time']]} />
      <${FilterSelect} name="all" label="Show" query=${query} all="differences"
          options=${[['1', 'orders that match, too']]} />
          </div>
    <${Loaded} of=${books} rows=${8}>
        ${data =>
            html`<div class="stack">
                ${data.channels.map(one => html`<${Channel} key=${one.channel} one=${one} query=${query} />`)}
      ${data.channels.length === 0 &&
          html`<${Panel} label="No channel">
              <${Empty} icon="info"
                  title="There is no channel with an ERP to compare">Name one in channels.yaml.</${Empty}>
              </${Panel}>`}</div>`}</${Loaded}>`;
}
