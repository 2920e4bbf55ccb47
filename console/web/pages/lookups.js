// lookups: the tables of codes: found, set, taken away, brought in and out as CSV, with who set what when.
import {html, useState} from '../parts/html.js';
import {address, post, rows_of, useGet, useList} from '../parts/api.js';
import {set_row} from '../parts/clearing.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {Field, FileText, FilterText, Why} from '../parts/form.js';
import {Icon} from '../parts/icons.js';
import {Empty, Head, Loaded, Panel, plural} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {may, useSession} from '../parts/session.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';
import {say} from '../parts/toast.js';

export function LookupList() {
  const list = useGet('lookups');
  return html`<${Panel} title="Lookups">
      <${Table} caption="Lookups" list=${{...list, items: list.data && rows_of(list.data)}}
          id=${one => one.lookup} columns=${[
    {title: 'Table',
        cell: one => html`<a class="mono" href=${href('lookups', one.lookup)}>${one.lookup}</a>`},
        {title: 'From', cell: one => html`<span class="mono">${one.key}</span>`},
        {title: 'To', cell: one => html`<span class="mono">${one.value}</span>`},
        {title: 'Rows', num: true, cell: one => one.rows}]}
    empty=${html`<${Empty} icon="mappings"
        title="No lookups yet">Write one into lookups/ beside channels.yaml.</${Empty}>`} />
        </${Panel}>`;
}

const RowDialog = ({table, row, close, done}) =>
    html`<${Dialog} title=${row ? `${table.lookup}: ${row.key}` : `A new row of ${table.lookup}`} verb="Set"
        close=${close}
        act=${({key, value, why}) => set_row(table.lookup, row?.key ?? key.trim(), value.trim(),
            {was: row?.value ?? '', why})}
        done=${done}>
  ${!row &&
      html`<${Field} label=${table.key_name}>
          <input name="key" required autocomplete="off" spellcheck="false" />
          </${Field}>`}
  <${Field} label=${table.value_name}>
      <input name="value" required defaultValue=${row?.value ?? ''} autocomplete="off" spellcheck="false" />
      </${Field}><${Why} required=${false} />
      </${Dialog}>`;

const AwayDialog = ({table, row, close, done}) =>
    html`<${Dialog} title=${`Take ${row.key} away`} verb="Take it away" danger close=${close}
        act=${({why}) => set_row(table.lookup, row.key, '', {was: row.value, why})} done=${done}>
  <p>Orders with ${row.key} are parked from then on. Its history stays.</p><${Why} /></${Dialog}>`;

function History({table, row, close}) {
  const versions = useGet(`lookups/${encodeURIComponent(table.lookup)}/history`, {key: row.key});
  return html`<${Dialog} large title=${`${table.lookup}: history of ${row.key}`} close=${close}>
      <${Loaded} of=${versions} rows=${3}>
          ${data =>
              html`<${Table} caption="Versions, newest first" list=${{items: rows_of(data)}}
                  id=${one => one.version} columns=${[
    {title: 'Value',
        cell: one =>
            (one.value === '' ? html`<span class="muted">taken away</span>` :
                html`<span class="mono">${one.value}</span>`)},
        {title: 'Set', cell: one => html`<${When} at=${one.at} />`}, {title: 'By', cell: one => one.who},
        {title: 'Why', wide: true, cell: one => one.why}]}
    empty=${html`<div class="empty">It was never set: it is not there.</div>`} />`}</${Loaded}></${Dialog}>`;
}

