// settings_alerts: what is wrong now, what was this week, and the rules that say so.
import {html} from '../parts/html.js';
import {rows_of, useGet} from '../parts/api.js';
import {useEvents} from '../parts/events.js';
import {Empty, Panel} from '../parts/panel.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';

const items = get => ({...get, items: get.data && rows_of(get.data)});

export function Alerts() {
  const alerts = useGet('alerts', {}, {every: 30});
  const rules = useGet('alerts/rules');
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
        {title: 'Until', cell: one => html`<${When} at=${one.until} />`}]}
    empty=${html`<${Empty} title="Nothing is wrong">Nor was it within the last seven days.</${Empty}>`} />
        </${Panel}>
  <${Panel} title="Rules in force" foot="They stand in norekey.yaml, below alerts, with who is told.">
      <${Table} wrap caption="Alert rules" list=${items(rules)} id=${one => one.rule} columns=${[
    {title: 'Rule', cell: one => html`<b>${one.rule}</b>`},
        {title: 'Says', wide: true, cell: one => one.help}, {title: 'Bound', cell: one => one.bound},
        {title: 'Severity', cell: one => one.severity}]}
        empty=${html`<${Empty} icon="bell" title="No rules">Alerts are off in norekey.yaml.</${Empty}>`} />
        </${Panel}>
        </div>`;
}
