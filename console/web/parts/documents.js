// documents: what came, what went to the ERP, where a field of it came from, and what the reps were told, side by side.
import {html, useEffect, useMemo, useRef, useState} from './html.js';
import {rows_of, useGet} from './api.js';
import {Select} from './form.js';
import {Bones, Money, Panel, ProblemNote} from './panel.js';
import {leaves_of, marked, pretty} from './reading.js';
import {href, set_query} from './route.js';
import {Scroll} from './scroll.js';
import {Told, When} from './time.js';

function Raw({message, ranges}) {
  const pieces = useMemo(() => marked(message.document ?? '', message.media_type, ranges),
      [message.document, JSON.stringify(ranges)]);
  const first = useRef(null);
  useEffect(() => {
    const mark = first.current;
    if (mark) mark.parentElement.scrollTop = mark.offsetTop - mark.parentElement.clientHeight / 3;
  }, [pieces]);
  return html`<pre class="source" tabindex="0" aria-label="The order as it came">
      ${pieces.map((one, i) =>
          (one.mark ? html`<mark key=${i} ref=${i === 1 ? first : undefined}>${one.text}</mark>` :
              one.text))}</pre>`;
}

function ErpDocument({message, field}) {
  const leaves = useMemo(() => leaves_of(message.document ?? ''), [message.document]);
  if (!leaves) return html`<pre class="source" tabindex="0">
      ${pretty(message.document ?? '', message.media_type)}</pre>`;
  let group = '';
  return html`<${Scroll} kind="tree" label="Fields of the ERP's document"><table><tbody>${leaves.map(leaf => {
    const above = leaf.names.slice(0, -1).join(' / ');
    const head = above !== group && above;
    group = above;
    const on = field === leaf.path;
    return html`${head &&
        html`<tr key=${`${leaf.path}-head`}><th colspan="2" scope="colgroup" class="muted small">${head}</th>
            </tr>`}
      <tr key=${leaf.path} data-on=${on || undefined}>
          <td>
              <button type="button" aria-pressed=${String(on)}
                  onClick=${() => set_query({field: on ? '' : leaf.path})}>
                  ${leaf.names.at(-1)}</button>
          </td>
          <td class="mono">${leaf.value === '' ? html`<span class="muted">empty</span>` : leaf.value}</td>
          </tr>`;
  })}</tbody></table></${Scroll}>`;
}

