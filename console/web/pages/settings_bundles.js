// settings_bundles: config, mappings, lookups and assignments, as they were activated; the way forward and the way back.
import {html} from '../parts/html.js';
import {rows_of, useGet} from '../parts/api.js';
import {ActivateDialog, RollbackDialog} from '../parts/activate.js';
import {useAsk} from '../parts/dialog.js';
import {useEvents} from '../parts/events.js';
import {Icon} from '../parts/icons.js';
import {Empty, Panel} from '../parts/panel.js';
import {may, useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';

export function Bundles() {
  const session = useSession();
  const list = useGet('bundles');
  const [asked, ask] = useAsk();
  useEvents(kind => kind === 'activated' && list.reload());
  return html`<${Panel} title="What was active, newest first"
      acts=${may(session, 'operator') &&
          html`<button class="button small" type="button"
              onClick=${() => ask(close => html`<${ActivateDialog} close=${close} done=${list.reload} />`)}>
              ${may(session, 'admin') ? 'Check and activate the drafts…' : 'Check the drafts…'}</button>`}>
    <${Table} wrap caption="Bundles" list=${{...list, items: list.data && rows_of(list.data)}}
        id=${one => one.version} columns=${[
      {title: 'Bundle', cell: one => html`<span class="mono">${one.bundle.slice(0, 12)}</span>`},
          {title: 'State',
              cell: one =>
                  (one.active ? html`<${State} of="active" />` : html`<span class="muted">before</span>`)},
          {title: 'Activated', cell: one => html`<${When} at=${one.at} />`},
      {title: 'By', cell: one => one.who}, {title: 'Why', wide: true, cell: one => one.why},
          {title: 'What changed', wide: true,
              cell: one =>
                  (one.files.length ?
                      html`<ul class="mono small">
                          ${one.files.slice(0, 8).map(file => html`<li key=${file}>${file}</li>`)}
                          ${one.files.length > 8 && html`<li>and ${one.files.length - 8} more</li>`}</ul>` :
                      html`<span class="muted">nothing</span>`)},
      ...(may(session, 'admin') ?
          [{title: 'Change',
              cell: one => !one.active &&
                  html`<button class="button small" type="button"
                      onClick=${() => ask(close =>
                          html`<${RollbackDialog} bundle=${one} close=${close} done=${list.reload} />`)}>
                      <${Icon} name="undo" />Roll back…</button>`}] :
          [])]}
      empty=${html`<${Empty} icon="settings"
          title="Nothing was activated yet">The first start activates the drafts.</${Empty}>`} />
          </${Panel}>${asked}`;
}
