// clearing: what clears a cause, where the cause stands: the row it misses, the replay, the corrected document, who looks after it, or why not.
import {html, useState} from './html.js';
import {get, post, put, rows_of, useGet} from './api.js';
import {Dialog, useAsk} from './dialog.js';
import {pretty} from './reading.js';
import {Field, Why} from './form.js';
import {Icon} from './icons.js';
import {Note, plural} from './panel.js';
import {may, useSession} from './session.js';
import {say} from './toast.js';

/** "items/ELE-1181" -> {lookup: "items", key: "ELE-1181"} where there is such a table. */
export function row_of(cause, lookups) {
  const at = cause.indexOf('/');
  const lookup = cause.slice(0, at);
  const table = at > 0 && lookups.find(one => one.lookup === lookup);
  return table ? {lookup, key: cause.slice(at + 1), table} : null;
}

export const outcome = (each, verb) => {
  const failed = each?.failed ?? [];
  if (failed.length) say(`${plural(each.done, 'message')} ${verb}; ${failed.length} not: ${failed[0].detail}`,
      {tone: 'bad'});
  else say(`${plural(each?.done ?? 1, 'message')} ${verb}`);
};

/** Sets a row; the way back sets it as it was. */
export async function set_row(lookup, key, value, {was, why} = {}) {
  const answer = await put(`lookups/${encodeURIComponent(lookup)}/rows/${encodeURIComponent(key)}`,
      {value, was, why});
  const before = answer.was ?? was ?? '';
  say(value === '' ? `${lookup}: the row ${key} is gone` :
      `${lookup}: ${key} is ${value}. What waited for it goes on.`,
      {
    undo: async () => {
      await put(`lookups/${encodeURIComponent(lookup)}/rows/${encodeURIComponent(key)}`,
          {value: before, was: value, why: 'undone'});
      say(before === '' ? `${lookup}: the row ${key} is gone again. What was sent meanwhile stays sent.` :
          `${lookup}: ${key} is ${before} again. What was sent meanwhile stays sent.`);
    },
  });
  return answer;
}

function RowForm({row, done}) {
  const [value, type] = useState('');
  const [busy, set_busy] = useState(false);
  const submit = async event => {
    event.preventDefault();
    set_busy(true);
    try {
      await set_row(row.lookup, row.key, value.trim(), {was: ''});
      done();
    } catch (problem) {
      say(problem);
    }
    set_busy(false);
  };
  return html`<form class="flow" onSubmit=${submit}>
      <${Field} label=${`${row.lookup}: ${row.table.value} of ${row.key}`} grow>
    <input value=${value} required autocomplete="off" spellcheck="false"
        onInput=${event => type(event.target.value)} />
        </${Field}>
    <button class="button main" type="submit" disabled=${busy || !value.trim()}>
        ${busy ? 'Setting…' : 'Set and go on'}</button>
        </form>`;
}

export const IgnoreDialog = ({ids, close, done}) =>
    html`<${Dialog} title=${`Ignore ${plural(ids.length, 'message')}`} verb="Ignore" danger close=${close}
  act=${({why}) => post('ignore', {ids, why})} done=${each => { outcome(each, 'ignored'); done(); }}>
  <${Note} tone="wait">
      ${ids.length === 1 ? 'It ends' :
          'They end'} here and cannot be taken up again. The order stays in the journal.</${Note}>
      <${Why} />
      </${Dialog}>`;

export function AssignDialog({body, close, done, before = ''}) {
  const {user} = useSession();
  return html`<${Dialog} title="Who looks after it" verb="Assign" close=${close}
      act=${({to, why}) => post('assign', {...body, to: to.trim(), why})}
    done=${() => { say('Assigned',
        {undo: async () => { await post('assign', {...body, to: before}); done(); }}); done(); }}>
    <${Field} label="Who" hint="Empty takes it back.">
        <input name="to" defaultValue=${before || user} maxlength="100" autocomplete="off" />
        </${Field}><${Why} required=${false} />
        </${Dialog}>`;
}

