/** The real kernel's answers for the article's steps, read from a folder of captures. */
import type { RuleTable } from '../netfilter';
import { TABLE_NAMES } from '../netfilter/xtables/tableHooks';
import { platform } from '../platform';
import type { CounterDelta } from './observe/counters';
import type { Captures } from './observe/packets';

/** A counter that a request made grow, on the real host. Index 0 is the chain's policy. */
export interface RealDelta {
  /** The table of the rule. */
  readonly table: RuleTable;
  /** The chain of the rule. */
  readonly chain: string;
  /** 1-based as `iptables --line-numbers` counts; 0 is the chain's policy. */
  readonly index: number;
  /** How many packets it grew by. */
  readonly packets: number;
  /** How many bytes it grew by. */
  readonly bytes: number;
  /** As `iptables-save` writes it, without `-A CHAIN`; `policy ACCEPT` for a policy. */
  readonly rule: string;
}

/** One request on the real machines. */
export interface RealRequest {
  /** The name of the capture's folder. */
  readonly step: string;
  /** The machine, or the container, that the commands were typed at. */
  readonly where: string;
  /** The command lines that were run, in order. */
  readonly commands: readonly string[];
  /** The counters that grew. */
  readonly delta: readonly RealDelta[];
  /** By interface, as the capture names them. */
  readonly packets: Captures;
  /** `iptables-save -c` of the real host before the request. */
  readonly rulesBefore: string;
  /** `iptables-save -c` of the real host after the request. */
  readonly rulesAfter: string;
}

/**
 * Reads a request by the beginning of its folder's name, such as `06`, from a folder of captures such as `data/article`.
 * Throws a `RangeError` that names the step if there is none.
 *
 * @example
 * ```ts
 * import { describeDeltas, readCapture } from 'chainwalk';
 *
 * const { commands, delta } = readCapture('data/article', '06');
 * commands.length; // → 1
 * describeDeltas(delta).length > 0; // → true
 * ```
 */
export function readCapture(folder: string, step: string): RealRequest {
  const { listFolder, readText } = platform();
  const name = listFolder(folder).find((candidate) => candidate.startsWith(step));
  if (name === undefined) throw new RangeError(`there is no capture of a step ${step} in ${folder}`);
  const read = (file: string) => readText(`${folder}/${name}/${file}`);
  return {
    ...(JSON.parse(read('access.json')) as Omit<RealRequest, 'rulesBefore' | 'rulesAfter'>),
    rulesBefore: read('before/iptables-save.txt'),
    rulesAfter: read('after/iptables-save.txt'),
  };
}

/**
 * Deltas as text, `TABLE CHAIN INDEX: +PACKETS packets, +BYTES bytes`, sorted: simulated and real ones compare alike.
 *
 * @example
 * ```ts
 * import { describeDeltas, lab, observe } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const { deltas } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * describeDeltas(deltas)[0]; // → 'filter INPUT 1: +1 packets, +84 bytes'
 * ```
 */
export function describeDeltas(deltas: readonly (RealDelta | CounterDelta)[]): readonly string[] {
  return deltas
    .map(
      ({ table, chain, index, packets, bytes }) =>
        `${table} ${chain} ${index}: ${signed(packets)} packets, ${signed(bytes)} bytes`,
    )
    .sort();
}

function signed(growth: number): string {
  return growth < 0 ? `${growth}` : `+${growth}`;
}

/**
 * The lines of `iptables-save` that say something: without the comments that name a version and a time. Tables come as raw,
 * mangle, nat, filter, for `iptables-save` itself begins with the one that was touched last.
 *
 * @example
 * ```ts
 * import { lab, ruleLines } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -i lo -j ACCEPT');
 * const { stdout } = await machines.sh('host# iptables-save');
 * ruleLines(stdout).includes('-A INPUT -i lo -j ACCEPT'); // → true
 * ```
 */
export function ruleLines(save: string): readonly string[] {
  const tables = save.replace(/^#.*\n/gm, '').split(/(?<=^COMMIT\n)/m);
  const place = (table: string) => TABLE_NAMES.findIndex((name) => table.startsWith(`*${name}\n`));
  const sorted = tables.sort((a, b) => place(a) - place(b));
  return sorted.flatMap((table) => table.split('\n').filter((line) => line !== ''));
}

/**
 * The lines of `iptables-save -c` that have counted something, each behind the name of its table, sorted.
 *
 * @example
 * ```ts
 * import { countedLines, lab } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * await machines.sh('client# ping -c 1 192.168.70.6');
 * const { stdout } = await machines.sh('host# iptables-save -c');
 * countedLines(stdout); // → ["filter :OUTPUT ACCEPT [1:84]","filter [1:84] -A INPUT -p icmp -j ACCEPT"]
 * ```
 */
export function countedLines(save: string): readonly string[] {
  let table = '';
  const counted: string[] = [];
  for (const line of save.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    else if (/\[\d+:\d+\]/.test(line) && !line.includes('[0:0]')) counted.push(`${table} ${line}`);
  }
  return counted.sort();
}
