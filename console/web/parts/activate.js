// activate: the drafts are checked, the difference is shown, then they become active, whole or not at all; and the way back.
import {html, useEffect, useState} from './html.js';
import {post} from './api.js';
import {Dialog} from './dialog.js';
import {Why} from './form.js';
import {Bones, Note, ProblemNote, plural} from './panel.js';
import {may, useSession} from './session.js';
import {Findings} from '../pages/mappings.js';
import {say} from './toast.js';

export function Difference({answer}) {
  if (answer.same) return html`<${Note}
      tone="good">The drafts are what is active: nothing would change.</${Note}>`;
  return html`<div class="stack">
      ${answer.files?.length > 0 &&
          html`<div><h3>Files</h3>
              <ul class="mono small">${answer.files.map(one => html`<li key=${one}>${one}</li>`)}</ul>
              </div>`}
    ${answer.row_changes > 0 &&
        html`<div><h3>${plural(answer.row_changes, 'row')} of lookups and assignments</h3>
            <ul class="mono small">
                ${(answer.rows ?? []).slice(0, 50).map(one => html`<li key=${one}>${one}</li>`)}</ul>
            </div>`}</div>`;
}

export function ActivateDialog({close, done}) {
  const admin = may(useSession(), 'admin');
  const [checked, set_checked] = useState({});
  useEffect(() => {
    post('check').then(data => set_checked({data}), problem => set_checked({problem}));
  }, []);
  const {data, problem} = checked;
  const errors = data?.findings.filter(one => one.kind === 'error').length ?? 0;
  const can = Boolean(data) && errors === 0 && !data.same && admin;
  return html`<${Dialog} large title="Check and activate"
      verb=${admin && !data?.same ? 'Activate' : undefined} ready=${can} close=${close}
      act=${({why}) => post('apply', {bundle: data.bundle, why})}
    done=${answer => { say(answer.activated ? `Active: bundle ${answer.bundle?.slice(0, 12)}` :
        'Nothing was activated: see the findings',
        {tone: answer.activated ? 'good' : 'bad'}); done(); }}>
    <${ProblemNote} problem=${problem} />
    ${!data && !problem && html`<${Bones} rows=${4} />`}
    ${data &&
        html`<${Findings} list=${data.findings} />
            ${errors > 0 &&
                html`<${Note} tone="bad">
                    <b>Nothing can be activated.</b> The last good bundle keeps running.</${Note}>`}
            ${errors === 0 && html`<${Difference} answer=${data} />`}
            ${can && html`<${Why} required=${false} />`}`}
  </${Dialog}>`;
}

export const RollbackDialog = ({bundle, close, done}) =>
    html`<${Dialog} title=${`Go back to ${bundle.bundle.slice(0, 12)}`} verb="Roll back" danger close=${close}
        act=${({why}) => post('rollback', {to: bundle.bundle, why})}
  done=${answer => { say(answer.activated ? `Active again: bundle ${bundle.bundle.slice(0, 12)}` :
      `Not rolled back: ${answer.findings?.[0]?.text ?? 'nothing differs'}`,
      {tone: answer.activated ? 'good' : 'bad'}); done(); }}>
  <p>It takes over whole or not at all. The drafts stay as they are; orders that were sent stay as they were sent.</p>
      <${Why} />
      </${Dialog}>`;
