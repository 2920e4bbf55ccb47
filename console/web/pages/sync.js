// sync: the way back: the ERP's stock, prices and statuses as the shop shows them; what is held for a person; now, or on trial.
import {html, useState} from '../parts/html.js';
import {post, rows_of, useGet} from '../parts/api.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {useLookAgain} from '../parts/events.js';
import {Why} from '../parts/form.js';
import {Empty, Head, Loaded, Note, Panel, Tabs, plural} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {may, useSession} from '../parts/session.js';
import {Table} from '../parts/table.js';
import {Age} from '../parts/time.js';
import {say} from '../parts/toast.js';

const WHAT = {stock: ['Stock', 'SKUs'], prices: ['Prices', 'SKUs'], statuses: ['Statuses', 'orders']};
const every = seconds =>
    (seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` :
        `${seconds} s`);

const FIGURES = [['changed', 'change'], ['zeroed', 'become 0'], ['new', 'are new'],
    ['worthless', 'have no price'], ['foreign', 'are in another currency only'], ['held', 'are held for a person'],
    ['vanished', 'are gone from the ERP'], ['kits_waiting', 'kits miss a component in the ERP']];

function Found({one, what}) {
  const rows = one.rows ?? [];
  const told = FIGURES.filter(([key]) => Number(one[key]) > 0).map(([key, word]) => `${one[key]} ${word}`);
  return html`<${Panel} title=${one.channel}
      acts=${one.dry_run && html`<span class="tag">on trial: nothing was pushed</span>`}>
    <div class="in">
        ${what === 'statuses' ?
            `${plural(one.orders ?? 0, 'order')} looked at, ${one.changed} would be shown differently` :
            `${plural(one.items ?? 0, 'item')} of the ERP, ${plural(one.skus ?? 0, 'SKU')}: ${told.join(', ') || 'nothing changes'}`}.</div>
    <${Table} caption=${`What changes for ${one.channel}`} list=${{items: rows}} columns=${[
      {title: what === 'statuses' ? 'Order' : 'SKU',
          cell: row => html`<span class="mono">${row.sku ?? row.order}</span>`},
          ...(what === 'prices' ? [{title: 'What', cell: row => row.what}] : []),
      {title: 'Shown now', num: what !== 'statuses',
          cell: row => row.from || html`<span class="muted">–</span>`},
          {title: 'Would be', num: what !== 'statuses', cell: row => row.to || html`<span class="muted">–</span>`},
      ...(what === 'prices' ? [{title: 'Percent', num: true, cell: row => row.percent}] : [])]}
          empty=${html`<${Empty} title="Nothing would change">The shop shows what the ERP has.</${Empty}>`} />
    ${one.refused?.length > 0 &&
        html`<div class="in">
            <${Note} tone="wait">
                ${one.refused.map(order =>
                    html`<div key=${order.order}>Order ${order.order} stays as it is: ${order.what}. ${order.fix}.</div>`)}</${Note}>
            </div>`}
          </${Panel}>`;
}

function Channel({one, what, run}) {
  const operator = may(useSession(), 'operator');
  const held = Number(one.held) > 0 || Boolean(one.plan);
  return html`<${Panel} title=${one.channel}
      acts=${!one.on ? html`<span class="muted small">off in channels.yaml</span>` :
          operator &&
              html`<button class="button small" type="button"
                  onClick=${() => run({channel: one.channel, dry_run: true})}>What would change</button>
      <button class="button small" type="button"
          onClick=${() => run({channel: one.channel})}>Look now</button>
          <button class="button small" type="button"
              onClick=${() => run({channel: one.channel, all: true})}>Push all again…</button>`}>
    ${one.on ? html`<div class="in"><dl class="facts">
      <div><dt>Shown in the shop</dt><dd>${one.shown ?? '–'} ${WHAT[what][1]}</dd></div>
          <div><dt>Looked at</dt>
              <dd>${one.looked ? html`<${Age} at=${one.looked} ago />` : 'not by this daemon since its start'}</dd>
          </div>
      <div><dt>Looks every</dt><dd>${one.every_seconds ? every(one.every_seconds) : '–'}</dd></div>
          <div><dt>Pushes that wait</dt>
              <dd>
                  <a
                      href=${href('messages',
                          {channel: one.channel, state: 'waiting',
                              kind: what === 'statuses' ? 'status' : 'push'})}>
                      ${one.waiting ?? 0}</a>
              </dd>
          </div>
      <div><dt>Refused by the shop</dt>
          <dd>
              <a class=${one.parked > 0 ? 'bad' : ''} href=${href('exceptions', {channel: one.channel})}>
                  ${one.parked ?? 0}</a>
          </dd>
          </div>
          </dl>
          </div>` :
          html`<div class="in muted">Switch it on below the channel, outbound: ${what}.</div>`}
    ${held &&
        html`<div class="in">
            <${Note} tone="wait">
                <b>${one.held > 0 ? `${one.held} changes wait for a person` : 'A plan waits for a person'}</b>
                <div>They are unusually many or large. Look at them, then let them go.</div>
      ${operator &&
          html`<div class="flow">
              <button class="button small" type="button"
                  onClick=${() => run({channel: one.channel, dry_run: true})}>Look at them</button>
              <button class="button small main" type="button"
                  onClick=${() => run(one.plan ? {channel: one.channel, approve: one.plan} :
                      {channel: one.channel, accept: true})}>Let them go…</button>
              </div>`}</${Note}>
          </div>`}
  </${Panel}>`;
}

export default function Sync({parts}) {
  const what = WHAT[parts[0]] ? parts[0] : 'stock';
  const standing = useGet(`sync/${what}`, {}, {every: 15});
  const [found, set_found] = useState(null);
  const [asked, ask] = useAsk();
  useLookAgain((kind, row) => kind === 'message' && ['push', 'status'].includes(row.kind), standing.reload, 2000);
  const look = async body => {
    set_found({what, busy: true});
    try {
      const answer = await post(`sync/${what}`, body);
      set_found({what, channels: answer.channels});
      if (!body.dry_run) say('Looked at; what differs is on its way to the shop');
      standing.reload();
    } catch (problem) {
      set_found(null);
      say(problem);
    }
  };
  const run = body =>
      (body.all || body.accept || body.approve ?
          ask(close =>
              html`<${Dialog} title=${body.all ? 'Push everything again' : 'Let the held changes go'}
                  verb=${body.all ? 'Push all' : 'Let them go'} close=${close}
                  act=${async ({why}) => look({...body, why})}>
    <p>
        ${body.all ?
            'Also what the shop shows already is pushed once more, as after somebody changed it there by hand.' :
            'The shop will show them in a moment.'}</p>
        <${Why} required=${false} />
        </${Dialog}>`) :
        look(body));
  return html`<${Head} title="Sync"
      lead="From the ERP back to the shop. Only what differs from what the shop was last made to show is pushed." />
    <${Tabs} label="What is synced" current=${what} to=${key => href('sync', key)}
        all=${Object.entries(WHAT).map(([key, [title]]) => ({key, title}))} />
    <div class="stack">
        <${Loaded} of=${standing} rows=${5}>
            ${data =>
                (rows_of(data).length ?
                    rows_of(data).map(one =>
                        html`<${Channel} key=${`${what}${one.channel}`} one=${one} what=${what}
                            run=${run} />`) :
                    html`<${Panel} label="No channel">
                        <${Empty} icon="sync"
                            title="No channel is synced">Switch it on in channels.yaml, below outbound.</${Empty}>
                        </${Panel}>`)}</${Loaded}>
      ${found?.what === what &&
          (found.busy ?
              html`<${Panel} label="Looking"><div class="empty" role="status">Asking the ERP…</div>
                  </${Panel}>` :
              found.channels.map(one => html`<${Found} key=${one.channel} one=${one} what=${what} />`))}</div>
          ${asked}`;
}
