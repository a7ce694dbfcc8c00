/** The dumps of a case in data/cases, as a person has them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dump } from '../../lib/host';

const CASES = resolve(__dirname, '../../data/cases');

/** `number` is how its folder begins. */
export function caseDumps(number: string): readonly Dump[] {
  const folder = readdirSync(CASES).find((name) => name.startsWith(`${number}-`));
  if (folder === undefined) throw new RangeError(`there is no case ${number}`);
  return readdirSync(join(CASES, folder))
    .filter((name) => name !== 'kernel.out')
    .map((name) => ({ name, text: readFileSync(join(CASES, folder, name), 'utf8') }));
}
