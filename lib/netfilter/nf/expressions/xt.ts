/** Matches and targets of iptables in rules of nf_tables. Linux: nft_match_eval, nft_target_eval_xt, net/netfilter/nft_compat.c. */
import type { ExtensionDefinition, ExtensionValue } from '../../extension';
import { ALL_HOOKS, hookSet } from '../../hookName';
import { definitionOfMatch } from '../../matches';
import { definitionOfTarget } from '../../targets';
import { actionOf } from '../../targets/action';
import { checkExtension } from '../../xtables/checkEntry';
import { TABLE_NAMES } from '../../xtables/tableHooks';
import type { Part } from '../chain';
import { outcomeOf } from '../decision';
import { NfError } from '../error';
import type { CompatProtocol, Expression } from '../expression';
import { partPlace } from '../place';
import { plainPart, type Scope } from '../scope';

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

export function xtMatchPart(expression: Of<'xt match'>, scope: Scope): Part {
  const { match, protocol } = expression;
  const definition = definitionOfMatch(match);
  const facts = compatFacts(definition, match, protocol, scope);
  const matches = definition.prepare(match);
  return plainPart(expression, (skb, state) => (matches(skb, state) ? undefined : 'BREAK'), facts);
}

export function xtTargetPart(expression: Of<'xt target'>, scope: Scope): Part {
  const { target, protocol } = expression;
  const definition = definitionOfTarget(target);
  const facts = compatFacts(definition, target, protocol, scope);
  const action = actionOf(definition.prepare(target));
  return plainPart(expression, (skb, state) => outcomeOf(action.run(skb, state)), facts);
}

/** Checks an extension as iptables' own tables have it checked, except that of a chain's hooks only its own is known. */
function compatFacts<Value extends ExtensionValue>(
  definition: ExtensionDefinition<Value>,
  value: Value,
  protocol: CompatProtocol,
  scope: Scope,
): Partial<Part> {
  const { home, table: nfTable } = scope;
  const table = TABLE_NAMES.find((name) => name === nfTable.name);
  const hooks = home?.base === undefined ? 0 : hookSet(home.base.hook);
  const isElsewhere = table === undefined && definition.table !== 'any';
  const error = isElsewhere
    ? 'EINVAL'
    : checkExtension(definition, value, {
        family: nfTable.family === 'ip6' ? 'ipv6' : 'ipv4',
        table: table ?? 'filter',
        hooks,
        protocol,
        matches: undefined,
      });
  if (error !== undefined) throw new NfError(error, scope.subject);
  const isNat = definition.table === 'nat';
  if (isNat && home?.base !== undefined && home.base.type !== 'nat') throw new NfError('EINVAL', scope.subject);
  return {
    place:
      isNat || definition.hooks !== ALL_HOOKS
        ? partPlace(definition.hooks, isNat ? 'nat' : undefined, 'EINVAL')
        : undefined,
    needsConntrack: definition.needsConntrack(value),
  };
}
