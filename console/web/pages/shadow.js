// shadow: what a channel on trial would have sent, against what staff entered, one cause a line.
import {html} from '../parts/html.js';
import {useGet} from '../parts/api.js';
import {FilterSelect} from '../parts/form.js';
import {Empty, Facts, Head, Loaded, OrderLink, Panel, plural} from '../parts/panel.js';
import {useSession} from '../parts/session.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';

export default function Shadow({query}) {
  const {channels = []} = useSession();
  const channel = query.channel || channels[0];
  const report = useGet(channel ? 'shadow' : null, {channel, since: query.since || '14d'});
  const known = channels.includes(channel) ? channels : [...channels, channel].filter(Boolean);
  return html`<${Head} title="Shadow"
      lead="A channel with shadow: yes writes nothing. Its documents are compared with what staff enter by hand." />
    <div class="bar"><${FilterSelect} name="channel" label="Channel" query=${{channel}} options=${known} />
        <${FilterSelect} name="since" label="Orders of" query=${query} all="the last 14 days"
            options=${[['7d', 'the last 7 days'], ['30d', 'the last 30 days'],
                ['90d', 'the last 90 days']]} />
        </div>
    ${report.problem?.status === 400 || report.problem?.status === 409 || report.problem?.status === 422 ?
        html`<${Panel} label="Not on trial">
            <${Empty} icon="shadow" title=${`${channel} is not on trial`}>
                ${report.problem.detail}. ${report.problem.fix}</${Empty}>
            </${Panel}>` :
    !channel ?
        html`<${Panel} label="No channel">
            <${Empty} icon="shadow" title="There is no channel yet">Name one in channels.yaml.</${Empty}>
            </${Panel}>` :
    html`<div class="stack"><${Loaded} of=${report} rows=${8}>${data => html`
      <${Panel} title=${data.channel}
          acts=${html`<small class="muted">since <${When} at=${data.from} /></small>`}>
          <div class="in">
              <${Facts}
                  pairs=${[['Orders', data.orders], ['Entered by staff', data.entered],
                      ['As we would have', data.agree], ['Differences', data.differences]]} />
          </div>
          </${Panel}>
      ${data.causes.length === 0 &&
          html`<${Panel} label="No differences">
              <${Empty}
                  title="Not one difference">When that is so for long enough, take shadow away and activate.</${Empty}>
              </${Panel}>`}
      ${data.causes.map(one =>
          html`<${Panel} key=${one.cause} title=${one.cause}
              acts=${html`<span class="tag">${plural(one.count, 'order')}</span>`}>
              <${Table} wrap caption=${one.cause} list=${{items: one.orders}} columns=${[
        {title: 'Web order',
            cell: order => html`<${OrderLink} order=${order.order} channel=${data.channel} />`},
            {title: 'As entered', cell: order => html`<span class="mono">${order.entered}</span>`},
            {title: 'What differs', wide: true, cell: order => order.what}]} />
            </${Panel}>`)}`}</${Loaded}>
            </div>`}`;
}
