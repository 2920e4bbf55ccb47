// account: one's own password, and the codes that are asked for beside it.
import {html, useState} from '../parts/html.js';
import {get, post, put, remove} from '../parts/api.js';
import {Dialog, useAsk} from '../parts/dialog.js';
import {Field} from '../parts/form.js';
import {Facts, Head, Note, Panel, ProblemNote} from '../parts/panel.js';
import {useSession} from '../parts/session.js';
import {State} from '../parts/state.js';
import {When} from '../parts/time.js';
import {say} from '../parts/toast.js';

function Password() {
  const [problem, tell] = useState(null);
  const submit = async event => {
    event.preventDefault();
    const {target} = event;
    const {old, password, again} = Object.fromEntries(new FormData(target));
    if (password !== again) return tell({title: 'the two passwords differ', fix: 'type the same one twice'});
    try {
      await put('session/password', {old, password});
      tell(null);
      target.reset();
      say('The password is changed. Your other sessions have ended.');
    } catch (refused) {
      tell(refused);
    }
    return undefined;
  };
  return html`<${Panel} title="Password">
      <form class="in form" onSubmit=${submit}><${ProblemNote} problem=${problem} />
    <${Field} label="Password now">
        <input name="old" type="password" autocomplete="current-password" required />
        </${Field}>
    <${Field} label="New password" hint="At least 10 characters.">
        <input name="password" type="password" autocomplete="new-password" minlength="10" required />
        </${Field}>
    <${Field} label="The same again">
        <input name="again" type="password" autocomplete="new-password" minlength="10" required />
        </${Field}><div><button class="button main" type="submit">Change it</button></div>
        </form>
        </${Panel}>`;
}

export default function Account() {
  const session = useSession();
  const [totp, set_totp] = useState(session.totp);
  const [asked, ask] = useAsk();
  const begin = async () => {
    try {
      const secret = await post('session/totp');
      ask(close =>
          html`<${Dialog} title="Codes of an authenticator app" verb="Ask for codes from now on"
              close=${close} act=${({code}) => put('session/totp', {code: code.trim()})}
              done=${async () => { set_totp((await get('session')).totp); say('From now on a code is asked for'); }}>
        <p>Type this secret into your authenticator app, or open the link on the phone that has it.</p>
            <${Field} label="Secret">
                <input readonly value=${secret.secret} onFocus=${event => event.target.select()} />
            </${Field}><p><a href=${secret.uri}>Open in the app</a></p>
        <${Field} label="The code that the app shows">
            <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10" />
            </${Field}>
            </${Dialog}>`);
    } catch (problem) {
      say(problem);
    }
  };
  const end = () => ask(close =>
      html`<${Dialog} title="No codes any more" verb="End it" danger close=${close}
          act=${({code}) => remove('session/totp', {body: {code: code.trim()}})}
          done=${() => { set_totp(false); say('No code is asked for any more'); }}>
          <${Field} label="A code, once more">
              <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10" />
          </${Field}>
          </${Dialog}>`);
  return html`<${Head} title="Password and codes" /><div class="cols">
    <${Panel} title="You">
        <div class="in">
            <${Facts}
                pairs=${[['User', session.user], ['Name', session.name], ['Role', session.role],
                    ['Rep', session.rep],
                    ['Signed in by', session.by === 'oidc' ? 'the company' : session.by],
                    ['This session ends', html`<${When} at=${session.expires} />`]]} />
        </div>
        </${Panel}>
    ${session.by === 'oidc' ?
        html`<${Note}>You come in by your company: passwords and codes are kept there.</${Note}>` :
        html`<${Password} />
    <${Panel} title="Codes"
        acts=${html`<${State} of=${totp ? 'active' : 'disabled'}
            word=${totp ? 'asked for' : 'not asked for'} />`}>
        <div class="in stack">
            <p
                class="muted">Six digits of an authenticator app, beside the password: who knows your password alone does not come in.</p>
            <div>
                ${totp ?
                    html`<button class="button danger" type="button"
                        onClick=${end}>No codes any more…</button>` :
                    html`<button class="button" type="button" onClick=${begin}>Set up codes…</button>`}</div>
        </div>
        </${Panel}>`}</div>
        ${asked}`;
}
