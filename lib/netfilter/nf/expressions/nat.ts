/** Gives a new connection a translation. Linux: nft_nat.c, nft_masq.c, nft_redir.c. The functions of iptables' targets do it. */
import type { HookState, Verdict } from '../../hook';
import { hookSet } from '../../hookName';
import { type NatRange, prepareRange, setupNat } from '../../nat/setup';
import type { SkBuff } from '../../skb';
import { MASQUERADE_TARGET } from '../../targets/masquerade';
import { REDIRECT_TARGET } from '../../targets/redirect';
import type { Part } from '../chain';
import { outcomeOf } from '../decision';
import type { NatValue } from '../expression';
import { partPlace } from '../place';
import { plainPart, type Scope } from '../scope';
import { finderOf, setFacts } from './lookup';

const PLACES = {
  snat: partPlace(hookSet('POSTROUTING', 'INPUT'), 'nat'),
  masquerade: partPlace(hookSet('POSTROUTING'), 'nat'),
  dnat: partPlace(hookSet('PREROUTING', 'OUTPUT'), 'nat'),
  redirect: partPlace(hookSet('PREROUTING', 'OUTPUT'), 'nat'),
} as const;

export function natPart(expression: NatValue, scope: Scope): Part {
  const { map, type } = expression;
  const place = PLACES[type];
  if (map === undefined) {
    const translate = prepare(expression);
    return plainPart(expression, (skb, state) => outcomeOf(translate(skb, state)), { place, needsConntrack: true });
  }
  const built = scope.set(map.set);
  const find = finderOf(map.keys, built.set);
  const run: Part['run'] = (skb, state) => {
    const found = find(skb, state);
    if (found === undefined || found === 'BREAK') return 'BREAK';
    const [address, port] = found.values ?? [];
    if (typeof address !== 'number') return 'BREAK';
    const ports = typeof port === 'number' ? { from: port, to: port } : undefined;
    return outcomeOf(
      setupNat(skb, state, manipOf(type), { ...flagsOf(expression), ports, addresses: { from: address, to: address } }),
    );
  };
  return plainPart(expression, run, { ...setFacts(map.keys, built), place, needsConntrack: true });
}

function prepare(expression: NatValue): (skb: SkBuff, state: HookState) => Verdict | 'CONTINUE' {
  const { type, address, ports } = expression;
  const range: NatRange = { ...flagsOf(expression), ports };
  if (type === 'masquerade') return MASQUERADE_TARGET.prepare({ kind: 'MASQUERADE', range });
  if (type === 'redirect') return REDIRECT_TARGET.prepare({ kind: 'REDIRECT', range });
  const addresses =
    typeof address?.from === 'number' && typeof address.to === 'number'
      ? { from: address.from, to: address.to }
      : undefined;
  const prepared = prepareRange({ ...range, addresses });
  const manip = manipOf(type);
  return (skb, state) => setupNat(skb, state, manip, prepared);
}

function manipOf(type: NatValue['type']): 'source' | 'destination' {
  return type === 'snat' || type === 'masquerade' ? 'source' : 'destination';
}

function flagsOf({ random, fullyRandom, persistent }: NatValue): NatRange {
  return { random, randomFully: fullyRandom, persistent };
}
