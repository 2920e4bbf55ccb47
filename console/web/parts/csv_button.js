// csv_button: what a table shows, as a file. `rows`: the rows, or a function that fetches all of them.
import {html, useState} from './html.js';
import {csv_text} from './csv.js';
import {Icon} from './icons.js';
import {say} from './toast.js';

function save(text, name) {
  const url = URL.createObjectURL(new Blob([text], {type: 'text/csv;charset=utf-8'}));
  const link = Object.assign(document.createElement('a'), {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** columns: [[title, row => text]]; `what`: what it is a file of, for those who hear it. */
export function CsvButton({name, what, columns, rows}) {
  const [busy, set_busy] = useState(false);
  const none = Array.isArray(rows) ? rows.length === 0 : !rows;
  const act = async () => {
    set_busy(true);
    try {
      save(csv_text(columns, Array.isArray(rows) ? rows : await rows()), name);
    } catch (problem) {
      say(problem);
    }
    set_busy(false);
  };
  return html`<button class="button small" type="button" aria-label=${`CSV: ${what}`} disabled=${none || busy}
      onClick=${act}><${Icon} name="down" />${busy ? 'Fetching…' : 'CSV'}</button>`;
}
