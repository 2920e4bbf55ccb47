// sign_in: the three ways in: user and password (with a code where one is set), the company's sign-in, a one-time link;
// and the first administrator's set-up.
import {html, useEffect, useState} from '../parts/html.js';
import {post, put} from '../parts/api.js';
import {Field} from '../parts/form.js';
import {Mark} from '../parts/icons.js';
import {Note, ProblemNote} from '../parts/panel.js';

function Gate({title, children, problem, submit, verb}) {
  const [busy, set_busy] = useState(false);
  useEffect(() => {
    document.title = `${title} · Norekey`;
  }, [title]);
  return html`<main class="gate"><div class="panel"><form class="in" onSubmit=${async event => {
    event.preventDefault();
    set_busy(true);
    await submit(Object.fromEntries(new FormData(event.target)));
    set_busy(false);
  }}>
    <div class="brand"><${Mark} />Norekey</div>
    <h1>${title}</h1>
    <${ProblemNote} problem=${problem} />
    ${children}
    ${verb &&
        html`<button class="button main" type="submit" disabled=${busy}>
            ${busy ? 'One moment…' : verb}</button>`}
  </form></div></main>`;
}

export function SignIn({gate, link, refused, enter, sign_in, again}) {
  const [problem, tell] = useState(refused ? {title: refused} : null);
  const [known, keep] = useState(null);
  const submit = async body => {
    tell(null);
    try {
      enter(await sign_in(link ? {link} : {...known, ...body}));
    } catch (one) {
      if (one.code_needed && !known) keep(body);
      else tell(one);
    }
  };
  if (gate.status === 0) return html`<${Gate} title="Sign in" problem=${gate} submit=${again}
      verb="Try again" />`;
  if (gate.set_up) return html`<${Gate} title="Set up" submit=${again} verb="Look again">
    <${Note} tone="wait"><b>Nobody is here yet.</b>
        <div>The daemon printed a one-time link when it started, and keeps it in its log. Open it to make the first administrator.</div>
        </${Note}>
    <pre class="small">journalctl -u norekey | grep setup</pre></${Gate}>`;
  if (link) return html`<${Gate} title="Sign in by link" problem=${problem} submit=${submit} verb="Sign in">
      <p>This link lets you in once. You then choose a password.</p>
      </${Gate}>`;
  if (known) return html`<${Gate} key="code" title="Enter your code" problem=${problem} submit=${submit}
      verb="Sign in">
    <${Field} label="Six digits of your authenticator app">
        <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10"
            ref=${first} />
        </${Field}>
        </${Gate}>`;
  return html`<${Gate} title="Sign in" problem=${problem} submit=${submit} verb="Sign in">
    ${gate.oidc &&
        html`<a class="button"
            href="api/v1/oidc/start?to=${encodeURIComponent(location.hash)}">Sign in with your company</a>`}
    <${Field} label="User"><input name="user" autocomplete="username" required maxlength="100" ref=${first} />
        </${Field}>
    <${Field} label="Password">
        <input name="password" type="password" autocomplete="current-password" required maxlength="1000" />
        </${Field}>
  </${Gate}>`;
}

const first = node => node && !node.dataset.met && ((node.dataset.met = '1'), node.focus());

const NewPassword = () =>
    html`<${Field} label="Password" hint="At least 10 characters. A sentence is easiest to keep in mind.">
  <input name="password" type="password" autocomplete="new-password" required minlength="10"
      maxlength="1000" />
      </${Field}>
  <${Field} label="The same again">
      <input name="again" type="password" autocomplete="new-password" required minlength="10"
          maxlength="1000" />
      </${Field}>`;
const differ = body =>
    (body.password === body.again ? null :
        {title: 'the two passwords differ', fix: 'type the same one twice'});

export function SetUp({token, enter}) {
  const [problem, tell] = useState(null);
  const submit = async ({again, ...body}) => {
    const wrong = differ({...body, again});
    if (wrong) return tell(wrong);
    try {
      enter(await post('setup', {token, ...body}));
      location.hash = '#/today';
    } catch (one) {
      tell(one);
    }
    return undefined;
  };
  return html`<${Gate} title="The first administrator" problem=${problem} submit=${submit}
      verb="Set up and sign in">
    <p class="muted">You may do everything here, and give others their roles.</p>
    <${Field} label="User"><input name="user" autocomplete="username" required maxlength="100" ref=${first} />
        </${Field}>
    <${Field} label="Your name, as others read it"><input name="name" autocomplete="name" maxlength="100" />
        </${Field}>
    <${NewPassword} /></${Gate}>`;
}

export function ChangePassword({done}) {
  const [problem, tell] = useState(null);
  const submit = async body => {
    const wrong = differ(body);
    if (wrong) return tell(wrong);
    try {
      await put('session/password', {password: body.password});
      await done();
    } catch (one) {
      tell(one);
    }
    return undefined;
  };
  return html`<${Gate} title="Choose a password" problem=${problem} submit=${submit} verb="Go on">
      <${NewPassword} />
      </${Gate}>`;
}
