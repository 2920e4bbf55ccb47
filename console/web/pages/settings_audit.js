// settings_audit: who did what, newest first. Nothing is ever taken out of it.
import {html} from '../parts/html.js';
import {useList} from '../parts/api.js';
import {FilterText} from '../parts/form.js';
import {Empty, Panel} from '../parts/panel.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';

const shown = value =>
    (value === null || value === undefined || value === '' ? '–' : typeof value === 'string' ? value :
        JSON.stringify(value));

export function Audit({query}) {
  const list = useList('audit', {who: query.who, what: query.what, limit: 100});
  return html`<div class="bar"><${FilterText} name="who" label="Who" query=${query} placeholder="user" />
      <${FilterText} name="what" label="What" query=${query} placeholder="pause" />
      </div>
    <${Panel} label="Audit log">
        <${Table} wrap caption="Audit log, newest first" list=${list} id=${one => one.number} columns=${[
      {title: 'When', cell: one => html`<${When} at=${one.at} seconds />`},
          {title: 'Who',
              cell: one => html`${one.who}${one.from && html`<div class="small muted">${one.from}</div>`}`},
          {title: 'What', cell: one => one.what.replaceAll('_', ' ')},
          {title: 'On', cell: one => html`<span class="mono">${one.on}</span>`},
      {title: 'Before',
          cell: one =>
              html`<span class="mono small cut short" title=${shown(one.before)}>${shown(one.before)}</span>`},
          {title: 'After',
              cell: one =>
                  html`<span class="mono small cut short" title=${shown(one.after)}>${shown(one.after)}</span>`},
          {title: 'Why', wide: true, cell: one => one.why}]}
      empty=${html`<${Empty} icon="find"
          title="Nothing of that kind">Everything that somebody changes stands here.</${Empty}>`} />
          </${Panel}>`;
}
