// table: rows that one reads at a glance. Loading keeps the room, empty says why, arrow keys go from row to row.
import {html, useEffect, useRef} from './html.js';
import {Empty, ProblemNote} from './panel.js';
import {Scroll} from './scroll.js';

/** Arrow up and down move between the first links of the rows, as in any list. */
function walk(event) {
  if (!['ArrowDown', 'ArrowUp'].includes(event.key) ||
      event.target.closest('input, select, textarea')) return;
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')];
  const here = rows.indexOf(event.target.closest('tr'));
  const next = rows[here + (event.key === 'ArrowDown' ? 1 : -1)];
  const target = next?.querySelector('a, button, input');
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** All of what is shown, or none of it. */
function CheckAll({items, chosen, choose, id}) {
  const box = useRef(null);
  const on = items.filter(row => chosen.has(id(row))).length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = on > 0 && on < items.length;
  });
  return html`<input ref=${box} type="checkbox" aria-label="All rows" checked=${on > 0 && on === items.length}
    onChange=${() => choose(on === items.length ? new Set() : new Set(items.map(id)))} />`;
}

/**
 * columns: [{title, cell: row => …, num?, wide?, head?}]; the first one with `head` names the row.
 * list: {items, problem, reload, next?, more?, busy?} of useList, or {items} alone.
 * chosen, choose, id: a set of chosen row ids, where rows can be chosen.
 */
export function Table({caption, columns, list, empty, id = (row, i) => i, chosen, choose, bones = 6,
    wrap = false}) {
  const {items, problem} = list;
  const toggle = key => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    choose(next);
  };
  const all = columns.length + (chosen ? 1 : 0);
  if (items?.length === 0 && !problem && empty) return empty;
  return html`
    ${problem && html`<div class="in"><${ProblemNote} problem=${problem} again=${list.reload} /></div>`}
    ${!(problem && !items) &&
        html`<${Scroll} label=${caption}>
            <table class=${wrap ? 'wrap' : ''} onKeyDown=${walk}
                aria-busy=${items === undefined ? 'true' : undefined}>
      <caption class="hidden">${caption}</caption>
      <thead><tr>
        ${chosen &&
            html`<th class="check" scope="col">
                ${items?.length > 0 && html`<${CheckAll} ...${{items, chosen, choose, id}} />`}
                <span class="hidden">Choose</span>
                </th>`}
        ${columns.map(one =>
            html`<th key=${one.title} scope="col" class=${one.num ? 'num' : ''}>${one.title}</th>`)}
      </tr></thead>
      <tbody>
        ${items === undefined &&
            Array.from({length: bones},
                (_, i) =>
                    html`<tr key=${`bone${i}`}>
                        ${Array.from({length: all},
                            (__, c) =>
                                html`<td key=${c} class=${columns[c]?.num ? 'num' : ''}><span class="bone" />
                                    </td>`)}</tr>`)}
        ${items?.map((row, i) =>
            html`<tr key=${id(row, i)} aria-selected=${chosen ? String(chosen.has(id(row))) : undefined}>
          ${chosen &&
              html`<td class="check">
                  <input type="checkbox" aria-label=${`Choose ${id(row)}`} checked=${chosen.has(id(row))}
                      onChange=${() => toggle(id(row))} />
                  </td>`}
          ${columns.map(one =>
              html`<td key=${one.title} class="${one.num ? 'num' : ''} ${one.wide ? 'wide' : ''}">
                  ${one.cell(row)}</td>`)}
        </tr>`)}
      </tbody>
    </table></${Scroll}>`}
    ${list.next &&
        html`<footer>
            <button class="button small" type="button" disabled=${list.busy} onClick=${list.more}>
                ${list.busy ? 'Loading…' : 'Show more'}</button>
            </footer>`}`;
}

export const nothing = (title, text, icon) => html`<${Empty} title=${title} icon=${icon}>${text}</${Empty}>`;
