/** nft as a program that a process runs. */
import type { Program } from '../../machine';
import { immediate } from '../common/command';
import { nft } from './nft';

export const nftProgram: Program = immediate((process) => {
  const { stdout, stderr, exitCode } = nft(process.place, process.argv.slice(1), process.stdin, process.cwd);
  process.stdout += stdout;
  process.stderr += stderr;
  return exitCode;
});
