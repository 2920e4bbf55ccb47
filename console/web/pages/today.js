// today: is everything all right? One sentence, then every channel from left to right, then what proves it.
import {html} from '../parts/html.js';
import {useGet} from '../parts/api.js';
import {useLookAgain} from '../parts/events.js';
import {Shape} from '../parts/icons.js';
import {Head, Loaded, Panel, capital, plural} from '../parts/panel.js';
import {Plot} from '../parts/plot.js';
import {href} from '../parts/route.js';
import {State, shape_of, tone_of} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {Age, Told, When} from '../parts/time.js';

const VERDICT = {
  fine: ['good', 'good', 'Everything is all right'],
  attention: ['wait', 'wait', 'Somebody should look'],
  trouble: ['bad', 'bad', 'Something is wrong'],
};

/** What is parked is told from the first minute, although nobody is called for it yet. */
function verdict_of(today) {
  const {parked} = today.counts;
  const told = today.reasons.some(one => one.link.startsWith('#/exceptions'));
  const reasons = parked > 0 && !told ?
      [...today.reasons, {text: `${plural(parked, 'message')} parked`, link: href('exceptions')}] : today.reasons;
  return {state: today.state === 'fine' && reasons.length > 0 ? 'attention' : today.state, reasons};
}

function Verdict({today}) {
  const {state, reasons} = verdict_of(today);
  const [tone, shape, title] = VERDICT[state];
  return html`<div class="verdict ${tone}"><span class="state ${tone}"><${Shape} name=${shape} /></span>
    <div><strong>${title}</strong>
      ${reasons.length === 0 ?
          html`<span class="muted">Nothing is parked, and no alert is on.</span>` :
          html`<ul class="flow">${reasons.map((one, i) => html`<li key=${i}>
              ${one.link ? html`<a href=${one.link}>${capital(one.text)}</a>` : capital(one.text)}</li>`)}</ul>`}</div>
    <div class="acts">
      ${today.counts.parked > 0 && html`<a class="button main" href=${href('exceptions')}>Clear exceptions</a>`}</div>
  </div>`;
}

function Figure({n, label, to, tone = '', then, note}) {
  return html`<a class="fig ${n === 0 ? 'zero' : tone} ${then ? 'then' : ''}" href=${to}><b>${n}</b>
      <small>${label}</small>${note && html`<small>${note}</small>`}</a>`;
}

function Lane({one, since}) {
  const {channel} = one;
  return html`<li class="lane">
    <div class="name"><a href=${href('messages', {channel})}>${channel}</a>
      <small class="muted">${one.partner ? 'EDI partner' : 'web shop'}${one.shadow ? ', on trial' : ''}
          ${one.last && html`, last <${Age} at=${one.last} ago />`}</small>
          </div>
    <${Figure} n=${one.received} label="received" to=${href('messages', {channel, kind: 'order', since})} />
    <${Figure} n=${one.in_erp} label="in the ERP" then
        to=${href('messages', {channel, kind: 'part', state: 'done', since})} />
    <${Figure} n=${one.acknowledged} label="acknowledged" then
        to=${href('messages', {channel, kind: 'notice', state: 'done', since})} />
    <div class="split"></div>
    <${Figure} n=${one.waiting} label="waiting" tone="wait"
        to=${href('messages', {channel, state: 'waiting'})} />
    <${Figure} n=${one.awaiting} label="awaiting ERP" tone="wait"
        to=${href('messages', {channel, kind: 'confirm', state: 'waiting'})} />
    <${Figure} n=${one.parked} label="parked" tone="bad" to=${href('exceptions', {channel})}
        note=${one.oldest && one.parked > 0 && html`oldest <${Age} at=${one.oldest} />`} />
  </li>`;
}

function Books({today}) {
  if (today.reconciliation.length === 0) return html`<div
      class="empty">Not compared yet: web, ERP and ledger are compared every ten minutes.</div>`;
  return html`<${Table} caption="Web, ERP and ledger by channel" list=${{items: today.reconciliation}}
      id=${one => one.channel} columns=${[
    {title: 'Channel',
        cell: one => html`<a href=${href('reconcile', {channel: one.channel})}>${one.channel}</a>`},
    {title: 'Orders', num: true, cell: one => one.orders},
    {title: 'Web = ERP = ledger', wide: true,
        cell: one =>
            (one.at === null ? html`<span class="muted">not compared yet</span>` :
                html`<span class="flow">
                    ${Object.entries(one.classes).filter(([, n]) => n > 0).map(([name, n]) =>
                        html`<a key=${name} class="state ${tone_of(name)}"
                            href=${href('reconcile', {channel: one.channel, class: name})}>
                            <${Shape} name=${shape_of(name)} />${n} ${name}</a>`)}</span>`)},
    {title: 'Unexplained', num: true,
        cell: one => html`<span class=${one.unexplained > 0 ? 'bad' : 'muted'}>${one.unexplained}</span>`},
    {title: 'Compared', cell: one => html`<${Age} at=${one.at} ago />`},
  ]} />`;
}

