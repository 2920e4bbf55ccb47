// panel: the few shapes that every page is made of: head, panel, tabs, notes, problems, empty places.
import {html, useEffect} from './html.js';
import {Icon, Shape} from './icons.js';
import {href} from './route.js';

export function Head({title, crumb, lead, children}) {
  useEffect(() => {
    document.title = `${title} · Norekey`;
  }, [title]);
  return html`<div class="head">
    <h1>${crumb && html`<span class="crumb">${crumb} / </span>`}${title}</h1>
    <div class="acts">${children}</div>
    ${lead && html`<p class="lead">${lead}</p>`}
  </div>`;
}

export function Panel({title, acts, foot, children, label}) {
  return html`<section class="panel" aria-label=${label ?? title}>
    ${title && html`<header><h2>${title}</h2>${acts && html`<div class="acts">${acts}</div>`}</header>`}
    ${children}
    ${foot && html`<footer>${foot}</footer>`}
  </section>`;
}

/** Views of one page, each with an address. all: [{key, title, count?}]; to: key -> address. */
export function Tabs({all, current, to, label}) {
  return html`<nav class="tabs" aria-label=${label}>
    ${all.map(one =>
        html`<a key=${one.key} class="tab" href=${to(one.key)}
            aria-current=${one.key === current ? 'page' : undefined}>
            ${one.title}
            ${one.count > 0 && html`<span class="count ${one.tone ?? ''}">${one.count}</span>`}</a>`)}
  </nav>`;
}

const SHAPE_OF = {bad: 'bad', wait: 'wait', good: 'good', info: 'open'};
export function Note({tone = 'info', children, role}) {
  return html`<div class="note ${tone}" role=${role}><span class="state"><${Shape} name=${SHAPE_OF[tone]} />
      </span><div>${children}</div>
      </div>`;
}

/** What the daemon refused: what, then how to go on. */
export function ProblemNote({problem, again}) {
  if (!problem) return null;
  const where = problem.where && !String(problem.detail ?? '').includes(problem.where) ?
      `${problem.where}: ` : '';
  return html`<div class="note bad" role="alert"><span class="state"><${Shape} name="bad" /></span><div>
    <b>${where}${capital(problem.detail || problem.title)}</b>
    ${problem.fix && html`<div class="fix">To go on: ${problem.fix}</div>`}
    ${(problem.findings ?? []).map(one =>
        html`<div class="small mono">${one.file}:${one.line}:${one.column} ${one.text}
            ${one.fix && ` – ${one.fix}`}</div>`)}
  </div>
      ${again &&
          html`<button class="button small" type="button" onClick=${again}>
              <${Icon} name="again" />Try again</button>`}</div>`;
}

export function Empty({title, children, icon = 'good'}) {
  return html`<div class="empty ${icon === 'good' ? 'good' : ''}"><${Icon} name=${icon} /><h2>${title}</h2>
      <p>${children}</p>
      </div>`;
}

/** Once there is something to show, the children; before, room for it, so that nothing jumps. */
export function Loaded({of, rows = 4, children}) {
  if (of.problem &&
      of.data === undefined) return html`<div class="in">
          <${ProblemNote} problem=${of.problem} again=${of.reload} />
      </div>`;
  if (of.data === undefined) return html`<${Bones} rows=${rows} />`;
  return html`${of.problem &&
      html`<div class="in"><${ProblemNote} problem=${of.problem} again=${of.reload} /></div>`}
      ${children(of.data)}`;
}

export function Bones({rows = 4}) {
  return html`<div class="in stack" aria-busy="true"><span class="hidden">Loading</span>
      ${Array.from({length: rows}, (_, i) => html`<span key=${i} class="bone" />`)}</div>`;
}

/** A definition list of what is known; empty values are left out. pairs: [[term, value]] */
export function Facts({pairs}) {
  const known = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return html`<dl class="facts">
      ${known.map(([term, value]) => html`<div key=${term}><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A sentence's first letter; names such as web_sku or items/A-1 stay as they are. */
export const capital = (text = '') => (/^[a-z]+(\s|$)/.test(text) ? text[0].toUpperCase() + text.slice(1) : text);
export const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
/** A link to an order's journey. */
export const OrderLink = ({order, channel}) =>
    html`<a class="mono" href=${href('orders', order, channel ? {channel} : {})}>${order}</a>`;
/** Money as the API gives it, never reckoned with here. */
export const Money = ({amount, currency}) => (amount === '' || amount === undefined || amount === null ?
    html`<span class="muted">–</span>` : html`<span class="nowrap">${amount}
        ${currency && html`<span class="cur">${currency}</span>`}</span>`);