/** First what would change, then the change. */
function ImportDialog({table, close, done}) {
  const [csv, take] = useState('');
  const [seen, see] = useState(null);
  const path = `lookups/${encodeURIComponent(table.lookup)}/import`;
  const act = async ({why}) =>
      (seen ? post(path, {csv, why}) :
          (see(await post(path, {csv, dry_run: true})),
              Promise.reject(Object.assign(new Error(),
                  {status: -1, title: 'Look at what would change, then import'}))));
  return html`<${Dialog} large title=${`Import into ${table.lookup}`}
      verb=${seen ? `Import ${plural(seen.rows?.length ?? seen.set, 'row')}` : 'See what would change'}
      ready=${Boolean(csv)} close=${close} act=${act}
      done=${answer => { say(`${plural(answer.set, 'row')} set. What waited for them goes on.`); done(); }}>
    <${FileText} label="CSV file with a head line" accept=".csv,text/csv"
        take=${text => { take(text); see(null); }} />
    <${Field} label=${`Or paste it: ${table.key_name},${table.value_name}`}>
        <textarea rows="8" value=${csv} spellcheck="false"
            onInput=${event => { take(event.target.value); see(null); }}>
        </textarea>
        </${Field}>
    ${seen?.rows &&
        html`<${Table} caption="What would change" list=${{items: seen.rows}}
            columns=${[{title: table.key_name, cell: one => html`<span class="mono">${one.key}</span>`},
                {title: 'Now', cell: one => html`<span class="mono">${one.from || '–'}</span>`},
                {title: 'Then', cell: one => html`<span class="mono">${one.to || 'taken away'}</span>`}]}
            empty=${html`<div class="empty">Nothing would change.</div>`} />`}
    ${seen && html`<${Why} required=${false} />`}</${Dialog}>`;
}

function One({name, query}) {
  const operator = may(useSession(), 'operator');
  const list = useList(`lookups/${encodeURIComponent(name)}`, {q: query.q, limit: 100});
  const [asked, ask] = useAsk();
  const table = {lookup: name, key_name: list.data?.key_name ?? 'code',
      value_name: list.data?.value_name ?? 'value'};
  const done = list.reload;
  return html`<${Head} title=${name} crumb=${html`<a href=${href('mappings')}>Lookups</a>`}>
      ${list.data && html`<span class="small muted">${plural(list.data.total, 'row')}</span>`}
      <a class="button" href=${address(`lookups/${encodeURIComponent(name)}/export`)} download>
          <${Icon} name="down" />CSV</a>
      ${operator &&
          html`<button class="button" type="button"
              onClick=${() => ask(close =>
                  html`<${ImportDialog} table=${table} close=${close} done=${done} />`)}>
              <${Icon} name="up" />Import…</button>
              <button class="button main" type="button"
                  onClick=${() => ask(close =>
                      html`<${RowDialog} table=${table} close=${close} done=${done} />`)}>
                  <${Icon} name="plus" />Set a row…</button>`}</${Head}>
    <div class="bar">
        <${FilterText} grow icon="find" name="q" label="Search" query=${query}
            placeholder=${`${table.key_name} or ${table.value_name}`} />
        </div>
    <${Panel} label="Rows">
        <${Table} caption=${`Rows of ${name}`} list=${list} id=${one => one.key} columns=${[
      {title: table.key_name,
          cell: one =>
              html`<button class="button plain small mono" type="button" title="Its history"
                  onClick=${() => ask(close =>
                      html`<${History} table=${table} row=${one} close=${close} />`)}>
                  ${one.key}</button>`},
      {title: table.value_name, wide: true, cell: one => html`<span class="mono">${one.value}</span>`},
      ...(operator ?
          [{title: 'Change',
              cell: one =>
                  html`<span class="flow">
                      <button class="button small" type="button" aria-label=${`Set… ${one.key}`}
                          onClick=${() => ask(close =>
                              html`<${RowDialog} table=${table} row=${one} close=${close}
                                  done=${done} />`)}>Set…</button>
                      <button class="button small" type="button" aria-label=${`Take away… ${one.key}`}
                          onClick=${() => ask(close =>
                              html`<${AwayDialog} table=${table} row=${one} close=${close}
                                  done=${done} />`)}>Take away…</button>
                      </span>`}] :
          [])]}
      empty=${html`<${Empty} icon="find" title="No row">
          ${query.q ? `None has "${query.q}" in it.` : 'The table is empty.'}</${Empty}>`} />
          </${Panel}>${asked}`;
}

export default function Lookups({parts, query}) {
  if (!parts[0]) return html`<${Head} title="Lookups" /><${LookupList} />`;
  return html`<${One} key=${parts[0]} name=${parts[0]} query=${query} />`;
}
