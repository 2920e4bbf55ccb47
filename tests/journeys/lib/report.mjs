// Report: what a journey says while it runs and at its end.

const started = Date.now();

export const say = text =>
    console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(7)} s  ${text}`);

/** Rows of [name, value] as a table. */
export function table(rows) {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}

/** Prints summary and differences; the exit code of the journey. */
export function conclude(title, rows, differences) {
  console.log(`\n${title}\n${table(rows)}`);
  if (differences.length === 0) {
    console.log('  no differences');
    return 0;
  }
  console.log(`  ${differences.length} differences:`);
  for (const {code, text} of differences) console.log(`    ${code}: ${text}`);
  return 1;
}
