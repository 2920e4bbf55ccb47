// The daemon of a config folder, as what asks it here needs it. The folder is the first word of the command line.
import {execFileSync, spawn} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';

/** {base, link, stop}: its address, the token of a one-time link for an administrator, and its end. */
export async function start() {
  const [folder] = process.argv.slice(2);
  const at = process.argv.indexOf('--binary');
  const binary = at > 0 ? process.argv[at + 1] : 'build/release/norekey';
  const daemon = spawn(binary, ['--config', folder, 'serve'], {stdio: ['ignore', 'ignore', 'pipe']});
  let log = '';
  daemon.stderr.on('data', text => (log += text));
  for (let i = 0; i < 1200 && !/port[=":]+\d+/.test(log) && daemon.exitCode === null; i++) await sleep(50);
  const said = execFileSync(binary, ['--config', folder, 'users', 'link', 'bench', '--role', 'admin']).toString();
  const [, base, link] = /(http\S+)\/#\/in\/([\w-]+)/.exec(said);
  return {base, link, stop: () => daemon.kill('SIGTERM')};
}

export const middle = all => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
