// settings_audit: who did what, newest first. Nothing is ever taken out of it.
import {html} from '../parts/html.js';
import {get, useList} from '../parts/api.js';
import {CsvButton} from '../parts/csv_button.js';
import {FilterText} from '../parts/form.js';
import {Empty, Panel} from '../parts/panel.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';

const shown = value =>
    (value === null || value === undefined || value === '' ? '–' : typeof value === 'string' ? value :
        JSON.stringify(value));

const COLUMNS = [['When', one => one.at], ['Who', one => one.who], ['From', one => one.from],
    ['What', one => one.what], ['On', one => one.on], ['Before', one => shown(one.before)],
    ['After', one => shown(one.after)], ['Why', one => one.why]];

/** All that fits, page after page. */
async function all_of(asked) {
  const out = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await get('audit', {...asked, limit: 500, cursor});
    out.push(...page.items);
    cursor = page.next;
  }
  return out;
}

export function Audit({query}) {
  const asked = {who: query.who, what: query.what};
  const list = useList('audit', {...asked, limit: 100});
  return html`<div class="bar"><${FilterText} name="who" label="Who" query=${query} placeholder="user" />
      <${FilterText} name="what" label="What" query=${query} placeholder="pause" />
      </div>
    <${Panel} title="Audit log"
        acts=${html`<${CsvButton} name="audit.csv" what="audit log" columns=${COLUMNS}
            rows=${list.items?.length > 0 && (() => all_of(asked))} />`}>
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
