// settings_destinations: shops, ERPs and partners that are called: paused, resumed, reached now; the hours they keep.
import {html, useState} from '../parts/html.js';
import {post, rows_of, useGet} from '../parts/api.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {Field, Why} from '../parts/form.js';
import {Icon} from '../parts/icons.js';
import {Empty, Panel} from '../parts/panel.js';
import {may, useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {Told, When} from '../parts/time.js';
import {say} from '../parts/toast.js';

const path = name => `destinations/${encodeURIComponent(name)}`;

const PauseDialog = ({name, close, done}) =>
    html`<${Dialog} title=${`Pause ${name}`} verb="Pause" close=${close}
        act=${body => post(`${path(name)}/pause`, {for: body.for || undefined, why: body.why})}
  done=${() => { say(`${name} is paused`,
      {undo: async () => { await post(`${path(name)}/resume`,
          {why: 'undone'}); say(`${name} is called again`); done(); }}); done(); }}>
  <p>It is called no more. What is for it waits and is kept; what is under way is finished.</p>
  <${Field} label="For how long">
      <select name="for"><option value="30min">30 minutes</option><option value="2h">2 hours</option>
          <option value="8h">8 hours</option><option value="">until it is resumed</option>
      </select>
      </${Field}><${Why} />
      </${Dialog}>`;

export function Destinations() {
  const operator = may(useSession(), 'operator');
  const list = useGet('destinations', {}, {every: 10});
  const [asked, ask] = useAsk();
  const [reached, reach] = useState({});
  const resume = async name => {
    try {
      await post(`${path(name)}/resume`, {});
      say(`${name} is called again`);
      list.reload();
    } catch (problem) {
      say(problem);
    }
  };
  const doctor = async () => {
    reach({busy: true});
    try {
      reach({items: rows_of(await post('doctor'))});
    } catch (problem) {
      reach({problem});
    }
  };
  return html`<div class="stack">
      <${Panel} title="Destinations">
          <${Table} caption="Destinations" list=${{...list, items: list.data && rows_of(list.data)}}
              id=${one => one.destination} columns=${[
    {title: 'Destination', cell: one => html`<b>${one.destination}</b>`},
        {title: 'Standing', cell: one => html`<${State} of=${one.standing} />`},
        {title: 'Now', wide: true,
            cell: one => html`<span class="muted"><${Told} text=${one.text} /></span>`},
    {title: 'Under way', num: true, cell: one => one.running},
        {title: 'Failures', num: true, cell: one => one.failures},
        {title: 'Called again', cell: one => html`<${When} at=${one.paused?.until ?? one.next} />`},
    ...(operator ?
        [{title: 'Change',
            cell: one =>
                (one.paused ?
                    html`<button class="button small" type="button" onClick=${() => resume(one.destination)}>
                        <${Icon} name="play" />Resume</button>` :
                    html`<button class="button small" type="button"
                        onClick=${() => ask(close =>
                            html`<${PauseDialog} name=${one.destination} close=${close}
                                done=${list.reload} />`)}>
                        <${Icon} name="pause" />Pause…</button>`)}] :
        [])]}
    empty=${html`<${Empty} icon="settings"
        title="Nothing is called yet">Shops, ERPs and partners of channels.yaml stand here.</${Empty}>`} />
        </${Panel}>
    ${operator &&
        html`<${Panel} title="Are they there?"
            acts=${html`<button class="button small" type="button" disabled=${reached.busy} onClick=${doctor}>
                ${reached.busy ? 'Asking…' : 'Reach all now'}</button>`}>
      ${reached.items || reached.problem ?
          html`<${Table} caption="What was reached" list=${{items: reached.items, problem: reached.problem}}
              columns=${[{title: 'What', cell: one => one.what},
                  {title: 'Answer',
                      cell: one =>
                          html`<${State} of=${one.ok ? 'ok' : 'down'}
                              word=${one.ok ? 'fine' : 'not fine'} />`},
                  {title: 'It says', wide: true, cell: one => one.text},
                  {title: 'To go on', wide: true, cell: one => one.fix}]} />` :
          html`<div
              class="in muted">Every shop, ERP, mail host and the store is asked, as by norekey doctor.</div>`}</${Panel}>`}
          ${asked}</div>`;
}

export function Calendars() {
  const list = useGet('destinations');
  return html`<${Panel} title="When they may be called"
      foot="Calendars stand in channels.yaml below the destination; they become active with the bundle.">
      <${Table} caption="Calendars" list=${{...list, items: list.data && rows_of(list.data)}}
          id=${one => one.destination} columns=${[
    {title: 'Destination', cell: one => html`<b>${one.destination}</b>`},
        {title: 'Standing', cell: one => html`<${State} of=${one.standing} />`},
        {title: 'Zone', cell: one => one.calendar?.zone ?? html`<span class="muted">–</span>`},
    {title: 'Not called', wide: true,
        cell: one =>
            (one.calendar?.closed?.length ?
                html`<span class="flow">
                    ${one.calendar.closed.map(span =>
                        html`<span key=${span} class="tag">${span}</span>`)}</span>` :
                html`<span class="muted">it may be called at any time</span>`)},
        {title: 'Called again', cell: one => html`<${When} at=${one.next} />`}]}
    empty=${html`<${Empty} icon="settings"
        title="Nothing is called yet">Shops, ERPs and partners of channels.yaml stand here.</${Empty}>`} />
        </${Panel}>`;
}
