// frame: what stands around every page: where one can go, the search, what needs somebody, who one is.
import {html, useEffect, useRef, useState} from './html.js';
import {useEvents, useStanding} from './events.js';
import {Icon, Mark, Shape} from './icons.js';
import {useKeys} from './keys.js';
import {go, href} from './route.js';
import {is_rep, useSession} from './session.js';
import {say} from './toast.js';
import {Problem} from './api.js';
import {Dialog} from './dialog.js';
import {Select} from './form.js';

const PLACES = [
  ['today', 'Today'], ['messages', 'Messages'], ['exceptions', 'Exceptions'], ['reconcile', 'Reconcile'],
      null,
  ['sync', 'Sync'], ['credit', 'Sales credit'], ['shadow', 'Shadow'], null,
  ['mappings', 'Mappings & lookups'], ['partners', 'Partners'], ['settings', 'Settings'],
];
const UNDER = {orders: 'messages', message: 'messages', lookups: 'mappings', account: ''};
const ICON = {reconcile: 'good'};

const REP_PLACES = [['credit', 'My sales credit'], ['orders', 'My orders']];
const icon_of = name => ICON[name] ?? (name === 'orders' ? 'messages' : name);

function Theme() {
  const [dark, set_dark] = useState(() => {
    const {theme} = document.documentElement.dataset;
    return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  });
  const turn = () => {
    const theme = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('norekey.theme', theme);
    window.dispatchEvent(new Event('norekey-theme'));
    set_dark(!dark);
  };
  return html`<button class="button plain icon-only" type="button" onClick=${turn}
      aria-label=${dark ? 'Light colours' : 'Dark colours'} title=${dark ? 'Light colours' : 'Dark colours'}>
      <${Icon} name=${dark ? 'sun' : 'moon'} />
      </button>`;
}

function Who({leave, keys}) {
  const session = useSession();
  const [open, set_open] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    const outside = event => {
      if (event.type === 'keydown' ? event.key === 'Escape' : !box.current.contains(event.target)) {
        set_open(false);
        if (event.type === 'keydown') box.current.querySelector('button').focus();
      }
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('keydown', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('keydown', outside);
    };
  }, [open]);
  const close = () => set_open(false);
  return html`<div class="menu" ref=${box}
      onFocusOut=${event => open && event.relatedTarget && !box.current.contains(event.relatedTarget) &&
          close()}>
    <button class="button plain" type="button" aria-expanded=${String(open)} onClick=${() => set_open(!open)}>
        <${Icon} name="person" />${session.name || session.user}</button>
    ${open && html`<div>
      <div class="who"><b>${session.name || session.user}</b>
          <div class="small muted">${session.user}, ${session.role}</div>
          </div>
      <a href=${href('account')} onClick=${close}><${Icon} name="settings" />Password and codes</a>
      <button type="button" onClick=${() => { close(); keys(); }}><${Icon} name="keys" />Keys</button>
      <button type="button" onClick=${leave}><${Icon} name="out" />Sign out</button>
    </div>`}
  </div>`;
}

function Find() {
  const [text, type] = useState('');
  const rep = is_rep(useSession());
  const submit = event => {
    event.preventDefault();
    if (!text.trim()) return;
    if (rep) go('orders', {q: text.trim()});
    else go('messages', {q: text.trim()});
    type('');
  };
  return html`<form class="find" role="search" onSubmit=${submit}><${Icon} name="find" />
    <input id="find" type="search" aria-label="Find an order: web, ERP or PO number, SKU, customer"
        placeholder="Find an order: web, ERP or PO number, SKU, customer" value=${text}
        onInput=${event => type(event.target.value)} autocomplete="off" spellcheck="false" />
        <kbd aria-hidden="true">/</kbd>
        </form>`;
}

const STANDING = {live: ['good', 'good', 'Live'], away: ['bad', 'bad', 'No connection'],
    off: ['open', 'quiet', 'Not live']};

export function Frame({here, leave, children}) {
  const session = useSession();
  const rep = is_rep(session);
  const [counts, set_counts] = useState(null);
  const [help, set_help] = useState(false);
  const standing = useStanding();
  useEvents((kind, data) => {
    if (kind === 'counts') set_counts(data);
    if (kind === 'alert' && data.severity === 'critical' &&
        !data.until) say(new Problem({title: data.text, fix: 'look at Settings, Alerts'}));
  });
  const [keys_on, turn_keys] = useKeys(() => set_help(true));
  const current = UNDER[here.parts[0]] ?? here.parts[0];
  const [shape, tone, word] = STANDING[standing];
  return html`<a class="skip" href="#page"
      onClick=${event => { event.preventDefault(); document.getElementById('page').focus(); }}>To the page</a>
  <div class="frame">
    <header class="top">
      <${Find} />
      <div class="push flow">
        ${!rep &&
            html`<span class="state small ${tone}" role="status"><${Shape} name=${shape} />${word}</span>`}
        <${Theme} /><${Who} leave=${leave} keys=${() => set_help(true)} />
      </div>
    </header>
    <aside class="side"><div>
      <a class="brand" href="#/"><${Mark} />Norekey</a>
      <nav class="nav" aria-label="Pages">
        ${(rep ? REP_PLACES :
            PLACES).map((place, i) =>
                (place === null ? html`<div key=${i} class="gap" />` :
                    html`<a key=${place[0]} href=${href(place[0])}
                        aria-current=${(rep ? here.parts[0] : current) === place[0] ? 'page' : undefined}>
          <${Icon} name=${icon_of(place[0])} />${place[1]}
              ${place[0] === 'exceptions' && counts?.parked > 0 &&
                  html`<span class="count bad" aria-label="${counts.parked} parked">
                      ${counts.parked}</span>`}</a>`))}
      </nav>
      <div class="side-foot"><span>${(session.companies ?? []).join(', ')}</span>
          ${session.all_zones?.length > 1 ?
              html`<${Select} label="Times in" value=${session.zone} options=${session.all_zones}
                  change=${session.set_zone} />` :
              html`<span>Times in ${session.zone}</span>`}
          <span>Norekey ${session.version}</span>
          </div>
    </div></aside>
    ${children}
  </div>
  ${help && html`<${KeysHelp} close=${() => set_help(false)} on=${keys_on} turn=${turn_keys} />`}`;
}

function KeysHelp({close, on, turn}) {
  const all = [['/', 'Find an order'], ['g t', 'Today'], ['g m', 'Messages'], ['g e', 'Exceptions'],
      ['g c', 'Sales credit'], ['g l', 'Mappings and lookups'], ['g s', 'Settings'],
      ['↑ ↓', 'From row to row of a table'], ['?', 'These keys'], ['Esc', 'Closes what is open']];
  return html`<${Dialog} title="Keys" close=${close}>
    <table>
        <tbody>
            ${all.map(([key, what]) =>
                html`<tr key=${key}><td><kbd>${key}</kbd></td><td>${what}</td></tr>`)}</tbody>
        </table>
    <label class="choice">
        <input type="checkbox" checked=${on}
            onChange=${event => turn(event.target.checked)} /> Single letters are keys</label>
  </${Dialog}>`;
}
