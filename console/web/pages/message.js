// message: one message: its steps and attempts, its document, what else belongs to its order.
import {html} from '../parts/html.js';
import {address, rows_of, useGet} from '../parts/api.js';
import {Clearing} from '../parts/clearing.js';
import {pretty} from '../parts/reading.js';
import {useEvents} from '../parts/events.js';
import {Icon} from '../parts/icons.js';
import {Journey} from '../parts/journey.js';
import {Facts, Head, Loaded, Note, Panel, capital} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {may, useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';
import {kind_word} from './messages.js';

function Document({id}) {
  const document = useGet(`messages/${id}/document`);
  return html`<${Panel} title="Document"
      acts=${html`<a class="button small" href=${address(`messages/${id}/document`, {download: 1})} download>
          <${Icon} name="down" />As a file</a>`}>
    <${Loaded} of=${document}>
        ${data =>
            html`${data.whole === false &&
                html`<div class="in"><${Note}>Only its beginning is shown. The file has all of it.</${Note}>
                    </div>`}
                <pre class="source" tabindex="0" aria-label="The document">
                    ${pretty(data.text, data.media_type)}</pre>`}</${Loaded}>
        </${Panel}>`;
}

function Detail({data, reload}) {
  const session = useSession();
  const row = data.message;
  const siblings = rows_of(data.siblings);
  return html`<div class="stack">
    <${Panel} label="What is known"><div class="in"><${Facts} pairs=${[
      ['Order',
          row.order &&
              html`<a class="mono" href=${href('orders', row.order, {channel: row.channel})}>
                  ${row.order}</a>`],
      ['Channel', row.channel], ['Received', html`<${When} at=${row.received} seconds />`],
          ['Ended', row.ended && html`<${When} at=${row.ended} seconds />`],
      ['Due', row.due && !row.ended && html`<${When} at=${row.due} seconds />`],
          ['Revision', row.revision > 0 ? row.revision : ''], ['Attempts', row.attempts],
      ['Goes to', row.destination], ['Looked after by', row.assigned],
          ['Size', `${data.bytes} bytes, ${data.media_type}`],
      ['Document removed', data.retired && html`<${When} at=${data.retired} />`],
          ['SHA-256', data.digest && html`<span class="mono small">${data.digest.slice(0, 16)}…</span>`],
    ]} /></div></${Panel}>
    ${row.state === 'parked' &&
        html`<${Note} tone="bad"><b>${capital(row.what)}</b>
            ${row.where && html`<div class="small mono">${row.where}</div>`}<div>To go on: ${row.fix}</div>
      <div class="stack near">
          <${Clearing} message=${row} cause=${row.cause} assigned=${row.assigned} done=${reload} />
          </div>
          </${Note}>`}
    ${row.state === 'waiting' && row.what &&
        html`<${Note} tone="wait"><b>${capital(row.what)}</b>
            ${row.fix && html`<div>To go on: ${row.fix}</div>`}</${Note}>`}
    <div class="cols">
      <${Journey} one=${{messages: [{...row, steps: data.steps}]}} />
      ${siblings.length > 1 &&
          html`<${Panel} title="Of the same order">
              <${Table} caption="Messages of the same order" list=${{items: siblings}} id=${one => one.id}
                  columns=${[
        {title: 'What',
            cell: one =>
                html`<a href=${href('message', one.id)}
                    aria-current=${one.id === row.id ? 'true' : undefined}>
                    ${kind_word(one.kind)} <span class="muted">#${one.id}</span>
                    </a>`},
        {title: 'State', cell: one => html`<${State} of=${one.state} />`},
            {title: 'Received', cell: one => html`<${When} at=${one.received} seconds />`}]} />
            </${Panel}>`}
    </div>
    ${may(session, 'operator') && !data.retired && html`<${Document} id=${row.id} />`}
    ${data.meta && Object.keys(data.meta).length > 0 &&
        html`<${Panel} title="What its step is told">
            <pre class="source" tabindex="0">${JSON.stringify(data.meta, null, 2)}</pre>
            </${Panel}>`}
  </div>`;
}

export default function MessagePage({parts}) {
  const id = parts[0] ?? '';
  const is_number = /^\d{1,18}$/.test(id);
  const message = useGet(is_number ? `messages/${id}` : null);
  useEvents((kind, row) => kind === 'message' && String(row.id) === id && message.reload());
  if (!is_number) return html`<${Head} title="Message" />
      <${Note} tone="bad"><b>${`“${id}” is no message's number.`}</b>
          <div>To go on: look for it in <a href=${href('messages')}>Messages</a>.</div>
      </${Note}>`;
  const row = message.data?.message;
  return html`<${Head} title=${`#${id}`} crumb=${row ? capital(kind_word(row.kind)) : 'Message'}>
      ${row && html`<${State} of=${row.state} />`}</${Head}>
    <${Loaded} of=${message} rows=${10}>
        ${data => html`<${Detail} data=${data} reload=${message.reload} />`}</${Loaded}>`;
}
