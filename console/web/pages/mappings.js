// mappings: how documents become the ERP's: each file as a table, its draft beside what is active, tried and compared before it is activated.
import {html, useEffect, useMemo, useRef, useState} from '../parts/html.js';
import {post, put, remove, rows_of, useGet} from '../parts/api.js';
import {ActivateDialog} from '../parts/activate.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {pretty} from '../parts/reading.js';
import {Field, Select, Why} from '../parts/form.js';
import {mapping_rows} from '../parts/mapping_rows.js';
import {Empty, Head, Loaded, Note, Panel, ProblemNote, Tabs, plural} from '../parts/panel.js';
import {go, href} from '../parts/route.js';
import {Scroll} from '../parts/scroll.js';
import {may, useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {say} from '../parts/toast.js';
import {LookupList} from './lookups.js';

const DRAFT = {same: ['same', 'as active'], changed: ['waiting', 'changed, not active'],
    new: ['waiting', 'new, not active'], gone: ['waiting', 'taken away, still active']};
export const DraftState = ({state}) =>
    html`<${State} of=${DRAFT[state]?.[0] ?? state} word=${DRAFT[state]?.[1] ?? state} />`;

export function Findings({list}) {
  if (!list?.length) return null;
  return html`<ul class="stack" role="alert">
      ${list.map((one, i) =>
          html`<li key=${i}>
              <${Note} tone=${one.kind === 'error' ? 'bad' : 'wait'}>
                  <span class="mono small">${one.file}:${one.line}:${one.column}
                      ${one.field && ` ${one.field}`}</span>
                  <div><b>${one.text}</b></div>${one.fix && html`<div>To go on: ${one.fix}</div>`}</${Note}>
              </li>`)}</ul>`;
}

function All() {
  const session = useSession();
  const files = useGet('mappings');
  const [asked, ask] = useAsk();
  const drafts = rows_of(files.data).filter(one => one.state !== 'same').length;
  return html`<${Head} title="Mappings & lookups">
      ${files.data?.bundle &&
          html`<span
              class="small muted">Active bundle <a class="mono" href=${href('settings', 'bundles')}>
                  ${files.data.bundle.slice(0, 12)}</a>
              </span>`}
      ${may(session, 'operator') &&
          html`<button class="button ${drafts ? 'main' : ''}" type="button"
              onClick=${() => ask(close => html`<${ActivateDialog} close=${close} done=${files.reload} />`)}>
              ${may(session, 'admin') ? 'Check and activate…' : 'Check the drafts…'}</button>`}</${Head}>
    <div class="cols">
        <${Panel} title="Mappings">
            <${Table} caption="Mappings" list=${{...files, items: files.data && rows_of(files.data)}}
                id=${one => one.file} columns=${[
      {title: 'File', cell: one => html`<a class="mono" href=${href('mappings', one.file)}>${one.file}</a>`},
          {title: 'Draft', cell: one => html`<${DraftState} state=${one.state} />`},
          {title: 'Used by', wide: true,
              cell: one => one.channels.join(', ') || html`<span class="muted">no channel</span>`}]}
      empty=${html`<${Empty} icon="mappings"
          title="No mapping yet">Write one into mappings/ beside channels.yaml.</${Empty}>`} />
          </${Panel}><${LookupList} />
          </div>${asked}`;
}

function AsTable({text, line, findings}) {
  const rows = useMemo(() => mapping_rows(text ?? ''), [text]);
  const here = useRef(null);
  useEffect(() => here.current?.scrollIntoView({block: 'center'}), [line, text]);
  const wrong = new Map((findings ?? []).map(one => [one.line, one]));
  return html`<${Scroll} label="The mapping as a table">
      <table class="wrap">
          <thead>
              <tr><th class="num" scope="col">Line</th><th scope="col">Written</th><th scope="col">From</th>
                  <th scope="col">What happens to it</th>
              </tr>
          </thead>
    <tbody>${rows.map(row => {
      const on = String(row.number) === line;
      const finding = wrong.get(row.number);
      return html`<tr key=${row.number} ref=${on ? here : undefined} aria-selected=${on ? 'true' : undefined}>
          <td class="num muted">${row.number}</td>
      ${row.kind === 'section' ?
          html`<td colspan="3">
              <b>
                  ${row.title}</b> ${row.pairs.map(([key, value], i) =>
                      html`<span key=${i} class="muted"> ${key && html`${key} `}
                          <span class="mono">${value}</span>
                          </span>`)}
              ${row.note && html` <span class="small muted">${row.note}</span>`}</td>` :
        html`<td class="mono">${row.target}</td><td class="mono">${row.source}</td>
            <td>${row.steps.map((step, i) => html`<span key=${i} class="tag">${step}</span> `)}
                ${row.note && html`<div class="small muted">${row.note}</div>`}
                ${finding && html`<div class="bad small">${finding.text}</div>`}</td>`}</tr>`;
    })}</tbody></table></${Scroll}>`;
}

function AsText({text, line}) {
  const here = useRef(null);
  useEffect(() => here.current?.scrollIntoView({block: 'center'}), [line]);
  return html`<pre class="source" tabindex="0" aria-label="The mapping as a text">
      <code class="lines">
          ${(text ?? '').split('\n').map((one, i) =>
              html`<span key=${i} class=${String(i + 1) === line ? 'here' : ''}
                  ref=${String(i + 1) === line ? here : undefined}>
                  ${one || ' '}</span>`)}</code>
      </pre>`;
}

// What was typed and not kept yet, while one looks elsewhere.
const TYPED = new Map();

function Edit({file, data, reload}) {
  const [text, set_text] = useState(TYPED.get(file) ?? data.draft ?? data.active ?? '');
  const type = next => {
    if (next === (data.draft ?? '')) TYPED.delete(file);
    else TYPED.set(file, next);
    set_text(next);
  };
  const [findings, tell] = useState(data.findings);
  const [problem, set_problem] = useState(null);
  const dirty = text !== (data.draft ?? '');
  const [asked, ask] = useAsk();
  const discard = () => ask(close =>
      html`<${Dialog} title=${data.active === null ? 'Take the draft away' : 'Back to what is active'}
          verb=${data.active === null ? 'Take it away' : 'Go back'} danger close=${close}
          act=${({why}) => remove(`mappings/${encodeURIComponent(file)}`,
              {body: {why}, headers: data.etag ? {'If-Match': data.etag} : {}})}
          done=${() => {
            TYPED.delete(file);
            say(`The draft of ${file} is gone`);
            if (data.active === null) return go('mappings');
            set_text(data.active);
            tell([]);
            return reload();
          }}>
          <p>The audit log keeps its text.</p>
          <${Why} required=${false} />
          </${Dialog}>`);
  const keep = async event => {
    event.preventDefault();
    const {why} = Object.fromEntries(new FormData(event.target));
    try {
      const answer = await put(`mappings/${encodeURIComponent(file)}`, {text, why},
          {headers: data.etag ? {'If-Match': data.etag} : {}});
      TYPED.delete(file);
      tell(answer.findings);
      set_problem(null);
      say('The draft is kept. It is not active yet.');
      reload();
    } catch (refused) {
      set_problem(refused);
    }
  };
  return html`<form class="form" onSubmit=${keep}>
      <${Panel} title="Draft">
          <div class="in form">
              <${Field} label=${file}>
                  <textarea rows="26" value=${text} onInput=${event => type(event.target.value)}
                      spellcheck="false">
                  </textarea>
              </${Field}><${ProblemNote} problem=${problem} /><${Findings} list=${findings} />
    <div class="bar"><${Why} required=${false} hint="" />
        <button class="button main" type="submit" disabled=${!dirty}>Keep the draft</button>
        ${dirty &&
            html`<button class="button" type="button"
                onClick=${() => type(data.draft ?? data.active ?? '')}>Throw away what was typed</button>`}
        ${data.draft !== data.active &&
            html`<button class="button danger" type="button" onClick=${discard}>
                ${data.active === null ? 'Take the draft away…' : 'Back to what is active…'}</button>`}</div>
        </div>
        </${Panel}>
        </form>${asked}`;
}

const text_of = side =>
    (side.documents ?? []).map(one => pretty(typeof one === 'string' ? one : JSON.stringify(one),
        'xml')).join('\n');

/** The documents of one side; lines that the other side has not are marked. */
function Side({title, side, other}) {
  const there = new Set(text_of(other).split('\n'));
  if (side.error) return html`<${Panel} title=${title}>
      <div class="in"><${ProblemNote} problem=${{title: side.error.what, fix: side.error.fix}} /></div>
      </${Panel}>`;
  return html`<${Panel} title=${title}>
      <pre class="source" tabindex="0" aria-label=${title}>
          ${text_of(side).split('\n').map((line, i) =>
              (there.has(line) ? `${line}\n` : html`<mark key=${i}>${line}</mark>${'\n'}`))}</pre>
      </${Panel}>`;
}

function Try({file}) {
  const [answer, set_answer] = useState({});
  const submit = async event => {
    event.preventDefault();
    const {key} = Object.fromEntries(new FormData(event.target));
    try {
      set_answer({key, data: await post(`mappings/${encodeURIComponent(file)}/try`, {key: key.trim()})});
    } catch (problem) {
      set_answer({problem});
    }
  };
  return html`<div class="stack">
      <form class="bar" onSubmit=${submit}>
          <${Field} label="A stored order" grow>
              <input name="key" required placeholder="web, ERP or PO number" spellcheck="false" />
          </${Field}><button class="button main" type="submit">Try the draft on it</button>
      </form>
    ${answer.data &&
        html`<p
            class="muted">Where each value comes from: <a
                href=${href('orders', answer.key,
                    {view: 'documents'})}>the documents of ${answer.key}, side by side</a>
            </p>`}
    <${ProblemNote} problem=${answer.problem} />
        ${answer.data &&
            html`<${Findings} list=${answer.data.findings} />
                ${answer.data.parts.map((part, i) =>
                    html`<div class="cols" key=${i}>
                        <${Side} title="By what is active" side=${part.active} other=${part.draft} />
                        <${Side} title="By the draft" side=${part.draft} other=${part.active} />
                        </div>`)}`}</div>`;
}

function Diff({file, channels}) {
  const [since, set_since] = useState('7d');
  const [answer, set_answer] = useState({});
  const submit = async event => {
    event.preventDefault();
    set_answer({busy: true});
    try {
      set_answer({data: await post(`mappings/${encodeURIComponent(file)}/diff`,
          {since, channel: channels[0]})});
    } catch (problem) {
      set_answer({problem});
    }
  };
  const {data} = answer;
  return html`<div class="stack">
      <form class="bar" onSubmit=${submit}>
          <${Select} label="Orders of" value=${since}
              options=${[['1d', 'the last day'], ['7d', 'the last 7 days'], ['30d', 'the last 30 days'],
                  ['3650d', 'all time']]}
              change=${set_since} />
          <button class="button main" type="submit" disabled=${answer.busy}>
              ${answer.busy ? 'Comparing…' : 'Compare the draft with what is active'}</button>
      </form>
    <${ProblemNote} problem=${answer.problem} /><${Findings} list=${data?.findings} />
    ${data?.orders !== undefined &&
        html`<${Panel}
            title=${`${data.changed} of ${plural(data.orders, 'order')} would be written differently`}>
            <${Table} wrap caption="Differences by cause" list=${{items: data.causes ?? []}} columns=${[
      {title: 'Field', cell: one => html`<span class="mono">${one.field}</span>`},
          {title: 'What', cell: one => one.what}, {title: 'Orders', num: true, cell: one => one.orders},
          {title: 'Values', num: true, cell: one => one.values},
          {title: 'Difference', num: true, cell: one => one.difference},
      {title: 'For example', wide: true,
          cell: one => one.examples?.slice(0,
              3).map((example, i) =>
                  html`<div key=${i} class="small">
                      <a class="mono" href=${href('orders', example.order)}>
                          ${example.order}</a> <span class="mono">
                          ${example.before || '–'} → ${example.after || '–'}</span>
                      </div>`)}]}
      empty=${html`<${Empty}
          title="Nothing would change">The draft writes what the active mapping writes.</${Empty}>`} />
          </${Panel}>`}</div>`;
}

function One({file, query}) {
  const session = useSession();
  const mapping = useGet(`mappings/${encodeURIComponent(file)}`);
  const files = rows_of(useGet('mappings').data);
  const known = files.find(one => one.file === file);
  const [asked, ask] = useAsk();
  const view = query.view ?? 'table';
  const tabs = [['table', 'Table', 'viewer'], ['text', 'Text', 'viewer'], ['draft', 'Draft', 'admin'],
      ['try', 'Try', 'operator'],
      ['diff', 'Difference', 'operator']].filter(([, , least]) => may(session, least));
  return html`<${Head} title=${file} crumb=${html`<a href=${href('mappings')}>Mappings</a>`}>
      ${known && html`<${DraftState} state=${known.state} />`}
      ${may(session, 'admin') && known && known.state !== 'same' &&
          html`<button class="button main" type="button"
              onClick=${() => ask(close =>
                  html`<${ActivateDialog} close=${close}
                      done=${mapping.reload} />`)}>Check and activate…</button>`}</${Head}>
    <${Tabs} label="Views of the mapping" current=${view}
        to=${key => href('mappings', file,
            {view: key === 'table' ? '' : key, line: key === 'text' ? query.line : ''})}
        all=${tabs.map(([key, title]) => ({key, title}))} />
    <${Loaded} of=${mapping} rows=${12}>${data => {
      const shown = data.active ?? data.draft;
      return view === 'draft' ?
          html`<${Edit} key=${file} file=${file} data=${data} reload=${mapping.reload} />` : view === 'try' ?
          html`<${Try} file=${file} />` : view === 'diff' ?
          html`<${Diff} file=${file} channels=${known?.channels ?? []} />` :
        html`<div class="stack">
            ${data.active === null &&
                html`<${Note} tone="wait">Only a draft: it is not active yet.</${Note}>`}
            <${Findings} list=${data.findings} />
            <${Panel} label="The mapping">
                ${view === 'text' ? html`<${AsText} text=${shown} line=${query.line} />` :
                    html`<${AsTable} text=${shown} line=${query.line}
                        findings=${data.active === null ? data.findings : []} />`}</${Panel}>
            </div>`;
    }}</${Loaded}>${asked}`;
}

export default function Mappings({parts, query}) {
  return parts[0] ? html`<${One} key=${parts[0]} file=${parts[0]} query=${query} />` : html`<${All} />`;
}
