// What a secret may never stand in: every file below a folder, except the vault that holds them.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Paths below `folder`, outside `vault`, that hold one of the vault's files' content. */
export function filesWithSecrets(folder, vault) {
  const secrets = readdirSync(vault).map(name => readFileSync(join(vault, name)));
  if (secrets.length === 0) throw new Error(`${vault} holds no secret to look for`);
  return readdirSync(folder, {withFileTypes: true, recursive: true})
      .filter(file => file.isFile())
      .map(file => join(file.parentPath ?? file.path, file.name))
      .filter(path => !path.startsWith(vault))
      .filter(path => secrets.some(secret => readFileSync(path).includes(secret)));
}