/** The document as it came, to be corrected; it becomes a new revision, and the one that came is kept. */
function ResendDialog({message, document, digest, close, done}) {
  return html`<${Dialog} large title=${`Correct and resend #${message.id}`} verb="Send as a new revision"
      close=${close}
    act=${({text, why}) => post('resend', {id: message.id, text, digest, why})}
        done=${() => { say('Sent again as a new revision; the one that came is kept'); done(); }}>
    <p class="muted">${message.what}</p>
    ${document.text.includes('•••') &&
        html`<${Note}>What is masked (•••) goes as it came: leave it as it stands, or type another value.</${Note}>`}
    <${Field} label="Document">
        <textarea name="text" rows="18" required spellcheck="false">
            ${pretty(document.text, document.media_type)}</textarea>
        </${Field}><${Why} />
        </${Dialog}>`;
}

/** `message`: one parked message; without it, all of `cause`. */
export function Clearing({message, cause, count = 1, assigned = '', done}) {
  const session = useSession();
  const lookups = rows_of(useGet('lookups').data);
  const [asked, ask] = useAsk();
  const [busy, set_busy] = useState(false);
  if (!may(session,
      'operator')) return html`<p class="small muted">Somebody with the role operator clears this.</p>`;
  const row = row_of(cause, lookups);
  const unknown = /outcome/.test(cause);
  // Whether the ERP has an order is looked up order by order: of a whole cause it is not said.
  const body = message ? {ids: [message.id]} : {cause};
  const replay = async () => {
    set_busy(true);
    try {
      outcome(await post('replay', body), 'taken up again');
      done();
    } catch (problem) {
      say(problem);
    }
    set_busy(false);
  };
  const correct = async () => {
    try {
      const [document,
          whole] = await Promise.all([get(`messages/${message.id}/document`), get(`messages/${message.id}`)]);
      if (!document.whole) {
        return say('This document is too large to be corrected here: only its beginning is shown. ' +
            'Correct it in the shop, or send the whole text by the API: POST resend.', {tone: 'bad'});
      }
      ask(close => html`<${ResendDialog} ...${{message, document, digest: whole.digest, close, done}} />`);
    } catch (problem) {
      say(problem);
    }
    return undefined;
  };
  const again = close =>
      html`<${Dialog} title="Send it again" verb="It is not in the ERP: send it" danger close=${close}
          act=${({why}) => post('replay', {...body, send_again: true, why})}
          done=${each => { outcome(each, 'sent again'); done(); }}>
    <${Note}
        tone="wait">Nobody knows whether the ERP took it. Look there first: an order that is sent twice is delivered twice.</${Note}>
        <${Why} />
        </${Dialog}>`;
  return html`
    ${row && html`<${RowForm} row=${row} done=${done} />`}
    ${unknown && !message &&
        html`<p class="small muted">Look for each order in the ERP, then say at its message what you found.</p>`}
    <div class="flow">
      ${unknown && message &&
          html`<button class="button small" type="button"
              onClick=${() => ask(again)}>Not in the ERP: send again</button>`}
      <button class="button small" type="button" disabled=${busy} onClick=${replay}><${Icon} name="again" />
          ${message ? 'Replay' : count > 1 ? `Replay all ${count}` : 'Replay'}</button>
      ${message && message.kind === 'order' &&
          html`<button class="button small" type="button" onClick=${correct}>
              <${Icon} name="edit" />Correct and resend</button>`}
      <button class="button small" type="button"
          onClick=${() => ask(close =>
              html`<${AssignDialog} body=${body} before=${assigned} close=${close} done=${done} />`)}>
          <${Icon} name="person" />${assigned ? `With ${assigned}` : 'Assign'}</button>
      ${message &&
          html`<button class="button small" type="button"
              onClick=${() => ask(close =>
                  html`<${IgnoreDialog} ids=${[message.id]} close=${close}
                      done=${done} />`)}>Ignore…</button>`}
    </div>${asked}`;
}
