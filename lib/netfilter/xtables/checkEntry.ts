/** Whether the extensions of a rule are where the kernel takes them. Linux: find_check_entry, net/ipv4/netfilter/ip_tables.c. */
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from '../../packet';
import {
  asksForProtocol,
  type EntryContext,
  type EntryError,
  type ExtensionDefinition,
  type ExtensionValue,
} from '../extension';
import type { HookSet } from '../hookName';
import { definitionOfMatch } from '../matches';
import { definitionOfTarget, isExtensionTarget } from '../targets';
import type { Family } from './family';
import type { RuleSpec } from './ruleSpec';
import type { TableName } from './tableHooks';

/** What is wrong with a rule of a table that the hooks in `hooks` lead to; `undefined` for nothing. */
export function checkEntry(spec: RuleSpec, table: TableName, hooks: HookSet, family: Family): EntryError | undefined {
  const { protocol, matches, target } = spec;
  const context: EntryContext = { family, table, hooks, protocol, matches };
  for (const match of matches) {
    const error = checkExtension(definitionOfMatch(match), match, context);
    if (error !== undefined) return error;
  }
  return isExtensionTarget(target) ? checkExtension(definitionOfTarget(target), target, context) : undefined;
}

/** ICMP is another protocol in IPv6. */
function inFamily(protocol: number, family: Family): number {
  return family === 'ipv6' && protocol === PROTOCOL_ICMP ? PROTOCOL_ICMPV6 : protocol;
}

/** Linux: xt_check_match and xt_check_target, net/netfilter/x_tables.c. */
function checkExtension<Value extends ExtensionValue>(
  definition: ExtensionDefinition<Value>,
  value: Value,
  context: EntryContext,
): EntryError | undefined {
  const { table, hooks, protocol } = definition;
  if (table !== 'any' && table !== context.table) return 'EINVAL';
  if ((context.hooks & ~hooks) !== 0) return 'EINVAL';
  if (protocol !== 'any' && !asksForProtocol(context.protocol, inFamily(protocol, context.family))) return 'EINVAL';
  return definition.check?.(value, context);
}
