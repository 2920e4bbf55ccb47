// partners: EDI partners, and what they and we still owe each other.
import {html} from '../parts/html.js';
import {rows_of, useGet} from '../parts/api.js';
import {FilterSelect} from '../parts/form.js';
import {Empty, Head, Panel} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {Count, State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {Age, When} from '../parts/time.js';

const items = get => ({...get, items: get.data && rows_of(get.data)});

export default function Partners({query}) {
  const partners = useGet('partners', {}, {every: 60});
  const due = useGet('partners/due', {all: query.all}, {every: 60});
  const shown = items(due);
  if (shown.items && query.partner) shown.items = shown.items.filter(one => one.partner === query.partner);
  return html`<${Head} title="Partners" lead="Trading partners that send and get EDI documents." />
    <div class="stack">
        <${Panel} title="Partners">
            <${Table} caption="Partners" list=${items(partners)} id=${one => one.partner} columns=${[
      {title: 'Partner',
          cell: one => html`<a href=${href('messages', {channel: one.partner})}>${one.partner}</a>`},
          {title: 'By', cell: one => one.connector}, {title: 'ERP', cell: one => one.erp},
          {title: 'Mapping',
              cell: one =>
                  html`<a class="mono" href=${href('mappings', `${one.mapping}.yaml`)}>${one.mapping}</a>`},
      {title: 'Owed', num: true,
          cell: one => html`<a href=${href('partners', {partner: one.partner})}>${one.due ?? 0}</a>`},
          {title: 'Overdue', num: true, cell: one => html`<${Count} n=${one.overdue ?? 0} />`}]}
      empty=${html`<${Empty} icon="partners"
          title="No EDI partners">Web shops are channels; a partner is one with a guide, and stands in channels.yaml below partner.</${Empty}>`} />
          </${Panel}>
    <${Panel} title="What is owed"
        acts=${html`<${FilterSelect} name="all" label="Show" query=${query} all="what is open"
            options=${[['1', 'what was done, too']]} />`}>
        <${Table} caption="What partners and we owe each other" list=${shown} columns=${[
      {title: 'Partner', cell: one => one.partner}, {title: 'What', cell: one => one.what},
          {title: 'About',
              cell: one => html`<a class="mono" href=${href('messages', {q: one.about})}>${one.about}</a>`},
          {title: 'By',
              cell: one =>
                  (one.by === 'us' ? 'us' : one.by === 'partner' || one.by === 'them' ? 'them' : one.by)},
      {title: 'Since', cell: one => html`<${Age} at=${one.since} ago />`},
          {title: 'Until', cell: one => html`<${When} at=${one.until} />`},
          {title: 'State',
              cell: one =>
                  html`<${State} of=${one.overdue ? 'overdue' : one.state === 'done' ? 'done' : 'due'} />`}]}
      empty=${html`<${Empty} title="Nothing is owed">Every document was answered in time.</${Empty}>`} />
          </${Panel}>
          </div>`;
}
