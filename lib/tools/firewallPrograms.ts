/** Programs of nf_tables and of IP sets: loaded together, when the first of them is run. */
import type { Program } from '../machine';
import { program } from './common/command';
import { ipset } from './ipset';
import { nftProgram } from './nft/program';
import { updateAlternatives } from './updateAlternatives';

export const firewallPrograms: ReadonlyMap<string, Program> = new Map([
  ['ipset', program(ipset)],
  ['nft', nftProgram],
  ['update-alternatives', program(updateAlternatives)],
]);
