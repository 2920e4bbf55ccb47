// app: finds out who is signed in, then shows the frame and the page that the address names.
import {Fragment, html, render, useCallback, useEffect, useRef, useState} from './parts/html.js';
import {get, let_in, post, remove} from './parts/api.js';
import {connect, disconnect} from './parts/events.js';
import {Frame} from './parts/frame.js';
import {ProblemNote} from './parts/panel.js';
import {go, useRoute} from './parts/route.js';
import {Session, is_rep, may} from './parts/session.js';
import {Toasts} from './parts/toast.js';
import {ChangePassword, SetUp, SignIn} from './pages/sign_in.js';

// name in the address -> [module, least role, whether a rep has it]
const PAGES = {
  today: [() => import('./pages/today.js'), 'viewer'],
  messages: [() => import('./pages/messages.js'), 'viewer'],
  message: [() => import('./pages/message.js'), 'viewer'],
  orders: [() => import('./pages/order.js'), 'viewer', true],
  exceptions: [() => import('./pages/exceptions.js'), 'viewer'],
  sync: [() => import('./pages/sync.js'), 'viewer'],
  reconcile: [() => import('./pages/reconcile.js'), 'viewer'],
  credit: [() => import('./pages/credit.js'), 'viewer', true],
  shadow: [() => import('./pages/shadow.js'), 'viewer'],
  mappings: [() => import('./pages/mappings.js'), 'viewer'],
  lookups: [() => import('./pages/lookups.js'), 'viewer'],
  partners: [() => import('./pages/partners.js'), 'viewer'],
  settings: [() => import('./pages/settings.js'), 'viewer'],
  account: [() => import('./pages/account.js'), 'viewer', true],
};

// What the address names is fetched while the daemon is still asked who one is.
PAGES[location.hash.split(/[/?]/)[1] || 'today']?.[0]().catch(() => {});

function Page({route, session}) {
  const name = route.parts[0] ?? 'today';
  const [page, set_page] = useState({name: null, View: null, failed: null});
  const main = useRef(null);
  const known = PAGES[name];
  const allowed = known && (is_rep(session) ? known[2] : may(session, known[1]));
  useEffect(() => {
    if (!allowed) return;
    known[0]().then(module => set_page({name, View: module.default}), failed => set_page({name, failed}));
  }, [name, allowed]);
  // A new page: its beginning, for eyes and for screen readers. Filters and tabs of one page leave the focus where it is.
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({preventScroll: true});
    }
    first.current = false;
  }, [name, route.parts[1]]);
  const View = page.name === name ? page.View : null;
  return html`<main class="page" id="page" tabindex="-1" ref=${main}>
    ${!allowed ? html`<${Nowhere} known=${Boolean(known)} />` :
      page.name === name && page.failed ?
          html`<${ProblemNote}
              problem=${{title: 'this page could not be loaded',
                  fix: 'load the console again; the daemon may have been upgraded'}}
              again=${() => location.reload()} />` :
      View && html`<${View} key=${name} parts=${route.parts.slice(1)} query=${route.query} />`}
  </main>`;
}

const Nowhere = ({known}) =>
    html`<div class="empty"><h1>${known ? 'This page is for another role' : 'There is no such page'}</h1>
  <p>
      ${known ? 'Ask an administrator, who gives roles in Settings, Users.' :
          'The address may have been cut short.'} <a href="#/">To the first page</a>
      </p>
      </div>`;

function App() {
  const route = useRoute();
  // undefined: not known yet; null: nobody, and then `gate` says how to come in
  const [session, set_session] = useState(undefined);
  const [gate, set_gate] = useState({});
  const find_out_again = useRef(null);
  const enter = useCallback(answer => {
    const zones = answer.zones ?? {};
    let_in(answer.csrf, () => { disconnect(); find_out_again.current(); });
    const chosen = localStorage.getItem('norekey.zone');
    const all = [...new Set((answer.companies ?? Object.keys(zones)).map(company => zones[company]).filter(Boolean))];
    set_session({...answer, all_zones: all, zone: all.includes(chosen) ? chosen : all[0] ?? 'UTC',
        set_zone: zone => {
      localStorage.setItem('norekey.zone', zone);
      set_session(old => ({...old, zone}));
    }});
  }, []);
  const find_out = useCallback(() => get('session').then(enter, problem => {
    set_gate(problem);
    set_session(null);
  }), []);
  find_out_again.current = find_out;
  useEffect(() => { find_out(); }, []);
  useEffect(() => {
    if (session && !is_rep(session)) connect();
    return disconnect;
  }, [session?.user]);
  const leave = async () => {
    await remove('session').catch(() => {});
    disconnect();
    go('today');
    await find_out();
  };
  const [first, second] = route.parts;
  if (session === undefined) return null;
  if (session === null) {
    if (first === 'setup') return html`<${SetUp} token=${second} enter=${enter} />`;
    const link = first === 'in' ? second : '';
    return html`<${SignIn} gate=${gate} link=${link} refused=${route.query.problem}
        enter=${answer => { enter(answer); if (['in', 'sign-in', 'setup'].includes(first)) go('today'); }}
        sign_in=${body => post('session', body)} again=${find_out} />`;
  }
  if (session.must_change) return html`<${Session.Provider} value=${session}>
      <${ChangePassword} done=${find_out} />
      </${Session.Provider}>`;
  const home = is_rep(session) ? 'credit' : 'today';
  const here = !first || ['setup', 'in', 'sign-in'].includes(first) ||
      (first === 'today' && is_rep(session)) ?
      {...route, parts: [home]} : route;
  return html`<${Session.Provider} value=${session}><${Fragment}>
    <${Frame} here=${here} leave=${leave}><${Page} route=${here} session=${session} /></${Frame}>
  </${Fragment}></${Session.Provider}><${Toasts} />`;
}

render(html`<${App} />`, document.getElementById('app'));
