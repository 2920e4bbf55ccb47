// settings: who is called and when, what is active, who may do what, what was done.
import {html} from '../parts/html.js';
import {Head, Tabs} from '../parts/panel.js';
import {href} from '../parts/route.js';
import {may, useSession} from '../parts/session.js';
import {Alerts} from './settings_alerts.js';
import {Audit} from './settings_audit.js';
import {Bundles} from './settings_bundles.js';
import {Calendars, Destinations} from './settings_destinations.js';
import {Tokens, Users} from './settings_users.js';

const TABS = [['destinations', 'Destinations', Destinations, 'viewer'],
    ['calendars', 'Calendars', Calendars, 'viewer'], ['bundles', 'Bundles', Bundles, 'viewer'],
    ['alerts', 'Alerts', Alerts, 'viewer'],
  ['users', 'Users', Users, 'admin'], ['tokens', 'Tokens', Tokens, 'admin'],
      ['audit', 'Audit', Audit, 'admin']];

export default function Settings({parts, query}) {
  const session = useSession();
  const all = TABS.filter(([, , , least]) => may(session, least));
  const [key, , View] = all.find(([one]) => one === parts[0]) ?? all[0];
  return html`<${Head} title="Settings" />
      <${Tabs} label="Settings" current=${key} to=${one => href('settings', one)}
          all=${all.map(([one, title]) => ({key: one, title}))} />
      <${View} key=${key} query=${query} />`;
}
