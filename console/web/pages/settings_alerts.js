// settings_alerts: what is wrong now, what was this week, who was told of it, and the rules that say so.
import {html, useState} from '../parts/html.js';
import {post, rows_of, useGet} from '../parts/api.js';
import {useEvents} from '../parts/events.js';
import {Empty, Panel} from '../parts/panel.js';
import {may, useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {Told, When} from '../parts/time.js';

const items = get => ({...get, items: get.data && rows_of(get.data)});

const Tellings = ({told, untold}) => (told.length ?
    html`<ul class="stack">${told.map(one => html`<li key=${one.way}>${one.way}: ${one.what},
        <${When} at=${one.at} /></li>`)}</ul>` :
    html`<span class="muted">nobody${untold && `: ${untold}`}</span>`);

/** Who is told, quiet hours and the heartbeat, in sentences. */
function Facts({ways}) {
  const {quiet, heartbeat} = ways;
  return html`<div class="in stack">
      <p>What is still wrong is told again after ${ways.repeat}.
        ${quiet.hours ?
            html` Quiet hours: ${quiet.hours} (${quiet.zone})${quiet.until &&
                html`, now until <${When} at=${quiet.until} />`}.` :
            ' There are no quiet hours.'}</p>
      <p>${heartbeat ?
            html`Heartbeat: ${heartbeat.to} is asked every ${heartbeat.every}; ${heartbeat.text}${heartbeat.at &&
                html`, <${When} at=${heartbeat.at} />`}.` :
            'There is no heartbeat: nobody outside notices a dead daemon.'}</p>
      </div>`;
}

function Ways() {
  const ways = useGet('alerts/ways', {}, {every: 30});
  const [tried, turn] = useState({});
  const test = async () => {
    turn({busy: true});
    try {
      turn({items: rows_of(await post('alerts/test'))});
    } catch (problem) {
      turn({problem});
    }
  };
  const list = {...ways, items: ways.data?.ways};
  return html`<${Panel} title="Who is told" acts=${ways.data?.ways.length > 0 &&
          html`<button class="button small" type="button" disabled=${tried.busy} onClick=${test}>
              ${tried.busy ? 'Sending…' : 'Send a test'}</button>`}
      foot="This stands in channels.yaml below alerts; it becomes active with the bundle.">
      <${Table} caption="Who is told of alerts" list=${list} id=${one => one.way} columns=${[
    {title: 'Way', cell: one => html`<b>${one.way}</b>`},
        {title: 'Now', wide: true,
            cell: one => html`<span class="muted"><${Told} text=${one.standing} /></span>`},
        {title: 'Told last', cell: one => html`<${When} at=${one.last} />`}]}
    empty=${html`<${Empty} icon="bell"
        title="Nobody is told">Add to, webhook or alertmanager to alerts in channels.yaml.</${Empty}>`} />
      ${ways.data && html`<${Facts} ways=${ways.data} />`}
      ${(tried.items || tried.problem) &&
          html`<${Table} caption="What the test brought" list=${tried} id=${one => one.way} columns=${[
    {title: 'Way', cell: one => one.way},
        {title: 'Answer',
            cell: one => html`<${State} of=${one.ok ? 'ok' : 'down'} word=${one.ok ? 'fine' : 'not fine'} />`},
        {title: 'It says', wide: true, cell: one => one.text},
        {title: 'To go on', wide: true, cell: one => one.fix}]} />`}
      </${Panel}>`;
}

export function Alerts() {
  const alerts = useGet('alerts', {}, {every: 30});
  const rules = useGet('alerts/rules');
  const operator = may(useSession(), 'operator');
  useEvents(kind => kind === 'alert' && alerts.reload());
  return html`<div class="stack">
      <${Panel} title="Alerts">
          <${Table} wrap caption="Alerts of the last seven days" list=${items(alerts)} columns=${[
    {title: 'State',
        cell: one =>
            html`<${State} of=${one.until ? 'done' : 'firing'} word=${one.until ? 'over' : one.severity} />`},
        {title: 'Rule', cell: one => one.rule},
        {title: 'On', cell: one => html`<span class="mono">${one.on}</span>`},
    {title: 'What', wide: true,
        cell: one => (one.link ? html`<a href=${one.link.replace(/^[^#]*/, '')}>${one.text}</a>` : one.text)},
        {title: 'Since', cell: one => html`<${When} at=${one.since} />`},
        {title: 'Until', cell: one => html`<${When} at=${one.until} />`},
        {title: 'Told', cell: one => html`<${Tellings} told=${one.told} untold=${one.untold} />`}]}
    empty=${html`<${Empty} title="Nothing is wrong">Nor was it within the last seven days.</${Empty}>`} />
        </${Panel}>
  ${operator && html`<${Ways} />`}
  <${Panel} title="Rules in force" foot="Their bounds stand in channels.yaml below alerts.">
      <${Table} wrap caption="Alert rules" list=${items(rules)} id=${one => one.rule} columns=${[
    {title: 'Rule', cell: one => html`<b>${one.rule}</b>`},
        {title: 'Says', wide: true, cell: one => one.help}, {title: 'Bound', cell: one => one.bound},
        {title: 'Severity', cell: one => one.severity}]}
        empty=${html`<${Empty} icon="bell" title="No rules">All of them are left out in channels.yaml.</${Empty}>`} />
        </${Panel}>
        </div>`;
}
