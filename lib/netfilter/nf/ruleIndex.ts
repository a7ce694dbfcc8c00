/** Finds the rules of a chain that a packet may match: as for iptables, what is found is still tried. */
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { matchRemembers } from '../matches';
import { ChainIndex, type ExactFields } from '../xtables/chainIndex';
import type { NfChain } from './chain';
import type { Expression } from './expression';

/** Chains with fewer rules have no index. */
const INDEXED_FROM = 8;

/** The index of a chain's rules; `undefined` for a short list. A list that is changed is another list. */
export function indexOf(chain: NfChain): ChainIndex | undefined {
  const { rules, indexed } = chain;
  if (rules.length < INDEXED_FROM) return undefined;
  if (indexed?.rules === rules) return indexed.index;
  const index = new ChainIndex(rules.map(({ parts }) => exactFields(parts.map(({ expression }) => expression))));
  chain.indexed = { rules, index };
  return index;
}

/** Of other protocols a rule may ask for bytes in the place of ports. */
const WITH_PORTS: readonly number[] = [PROTOCOL_TCP, PROTOCOL_UDP];

/** Only of comparisons that stand before everything that has an effect, or remembers packets. */
function exactFields(expressions: readonly Expression[]): ExactFields {
  const found: Record<'ip saddr' | 'ip daddr' | 'dport', number | undefined> = {
    'ip saddr': undefined,
    'ip daddr': undefined,
    dport: undefined,
  };
  let hasPorts = false;
  for (const expression of expressions) {
    if (!isPure(expression)) break;
    if (expression.kind !== 'compare' || expression.operator !== '==' || expression.mask !== undefined) continue;
    if (expression.key.kind !== 'field' || typeof expression.value !== 'number') continue;
    const { name } = expression.key;
    if (name === 'ip saddr' || name === 'ip daddr') found[name] ??= expression.value;
    else if (name === 'meta l4proto' || name === 'ip protocol') hasPorts = WITH_PORTS.includes(expression.value);
    else if (hasPorts && (name === 'tcp dport' || name === 'udp dport')) found.dport ??= expression.value;
  }
  return { source: found['ip saddr'], destination: found['ip daddr'], destinationPort: found.dport };
}

/** Whether nothing is different for its having been asked; sets may count who was looked up. */
function isPure(expression: Expression): boolean {
  if (expression.kind === 'compare' || expression.kind === 'range') return expression.key.kind !== 'numgen';
  if (expression.kind === 'xt match') return !matchRemembers(expression.match);
  return (
    expression.kind === 'lookup' &&
    expression.set.kind === 'anonymous' &&
    expression.keys.every(({ kind }) => kind !== 'numgen')
  );
}