/** Mapping line, source, bytes, steps of one field, as `trace --explain` says them. */
function Origin({told}) {
  if (told.problem) return html`<div class="in"><${ProblemNote} problem=${told.problem} /></div>`;
  if (told.data === undefined || told.loading) return html`<${Bones} rows=${5} />`;
  const fields = rows_of(told.data).flatMap(part => part.fields.map(one => ({...one, part})));
  if (fields.length === 0) return html`<div
      class="in muted">The mapping does not write this field: the ERP's document has it for its form.</div>`;
  const place = text => {
    const [file, line] = text.split(':');
    return html`<a class="mono" href=${href('mappings', file.split('/').at(-1), {line})}>${text}</a>`;
  };
  return html`<div class="in stack">${fields.map((one, i) => html`<ol class="trail" key=${i}>
    <li><span>Field</span><span class="mono">${one.field} = <b>${one.value}</b></span></li>
    <li><span>Mapping</span><span>${place(one.mapping)}</span></li>
    ${one.source && html`<li><span>Source</span><span class="mono">${one.source}</span></li>`}
    ${one.values.map((value, j) =>
        html`<li key=${`v${j}`}><span>${j === 0 ? 'Value' : ''}</span>
            <span><span class="mono">${value.path} = ${value.value}</span>
                ${value.from !== undefined &&
                    html`<div
                        class="small muted">bytes ${value.from} to ${value.to} of message #${one.part.message}</div>`}</span>
            </li>`)}
    ${one.steps.map((step, j) =>
        html`<li key=${`s${j}`}><span>${j === 0 ? 'Steps' : ''}</span>
            <span>
                ${step.step} gives <b class="mono">${step.result}</b> <span class="small muted">
                    ${place(step.mapping)}</span>
                ${step.row && html`<div class="small muted"><${Told} text=${step.row} /></div>`}</span>
            </li>`)}
    ${one.note && html`<li><span>Note</span><span class="wait">${one.note}</span></li>`}
    ${one.error && html`<li><span>Error</span><span class="bad">${one.error}</span></li>`}
  </ol>`)}</div>`;
}

function Credit({order, channel}) {
  const told = useGet('credit/explain', {key: order, channel});
  const one = rows_of(told.data)[0];
  if (told.problem) return html`<div class="in"><${ProblemNote} problem=${told.problem} /></div>`;
  if (!one) return html`<${Bones} rows=${4} />`;
  return html`<div class="in stack"><b>${one.sales_credit}</b>
      <ul class="small">
          ${[...(one.decided ?? []),
              ...(one.notes ?? [])].map((text, i) => html`<li key=${i}>${text}</li>`)}</ul>
    ${one.ledger?.length > 0 &&
        html`<table>
            <tbody>
                ${one.ledger.map((line, i) =>
                    html`<tr key=${i}><td>${line.rep}</td><td class="muted">${line.slot}</td>
                        <td class="num"><${Money} amount=${line.amount} currency=${line.currency} /></td>
                        </tr>`)}</tbody>
            </table>`}</div>`;
}

function Receipts({order, channel}) {
  const told = useGet('credit/receipts', {key: order, channel});
  if (told.problem) return html`<div class="in"><${ProblemNote} problem=${told.problem} /></div>`;
  if (told.data === undefined) return html`<${Bones} rows=${3} />`;
  const all = rows_of(told.data);
  if (!all.length) return html`<div
      class="in muted">No receipt was written: receipts are off, or nobody is to be told of this order.</div>`;
  return html`<div class="in stack">
      ${all.map((one, i) =>
          html`<div key=${i}><b>${one.subject}</b>
              <div class="small muted">to ${one.rep}${one.at && html`, <${When} at=${one.at} />`}</div>
              <pre class="source">${one.text}</pre>
              </div>`)}</div>`;
}

export function Documents({one, query}) {
  const order = one.order ?? {};
  const number = order.number ?? one.identity.split('/').at(-1);
  const raws = one.messages.filter(message => ['order', 'set'].includes(message.kind));
  const parts = one.messages.filter(message => message.kind === 'part');
  const [raw_id, set_raw] = useState(null);
  const [part_id, set_part] = useState(null);
  const told = useGet(query.field ? 'explain' : null,
      {key: number, channel: order.channel, field: query.field});
  const explained = query.field ? rows_of(told.data) : [];
  const source = explained[0]?.message;
  const raw = raws.find(message => message.id === (raw_id ?? source)) ?? raws.at(-1);
  const part = parts.find(message => message.id === part_id) ?? parts.at(-1);
  const ranges = explained.filter(part_told => part_told.message === raw?.id).flatMap(part_told => part_told.fields).flatMap(field => field.values).filter(value => value.from !== undefined);
  const choose = (all, chosen, set) => all.length > 1 &&
      html`<${Select} label="Revision" value=${String(chosen.id)}
          options=${all.map(message => [String(message.id), `${message.revision} (#${message.id})`])}
          change=${value => set(Number(value))} />`;
  return html`<div class="beside">
    <${Panel} title="As it came"
        acts=${raw &&
            html`${choose(raws, raw, set_raw)}
                <a class="small" href=${href('message', raw.id)}>#${raw.id}</a>`}>
      ${raw ? html`<${Raw} message=${raw} ranges=${ranges} />` :
          html`<div class="in muted">The order itself has not come yet.</div>`}</${Panel}>
    <${Panel} title="ERP document"
        acts=${part &&
            html`${choose(parts, part, set_part)}
                <a class="small" href=${href('message', part.id)}>#${part.id}</a>`}>
      ${part ? html`<${ErpDocument} message=${part} field=${query.field} />` :
          html`<div
              class="in muted">Nothing was made for the ERP yet: see what the order waits for.</div>`}</${Panel}>
    <div class="stack">
      <${Panel} title="Where it came from">
          ${query.field ? html`<${Origin} told=${told} />` :
              html`<div class="in muted">
                  ${part ?
                      'Choose a field of the ERP document: its mapping line and its source stand here, and the bytes it was read from are marked.' :
                      'There is no ERP document yet.'}</div>`}</${Panel}>
      <${Panel} title="Sales credit"><${Credit} order=${number} channel=${order.channel} /></${Panel}>
      <${Panel} title="Receipt"><${Receipts} order=${number} channel=${order.channel} /></${Panel}>
    </div>
  </div>`;
}
