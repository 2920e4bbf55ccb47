// form: labelled fields. Filters write themselves into the address; typing waits for a pause.
import {html, useEffect, useRef, useState} from './html.js';
import {Icon} from './icons.js';
import {set_query} from './route.js';
import {useSession} from './session.js';
import {begin_of_day, in_zone, is_instant} from './time.js';

export function Field({label, hint, grow, children}) {
  return html`<label class="field ${grow ? 'grow' : ''}"><span>${label}</span>${children}
      ${hint && html`<small class="muted">${hint}</small>`}</label>`;
}

/** options: [value] or [[value, text]] */
export function Select({label, value, options, all, change}) {
  return html`<${Field} label=${label}>
      <select value=${value ?? ''} onChange=${event => change(event.target.value)}>
    ${all !== undefined && html`<option value="">${all}</option>`}
    ${options.map(one => (Array.isArray(one) ? one : [one, one])).map(([key, text]) =>
        html`<option key=${key} value=${key}>${text}</option>`)}
  </select></${Field}>`;
}

/** A filter of this view, kept in the address under `name`. */
export const FilterSelect = ({name, query, ...rest}) =>
    html`<${Select} value=${query[name] ?? ''} change=${value => set_query({[name]: value})} ...${rest} />`;

export function FilterText({name, label, query, placeholder, grow, icon}) {
  const [text, type] = useState(query[name] ?? '');
  const told = useRef(query[name] ?? '');
  useEffect(() => {
    if ((query[name] ?? '') !== told.current) type(told.current = query[name] ?? '');
  }, [query[name]]);
  useEffect(() => {
    if (text === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = text.trim();
      set_query({[name]: text.trim()}, {replace: true});
    }, 250);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<${Field} label=${label} grow=${grow}>
      <div class=${icon ? 'find' : 'stack'}>${icon && html`<${Icon} name=${icon} />`}
    <input type="search" value=${text} placeholder=${placeholder} spellcheck="false"
        onInput=${event => type(event.target.value)} />
        </div>
        </${Field}>`;
}

const DAY = 86400_000;
const moved = (day, days) => new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/**
 * A filter by day. In the address stands the instant at which the day begins in the company's zone; where it is the
 * `last` one, the instant at which the next one does.
 */
export function FilterDay({name, label, query, last = false}) {
  const {zone} = useSession();
  const at = is_instant(query[name]) ? in_zone(query[name], zone) : null;
  const day = at ? (last ? moved(at.day, -1) : at.day) : '';
  const change = typed => set_query({[name]: typed ? begin_of_day(last ? moved(typed, 1) : typed, zone) : ''});
  return html`<${Field} label=${label}>
      <input type="date" value=${day} onChange=${event => change(event.target.value)} />
      </${Field}>`;
}

export const Why = ({label = 'Why', hint = 'It is kept in the audit log.', required = true}) =>
  html`<${Field} label=${label} hint=${hint}>
      <input name="why" required=${required} maxlength="500" autocomplete="off" />
      </${Field}>`;

/** The text of a file that somebody chooses. */
export function FileText({label, accept, take}) {
  return html`<${Field} label=${label}><input type="file" accept=${accept} onChange=${async event => {
    const [file] = event.target.files;
    if (file) take(await file.text());
  }} /></${Field}>`;
}
