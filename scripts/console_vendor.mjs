// console_vendor: the console's third-party files in console/web/vendor, made from the npm packages that
// tests/pages/package-lock.json pins (by hash). The program is built from the files as they lie there, without node.
//   node scripts/console_vendor.mjs           writes them
//   node scripts/console_vendor.mjs --check   compares them, and says which differ; exit 1
// `npm ci --ignore-scripts` in tests/pages comes before.
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PACKAGES = `${ROOT}tests/pages/node_modules/`;
const VENDOR = `${ROOT}console/web/vendor/`;

const as_it_is = text => text;
const without_map = text => text.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n');
/** A browser without an import map (our policy allows no inline script) finds modules by path only. */
const by_path = text => without_map(text).replaceAll('from"preact"', 'from"./preact.js"');
/** The package has no small file that is a module: its small script becomes one. */
const as_module = text => `${text.trimEnd()}\nexport default uPlot;\n`;

const FILES = [
  ['preact.js', 'preact/dist/preact.mjs', without_map],
  ['hooks.js', 'preact/hooks/dist/hooks.mjs', by_path],
  ['preact.LICENSE', 'preact/LICENSE', as_it_is],
  ['htm.js', 'htm/dist/htm.module.js', as_it_is],
  ['htm.LICENSE', 'htm/LICENSE', as_it_is],
  ['uplot.js', 'uplot/dist/uPlot.iife.min.js', as_module],
  ['uplot.css', 'uplot/dist/uPlot.min.css', as_it_is],
  ['uplot.LICENSE', 'uplot/LICENSE', as_it_is],
];

const check = process.argv.includes('--check');
if (!existsSync(`${PACKAGES}preact`)) {
  console.error('error: the packages are not installed\n  fix: (cd tests/pages && npm ci --ignore-scripts)');
  process.exit(3);
}
const lock = JSON.parse(readFileSync(`${ROOT}tests/pages/package-lock.json`, 'utf8')).packages;
let wrong = 0;
const differs = what => {
  wrong++;
  console.error(`error: ${what}`);
};
for (const name of ['preact', 'htm', 'uplot']) {
  const {version} = JSON.parse(readFileSync(`${PACKAGES}${name}/package.json`, 'utf8'));
  const pinned = lock[`node_modules/${name}`].version;
  if (version !== pinned) differs(`${name} ${version} is installed, and ${pinned} is pinned`);
}
for (const [file, source, change] of FILES) {
  const made = change(readFileSync(PACKAGES + source, 'utf8'));
  if (!check) writeFileSync(VENDOR + file, made);
  else if (!existsSync(VENDOR + file) || readFileSync(VENDOR + file, 'utf8') !== made)
    differs(`console/web/vendor/${file} is not what ${source} makes`);
}
const known = new Set([...FILES.map(([file]) => file), 'README.md']);
for (const file of readdirSync(VENDOR).filter(one => !known.has(one)))
  differs(`console/web/vendor/${file} comes from no package`);
if (wrong) {
  console.error('  fix: node scripts/console_vendor.mjs, and look at the difference');
  process.exit(1);
}
console.log(`${FILES.length} files of console/web/vendor ${check ? 'are' : 'were made from'} the pinned packages`);
