// csv: rows as a file for a spreadsheet (RFC 4180, with the mark by which Excel knows UTF-8). Needs no browser.

/** A cell that a spreadsheet would take for a formula stays text; amounts, also negative ones, stay numbers. */
const cell = value => {
  const raw = String(value ?? '');
  const text = /^[=+\-@\t\r]/.test(raw) && !/^[+-]?\d+(\.\d+)?$/.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** columns: [[title, row => text]]. */
export const csv_text = (columns, rows) =>
    `\ufeff${[columns.map(([title]) => title), ...rows.map(row => columns.map(([, of]) => of(row)))]
        .map(line => line.map(cell).join(',')).join('\r\n')}\r\n`;
