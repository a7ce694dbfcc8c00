/** Options of the fuzz commands. */
import { parseArgs } from 'node:util';
import type { Program } from './case';

export interface Options {
  /** How many cases. */
  readonly count: number;
  readonly seed: number;
  /** Ends after so many differences. */
  readonly most: number;
  /** The folder for what is found. */
  readonly write: string;
  /** Command lines instead of packets. */
  readonly rules: boolean;
  /** Rules of nft beside those of iptables. */
  readonly nft: boolean;
  /** Whole hosts: collected, loaded, and asked. */
  readonly hosts: boolean;
  /** Sessions of shell commands, with Docker. */
  readonly sessions: boolean;
  /** Connections whose segments are lost. */
  readonly transfers: boolean;
  /** A folder for cases that come out alike, and in which many rules of nft counted. */
  readonly keep: string | undefined;
  /** Whose command lines and rules. */
  readonly program: Program;
  readonly replay: boolean;
  readonly files: readonly string[];
}

/** Reads options; throws an `Error` whose message names what is wrong. */
export function readOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      cases: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      most: { type: 'string', default: '20' },
      write: { type: 'string', default: 'fuzz-found' },
      rules: { type: 'boolean', default: false },
      nft: { type: 'boolean', default: false },
      hosts: { type: 'boolean', default: false },
      sessions: { type: 'boolean', default: false },
      transfers: { type: 'boolean', default: false },
      keep: { type: 'string' },
      program: { type: 'string', default: 'iptables-legacy' },
      replay: { type: 'boolean', default: false },
    },
  });
  if (!values.replay && positionals.length > 0)
    throw new Error(`What is "${positionals[0]}"? Files come after --replay.`);
  if (values.replay && positionals.length === 0) throw new Error('--replay needs the files to be replayed.');
  const { program } = values;
  if (program !== 'iptables-legacy' && program !== 'iptables-nft')
    throw new Error(`--program takes iptables-legacy or iptables-nft, not "${program}".`);
  if (program === 'iptables-nft' && values.nft)
    throw new Error('--nft replaces the tables that --program iptables-nft asks about.');
  return {
    count: wholeNumber('cases', values.cases),
    seed: wholeNumber('seed', values.seed),
    most: wholeNumber('most', values.most),
    write: values.write,
    rules: values.rules,
    nft: values.nft,
    hosts: values.hosts,
    sessions: values.sessions,
    transfers: values.transfers,
    keep: values.keep,
    program,
    replay: values.replay,
    files: positionals,
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
}
