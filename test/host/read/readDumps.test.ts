/** Folders of dumps. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DumpError, readDumps } from '../../../lib/host';
import { nodePlatform } from '../../../lib/node';
import { usePlatform } from '../../../lib/platform';

usePlatform(nodePlatform);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dumps-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('each file is a dump, in the order of names; the kernel’s answer and hidden files are none', () => {
  for (const name of ['rules.txt', 'addresses.txt', 'kernel.out', '.hidden']) writeFileSync(join(folder, name), name);
  expect(readDumps(folder)).toEqual([
    { name: 'addresses.txt', text: 'addresses.txt' },
    { name: 'rules.txt', text: 'rules.txt' },
  ]);
});

test('a folder without dumps, one that is not there, and a file that cannot be read are told by name', () => {
  expect(() => readDumps(folder)).toThrow(new DumpError(`there are no dumps in ${folder}`));
  expect(() => readDumps(join(folder, 'none'))).toThrow(new RegExp(`^cannot read ${join(folder, 'none')}: .`));
  mkdirSync(join(folder, 'inner'));
  expect(() => readDumps(folder)).toThrow(new RegExp(`^cannot read ${folder}/inner: .`));
});
