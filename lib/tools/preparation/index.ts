/** What the article does before its experiments, as far as it can be done without the internet. */
import type { Program } from '../../machine';
import { program } from '../command';
import { vi } from './vi';
import { wget } from './wget';
import { yum } from './yum';

export const preparationPrograms: ReadonlyMap<string, Program> = new Map([
  ['vi', program((_place, argv) => vi(argv))],
  ['vim', program((_place, argv) => vi(argv))],
  ['wget', wget],
  ['yum', program((_place, argv) => yum(argv))],
]);
