import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';

import {filesWithSecrets} from '../lib/secrets.mjs';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
test.after(() => rmSync(folder, {recursive: true}));
const vault = join(folder, 'config/secrets');
mkdirSync(vault, {recursive: true});

test('an empty vault is no answer', () => {
  assert.throws(() => filesWithSecrets(folder, vault), /holds no secret to look for/);
});

test('a secret in a log or in a store is found, in its vault it may stand', () => {
  writeFileSync(join(vault, 'password'), 'open sesame');
  mkdirSync(join(folder, 'store'));
  writeFileSync(join(folder, 'norekey.log'), 'nothing here\n');
  assert.deepEqual(filesWithSecrets(folder, vault), []);
  writeFileSync(join(folder, 'norekey.log'), 'login with open sesame refused\n');
  writeFileSync(join(folder, 'store/journal.db'), Buffer.from('\0\xff\0open sesame\0', 'latin1'));
  assert.deepEqual(filesWithSecrets(folder, vault).sort(),
                   [join(folder, 'norekey.log'), join(folder, 'store/journal.db')]);
});
