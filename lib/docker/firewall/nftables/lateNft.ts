/** The program nft as dockerd runs it: its code is loaded before an engine that may need it starts, and by no page that shows older ones. */
import type { Machine, Process, Program } from '../../../machine';
import type { nft } from '../../../tools/nft';
import type { RunNft } from './nftTable';

let loaded: typeof nft | undefined;

/** Loads its code, once. */
export async function loadNft(): Promise<void> {
  loaded ??= (await import('../../../tools/nft/nft.js')).nft;
}

/** The program of a machine. */
export function nftOf(machine: Machine): RunNft {
  return (argv, stdin = '') => {
    if (loaded === undefined) throw new Error('dockerd runs nft before its code is there: wait for loadNft() first');
    return loaded(machine, argv, stdin);
  };
}

/** A program that may start dockerd. */
export function withNft(program: Program, isNeeded: () => boolean): Program {
  const load = async () => {
    await program.load?.();
    if (isNeeded()) await loadNft();
  };
  return Object.assign((process: Process) => program(process), { load });
}
