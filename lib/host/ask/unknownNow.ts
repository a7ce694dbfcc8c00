/** Rules that are not modelled, where they are now. */
import { isOfIptables } from '../../netfilter';
import type { HostMachines, UnknownRule } from '../build';

/** The rules whose answer is not known, with the numbers that they have now: commands may have moved or deleted them. */
export function unknownNow({ rules, host }: HostMachines): readonly UnknownRule[] {
  const { tables } = host.net.netfilter;
  const moved = [...rules.doubtful].flatMap(([rule, unknown]): readonly UnknownRule[] => {
    const { table, chain } = unknown;
    const at = isOfIptables(table) ? tables.get(table)?.chains.get(chain)?.rules.indexOf(rule) : undefined;
    return at === undefined || at < 0 ? [] : [{ ...unknown, rule: at + 1 }];
  });
  return [...moved, ...rules.unknown.filter(({ rule }) => rule === 0)];
}
