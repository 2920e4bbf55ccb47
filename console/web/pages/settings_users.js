// settings_users: people and programs that may come in, and what each may do.
import {html} from '../parts/html.js';
import {patch, post, remove, rows_of, useGet} from '../parts/api.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {Field, Why} from '../parts/form.js';
import {Icon} from '../parts/icons.js';
import {Empty, Note, Panel} from '../parts/panel.js';
import {useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {Table} from '../parts/table.js';
import {When} from '../parts/time.js';
import {say} from '../parts/toast.js';

const ROLES = [['viewer', 'viewer: reads'],
    ['operator', 'operator: reads, clears exceptions, sets rows, pauses'], ['admin', 'admin: everything'],
    ['rep', 'rep: only what is credited to them']];
const AREAS = ['messages', 'exceptions', 'lookups', 'mappings', 'sync', 'credit', 'partners', 'destinations',
    'alerts', 'users'];
const items = get => ({...get, items: get.data && rows_of(get.data)});

const RoleFields = ({role = 'viewer', rep = ''}) =>
    html`<${Field} label="Role">
        <select name="role">
            ${ROLES.map(([key, text]) =>
                html`<option key=${key} value=${key} selected=${key === role}>${text}</option>`)}</select>
        </${Field}>
  <${Field} label="Rep" hint="Their code in reps.csv, for the role rep.">
      <input name="rep" defaultValue=${rep} maxlength="40" autocomplete="off" />
      </${Field}>`;

/** What is shown once and never again. */
const Once = ({title, text, children, close}) =>
    html`<${Dialog} title=${title} close=${close}>${children}
        <${Field} label="Copy it now: it is not shown again">
            <input readonly value=${text} onFocus=${event => event.target.select()} />
        </${Field}>
  <button class="button" type="button"
      onClick=${() => navigator.clipboard?.writeText(text).then(() => say('Copied'))}>Copy</button>
      </${Dialog}>`;

const whole = link =>
    (link.startsWith('http') ? link : `${location.origin}${location.pathname}${link.replace(/^\//, '')}`);

function AddUser({close, done, ask}) {
  return html`<${Dialog} title="A new user" verb="Add" close=${close}
      act=${({user, name, role, rep, why}) => post('users', {user: user.trim(), name, role, rep, why})}
    done=${made => { done(); if (made.link) ask(again =>
        html`<${Once} title=${`A way in for ${made.user}`} text=${whole(made.link)} close=${again}>
            <p>Give them this link. It works once, within 24 hours; they choose their password.</p>
            </${Once}>`); else say(`${made.user} may come in`); }}>
    <${Field} label="User"><input name="user" required maxlength="100" autocomplete="off" /></${Field}>
        <${Field} label="Name"><input name="name" maxlength="100" autocomplete="off" /></${Field}>
        <${RoleFields} /><${Why} required=${false} />
        </${Dialog}>`;
}

const ChangeUser = ({one, close, done}) =>
    html`<${Dialog} title=${`Change ${one.user}`} verb="Change" close=${close}
        act=${({name, role, rep, disabled, why}) => patch(`users/${encodeURIComponent(one.user)}`,
            {name, role, rep: role === 'rep' ? rep : '', disabled: disabled === 'on', why})}
        done=${() => { say(`${one.user} is changed; it is in force at once`); done(); }}>
  <${Field} label="Name"><input name="name" defaultValue=${one.name} maxlength="100" autocomplete="off" /></${Field}>
      <${RoleFields} role=${one.role} rep=${one.rep} />
  <label class="choice">
      <input type="checkbox" name="disabled"
          defaultChecked=${one.disabled} /> Disabled: sessions and tokens end at once</label>
      <${Why} required=${false} />
      </${Dialog}>`;

export function Users() {
  const {user} = useSession();
  const list = useGet('users');
  const [asked, ask] = useAsk();
  const link = async one => {
    try {
      const made = await patch(`users/${encodeURIComponent(one.user)}`, {link: true});
      ask(close =>
          html`<${Once} title=${`A way in for ${one.user}`} text=${whole(made.link)} close=${close}>
              <p>It works once, within 24 hours. Their sessions and codes have ended.</p>
              </${Once}>`);
      list.reload();
    } catch (problem) {
      say(problem);
    }
  };
  const away = one => ask(close =>
      html`<${Dialog} title=${`Remove ${one.user}`} verb="Remove" danger close=${close}
          act=${() => remove(`users/${encodeURIComponent(one.user)}`)}
          done=${() => { say(`${one.user} is gone`); list.reload(); }}>
          <p>Their sessions and tokens end. The audit log keeps the name.</p>
          </${Dialog}>`);
  return html`<${Panel} title="Users"
      acts=${html`<button class="button small main" type="button"
          onClick=${() => ask(close => html`<${AddUser} close=${close} done=${list.reload} ask=${ask} />`)}>
          <${Icon} name="plus" />Add a user…</button>`}>
      <${Table} caption="Users" list=${items(list)} id=${one => one.user} columns=${[
    {title: 'User', cell: one => html`<b>${one.user}</b>`}, {title: 'Name', cell: one => one.name},
        {title: 'Role', cell: one => `${one.role}${one.rep ? `, ${one.rep}` : ''}`},
        {title: 'Comes in by',
            cell: one =>
                (one.by === 'oidc' ? 'the company' : one.has_password ?
                    `password${one.totp ? ' and code' : ''}` : 'a link, not used yet')},
    {title: 'State', cell: one => html`<${State} of=${one.disabled ? 'disabled' : 'active'} />`},
        {title: 'Last here', cell: one => html`<${When} at=${one.last} />`},
    {title: 'Change',
        cell: one =>
            html`<span class="flow">
                <button class="button small" type="button" aria-label=${`Change… ${one.user}`}
                    onClick=${() => ask(close =>
                        html`<${ChangeUser} one=${one} close=${close}
                            done=${list.reload} />`)}>Change…</button>
      ${one.by === 'local' &&
          html`<button class="button small" type="button" aria-label=${`New link for ${one.user}`}
              onClick=${() => link(one)}>New link</button>`}
          ${one.user !== user &&
              html`<button class="button small" type="button" aria-label=${`Remove… ${one.user}`}
                  onClick=${() => away(one)}>Remove…</button>`}</span>`}]} />
          </${Panel}>${asked}`;
}

function AddToken({close, done, ask}) {
  return html`<${Dialog} title="A new token" verb="Make it" close=${close}
      act=${({name, role, rep, days, why, ...areas}) => post('tokens',
          {name, role, rep, days: Number(days), areas: Object.keys(areas).length ? Object.keys(areas) : ['*'],
              why})}
    done=${made => { done(); ask(again =>
        html`<${Once} title=${`Token ${made.name}`} text=${made.token} close=${again}>
            <p>A program sends it as <code>Authorization: Bearer …</code></p>
            </${Once}>`); }}>
    <${Field} label="Name" hint="What it is for.">
        <input name="name" required maxlength="100" autocomplete="off" />
        </${Field}><${RoleFields} />
    <fieldset class="flow"><legend class="small muted">Areas; none chosen is all of them</legend>
        ${AREAS.map(area =>
            html`<label key=${area} class="choice">
                <input type="checkbox" name=${area} /> ${area}</label>`)}</fieldset>
    <${Field} label="Days until it expires">
        <input name="days" type="number" min="1" max="366" defaultValue="90" required />
        </${Field}><${Why} required=${false} />
        </${Dialog}>`;
}

export function Tokens() {
  const list = useGet('tokens');
  const [asked, ask] = useAsk();
  const away = one => ask(close =>
      html`<${Dialog} title=${`Take ${one.name} away`} verb="Take it away" danger close=${close}
          act=${() => remove(`tokens/${encodeURIComponent(one.id)}`)}
          done=${() => { say(`${one.name} is refused from now on`); list.reload(); }}>
          <p>The program that uses it is refused at once.</p>
          </${Dialog}>`);
  const expired = one => new Date(one.expires) < new Date();
  return html`<div class="stack">
      <${Panel} title="API tokens"
          acts=${html`<button class="button small main" type="button"
              onClick=${() => ask(close =>
                  html`<${AddToken} close=${close} done=${list.reload} ask=${ask} />`)}>
              <${Icon} name="plus" />Make a token…</button>`}>
          <${Table} caption="API tokens" list=${items(list)} id=${one => one.id} columns=${[
    {title: 'Name', cell: one => html`<b>${one.name}</b>`},
        {title: 'Role', cell: one => `${one.role}${one.rep ? `, ${one.rep}` : ''}`},
        {title: 'Areas', cell: one => (one.areas.includes('*') ? 'all' : one.areas.join(', '))},
        {title: 'Made', cell: one => html`<${When} at=${one.made} />`},
        {title: 'By', cell: one => one.made_by},
    {title: 'Expires', cell: one => html`<${When} at=${one.expires} />`},
        {title: 'State', cell: one => html`<${State} of=${expired(one) ? 'expired' : 'active'} />`},
        {title: 'Last used', cell: one => html`<${When} at=${one.last} />`},
        {title: 'Change',
            cell: one =>
                html`<button class="button small" type="button" aria-label=${`Take away… ${one.name}`}
                    onClick=${() => away(one)}>Take away…</button>`}]}
    empty=${html`<${Empty} icon="keys" title="No tokens">Programs that ask the API need one.</${Empty}>`} />
        </${Panel}><${Note}>The store keeps a hash of each token, never its text.</${Note}>
        </div>`;
}
