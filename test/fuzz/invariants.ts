/** What holds for any rules and any packets, whatever the real kernel would say. */
import { isDeepStrictEqual } from 'node:util';
import { ruleLines } from '../../lib/lab';
import { Netfilter, type PacketFate } from '../../lib/netfilter';
import { iptablesRestore, iptablesSave } from '../../lib/tools/iptables';
import type { FuzzCase } from './case';
import { simulate } from './simulate';
import { makeSets, type World } from './world';

const VERSION = { version: '1.8.9' } as const;
/** Long enough for every timer of a connection that is set up. */
const REST = 200_000_000;

/** What is wrong with a case; nothing, if all is well. */
export function brokenInvariants(random: FuzzCase): readonly string[] {
  const fates: PacketFate[][] = [];
  const problems: string[] = [];
  let machines: World | undefined;
  let before: readonly number[] = [];
  const { outcome } = simulate(random, {
    ready: (prepared) => {
      machines = prepared;
      watch(prepared, fates);
      before = counters(prepared);
    },
    step: (prepared) => {
      const after = counters(prepared);
      if (after.some((count, index) => count < before[index]!)) problems.push('a counter went down');
      before = after;
    },
  });
  if (machines !== undefined) {
    machines.advance(REST);
    for (const ends of fates) {
      if (ends.length === 0) problems.push('a packet entered the router and was lost');
      if (ends.length > 1) problems.push(`a packet ended ${ends.length} times: ${JSON.stringify(ends)}`);
    }
    problems.push(...roundTrip(machines));
  }
  if (!isDeepStrictEqual(simulate(random).outcome, outcome)) problems.push('run again, it came out otherwise');
  return problems;
}

function watch({ router }: World, fates: PacketFate[][]): void {
  router.net.packetListeners.add(() => {
    const ends: PacketFate[] = [];
    fates.push(ends);
    return { hook: () => {}, step: () => {}, translate: () => {}, end: (_skb, fate) => ends.push(fate) };
  });
}

function counters({ router }: World): readonly number[] {
  return [...router.net.netfilter.tables.values()].flatMap((table) =>
    [...table.chains.values()].flatMap((chain) =>
      [chain, ...chain.rules].flatMap(({ packets, bytes }) => [packets, bytes]),
    ),
  );
}

/** Saved, restored and saved again, the rules are the same, with their counters. */
function roundTrip({ router }: World): readonly string[] {
  const save = (netfilter: Netfilter) => iptablesSave(netfilter, ['-c'], VERSION).stdout;
  const first = save(router.net.netfilter);
  // iptables 1.8.9 forgets where shifted ports of SNAT begin, saves 0, and takes that from nobody.
  if (/--to-source \S+\/0/.test(first)) return [];
  const second = new Netfilter();
  makeSets(second, 0);
  const { exitCode, stderr } = iptablesRestore(second, ['-c'], first, VERSION);
  if (exitCode !== 0) return [`what was saved cannot be restored: ${stderr}`];
  return isDeepStrictEqual(ruleLines(save(second)), ruleLines(first))
    ? []
    : ['saved, restored and saved again, the rules differ'];
}