export function Destinations({list}) {
  return html`<${Table} caption="Destinations" list=${{items: list}} id=${one => one.destination} columns=${[
    {title: 'Destination',
        cell: one => html`<a href=${href('settings', 'destinations')}>${one.destination}</a>`},
    {title: 'Standing', cell: one => html`<${State} of=${one.standing} />`},
    {title: 'Now', wide: true, cell: one => html`<span class="muted"><${Told} text=${one.text} /></span>`},
  ]} empty=${html`<div class="empty">Nothing is called yet.</div>`} />`;
}

function Deadlines({list}) {
  return html`<${Table} caption="Deadlines" list=${{items: list}} columns=${[
    {title: 'Partner', cell: one => html`<a href=${href('partners')}>${one.partner}</a>`},
    {title: 'What', cell: one => `${one.what} ${one.about}`},
    {title: 'By', cell: one => (one.by === 'us' ? 'us' : 'them')},
    {title: 'Until', cell: one => html`<${When} at=${one.until} />`},
    {title: 'State', cell: one => html`<${State} of=${one.overdue ? 'overdue' : 'due'} />`},
  ]} />`;
}

/** From a little before the first bucket that has something; an hour at least. */
function trimmed(series) {
  const first = series.at.findIndex((_, i) => series.received[i] || series.in_erp[i] || series.parked[i]);
  const from = Math.max(0, Math.min(first - 1, series.at.length - Math.ceil(3600 / series.step) - 1));
  return Object.fromEntries(Object.entries(series).map(([key, all]) => [key, Array.isArray(all) ? all.slice(from) : all]));
}

function Plots({series: all}) {
  const busy = all.received.some(Boolean) || all.in_erp.some(Boolean);
  if (!busy) return html`<${Panel} title="Throughput and latency">
      <div class="empty">Nothing came in within the last day: there is nothing to draw yet.</div></${Panel}>`;
  const series = trimmed(all);
  const every = series.step >= 3600 ? plural(series.step / 3600, 'hour') : plural(series.step / 60, 'minute');
  return html`<div class="cols">
    <${Panel} title="Throughput" acts=${html`<small class="muted">orders in ${every}</small>`}>
        <${Plot} title="Throughput" at=${series.at} series=${[
      {title: 'received', values: series.received, tone: 'accent'},
      {title: 'in the ERP', values: series.in_erp, tone: 'good', dash: [6, 4]},
      {title: 'parked', values: series.parked, tone: 'bad'}]} /></${Panel}>
    <${Panel} title="Latency"
        acts=${html`<small class="muted">from planned to in the ERP, milliseconds</small>`}>
        <${Plot} title="Latency" at=${series.at} series=${[
      {title: 'mean', values: series.latency_mean_ms, tone: 'accent', unit: ' ms'},
      {title: 'longest', values: series.latency_max_ms, tone: 'wait', unit: ' ms', dash: [6, 4]}]} />
          </${Panel}>
  </div>`;
}

export default function Today() {
  const today = useGet('today', {}, {every: 30});
  useLookAgain(kind => kind !== 'activated', today.reload, 2000);
  return html`
    <${Head} title="Today">
        ${today.data &&
            html`<span
                class="small muted">Since <${When} at=${today.data.since} />, read <${When}
                    at=${today.data.at} seconds clock />
                </span>`}</${Head}>
    <${Loaded} of=${today} rows=${12}>${data => html`<div class="stack">
      <${Verdict} today=${data} />
      <${Panel} title="Channels">
          ${data.channels.length ?
              html`<ul>
                  ${data.channels.map(one =>
                      html`<${Lane} key=${one.channel} one=${one} since=${data.since} />`)}</ul>` :
              html`<div
                  class="empty">No channel is set up yet: write one into channels.yaml, then activate it in <a
                      href=${href('settings', 'bundles')}>Settings, Bundles</a>.</div>`}</${Panel}>
      ${data.causes.length > 0 &&
          html`<${Panel} title="Parked, by cause"
              acts=${html`<a href=${href('exceptions')}>All exceptions</a>`}>
              <${Table} caption="Parked, by cause" list=${{items: data.causes}} id=${one => one.cause}
                  columns=${[
        {title: 'Cause',
            cell: one =>
                html`<a class="mono" href=${href('exceptions', {cause: one.cause})}>${one.cause}</a>`},
        {title: 'Parked', num: true, cell: one => one.count},
        {title: 'Oldest', cell: one => html`<${Age} at=${one.oldest} />`},
        {title: 'What', wide: true, cell: one => one.what},
      ]} /></${Panel}>`}
      <${Panel} title="The books: web = ERP = ledger"
          acts=${html`<a href=${href('reconcile')}>Compare now</a>`}>
          <${Books} today=${data} />
          </${Panel}>
      <${Plots} series=${data.series} />
      <div class="cols">
        <${Panel} title="Destinations"><${Destinations} list=${data.destinations} /></${Panel}>
        ${data.deadlines.length > 0 &&
            html`<${Panel} title="Deadlines"><${Deadlines} list=${data.deadlines} /></${Panel}>`}
      </div>
    </div>`}</${Loaded}>`;
}
