// toast: what was done, told for a moment at the edge, with a way back where there is one.
import {html, useEffect, useState} from './html.js';
import {Icon, Shape} from './icons.js';
import {capital} from './panel.js';

const listeners = new Set();
let last = 0;

/** say('3 orders go on', {undo: async () => …}) · say(problem) for what was refused. */
export function say(what, {undo, tone = 'good'} = {}) {
  const note = what instanceof Error ?
      {text: capital(what.detail || what.title || what.message), fix: what.fix, tone: 'bad'} :
      {text: what, tone, undo};
  for (const tell of listeners) tell({...note, id: ++last});
}

export function Toasts() {
  const [notes, set_notes] = useState([]);
  const drop = id => set_notes(all => all.filter(one => one.id !== id));
  useEffect(() => {
    const tell = note => {
      set_notes(all => [...all.slice(-2), note]);
      if (note.tone !== 'bad') setTimeout(() => drop(note.id), note.undo ? 20_000 : 8_000);
    };
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
      ${notes.map(note => html`<div key=${note.id} class="note">
    <span class="state ${note.tone}"><${Shape} name=${note.tone === 'bad' ? 'bad' : 'good'} /></span>
    <div>${note.text}${note.fix && html`<div class="small">To go on: ${note.fix}</div>`}</div>
    ${note.undo &&
        html`<button class="button small" type="button"
            onClick=${() => { drop(note.id); note.undo().catch(say); }}>
            <${Icon} name="undo" />Undo</button>`}
    <button class="button plain icon-only small" type="button" aria-label="Close this note"
        onClick=${() => drop(note.id)}>
        <${Icon} name="close" />
        </button>
  </div>`)}</div>`;
}
