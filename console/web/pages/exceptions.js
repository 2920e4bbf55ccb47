// exceptions: what is parked, by cause, the worst first, each with what clears it beside it; then the messages of one cause.
import {html, useEffect, useState} from '../parts/html.js';
import {post, rows_of, useGet, useList} from '../parts/api.js';
import {AssignDialog, Clearing, IgnoreDialog, outcome} from '../parts/clearing.js';
import {useAsk} from '../parts/dialog.js';
import {useLookAgain} from '../parts/events.js';
import {FilterSelect} from '../parts/form.js';
import {Icon, Shape} from '../parts/icons.js';
import {Empty, Head, Loaded, Money, Note, Panel, plural} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {may, useSession} from '../parts/session.js';
import {Table} from '../parts/table.js';
import {Age, When} from '../parts/time.js';
import {say} from '../parts/toast.js';
import {kind_word} from './messages.js';

function Cause({one, query, done}) {
  return html`<li class="cause">
    <div class="stack near">
        <div class="flow"><span class="state bad"><${Shape} name="bad" /></span>
            <h2 class="mono">
                <a href=${href('exceptions', {cause: one.cause, channel: query.channel})}>${one.cause}</a>
            </h2>
        </div>
      <p>${one.what}</p>
      <div class="flow small muted">
          <a href=${href('exceptions', {cause: one.cause, channel: query.channel})}>
              ${plural(one.count, 'message')}</a>
          <span>oldest <${Age} at=${one.oldest} /></span>
          ${one.assigned && html`<span class="tag">with ${one.assigned}</span>`}</div>
          </div>
    <div class="remedy"><h3>To clear it</h3>
        <${Clearing} cause=${one.cause} count=${one.count} assigned=${one.assigned} done=${done} />
        <span class="small muted">
            ${/^norekey /.test(one.fix) ? html`or <code>${one.fix}</code>` : one.fix}</span>
        </div>
  </li>`;
}

function Bulk({chosen, choose, done}) {
  const [asked, ask] = useAsk();
  const ids = [...chosen];
  const all_done = () => { choose(new Set()); done(); };
  const replay = async () => {
    try {
      outcome(await post('replay', {ids}), 'taken up again');
      all_done();
    } catch (problem) {
      say(problem);
    }
  };
  const none = ids.length === 0;
  return html`<span class="small muted">
      ${none ? 'Choose messages to clear several at once' : `${ids.length} chosen`}</span>
    <button class="button small" type="button" disabled=${none} onClick=${replay}>
        <${Icon} name="again" />Replay</button>
    <button class="button small" type="button" disabled=${none}
        onClick=${() => ask(close =>
            html`<${AssignDialog} body=${{ids}} close=${close} done=${all_done} />`)}>
        <${Icon} name="person" />Assign</button>
    <button class="button small" type="button" disabled=${none}
        onClick=${() => ask(close =>
            html`<${IgnoreDialog} ids=${ids} close=${close} done=${all_done} />`)}>Ignore…</button>
        ${asked}`;
}

function OfCause({query, one, known, reload}) {
  const list = useList('parked', {cause: query.cause, channel: query.channel, limit: 100});
  const [chosen, choose] = useState(new Set());
  const session = useSession();
  const operator = may(session, 'operator');
  const {channels = []} = session;
  const done = () => { list.reload(); reload(); };
  // Further pages, and what is chosen in them, stay until something is done here.
  useLookAgain(kind => kind === 'message' && !list.beyond, list.reload);
  useEffect(() => {
    const there = new Set((list.items ?? []).map(row => row.id));
    if ([...chosen].some(id => !there.has(id))) choose(new Set([...chosen].filter(id => there.has(id))));
  }, [list.items]);
  const columns = [
    {title: 'Order',
        cell: row =>
            (row.order ?
                html`<a class="mono" href=${href('orders', row.order, {channel: row.channel})}>
                    ${row.order}</a>` :
                html`<span class="muted">–</span>`)},
    {title: 'What',
        cell: row =>
            html`<a href=${href('message', row.id)}>
                ${kind_word(row.kind)} <span class="muted">#${row.id}</span>
                </a>`},
    {title: 'Parked', cell: row => html`<${When} at=${row.ended ?? row.received} />`},
    {title: 'Age', cell: row => html`<${Age} at=${row.received} />`},
    {title: 'Buyer', cell: row => html`<span class="cut">${row.about?.buyer}</span>`},
    {title: 'Total', num: true,
        cell: row => html`<${Money} amount=${row.about?.total} currency=${row.about?.currency} />`},
    ...(channels.length > 1 ? [{title: 'Channel', cell: row => row.channel}] : []),
    {title: 'With', cell: row => row.assigned || one?.assigned || html`<span class="muted">nobody</span>`},
  ];
  return html`<div class="stack">
    ${one &&
        html`<${Panel} label="The cause"><ul><${Cause} one=${one} query=${query} done=${done} /></ul>
            </${Panel}>`}
    ${!one && known &&
        html`<${Note} tone="good"><b>Nothing is parked for ${query.cause} any more.</b>
            <div><a href=${href('exceptions', {channel: query.channel})}>All exceptions</a></div>
            </${Note}>`}
    <${Panel} title="Messages"
        acts=${operator && html`<${Bulk} chosen=${chosen} choose=${choose} done=${done} />`}>
      <${Table} caption="Parked messages, newest first" list=${list} id=${row => row.id} columns=${columns}
          ...${operator ? {chosen, choose} : {}}
        empty=${html`<${Empty} title="None is parked for this cause">What was, went on.</${Empty}>`} />
            </${Panel}>
  </div>`;
}

export default function Exceptions({query}) {
  const {channels = []} = useSession();
  const causes = useGet('causes', {channel: query.channel}, {every: 30});
  useLookAgain(kind => ['counts', 'message'].includes(kind), causes.reload);
  const all = rows_of(causes.data);
  const sum = all.reduce((n, one) => n + one.count, 0);
  return html`
    <${Head} title=${query.cause ?? 'Exceptions'}
        crumb=${query.cause && html`<a href=${href('exceptions', {channel: query.channel})}>Exceptions</a>`}>
      ${causes.data && !query.cause && sum > 0 &&
          html`<span class="small muted">
              ${plural(sum, 'message')} parked for ${plural(all.length, 'cause')}</span>`}
      ${channels.length > 1 &&
          html`<${FilterSelect} name="channel" label="Channel" query=${query} all="every channel"
              options=${channels} />`}</${Head}>
    ${query.cause ?
        html`<${OfCause} key=${query.cause} query=${query} one=${all.find(one => one.cause === query.cause)}
            known=${causes.data !== undefined} reload=${causes.reload} />` :
      html`<${Panel} label="Causes">
          <${Loaded} of=${causes} rows=${8}>
              ${() =>
                  (all.length ?
                      html`<ul>
                          ${all.map(one =>
                              html`<${Cause} key=${one.cause} one=${one} query=${query}
                                  done=${causes.reload} />`)}</ul>` :
        html`<${Empty}
            title="Nothing is parked">Every message is done or on its way.</${Empty}>`)}</${Loaded}>
            </${Panel}>`}`;
}
