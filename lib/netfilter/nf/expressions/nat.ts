/** Gives a new connection a translation. Linux: nft_nat.c, nft_masq.c, nft_redir.c. The functions of iptables' targets do it. */
import type { TargetAction } from '../../extension';
import { hookSet } from '../../hookName';
import { NatAction } from '../../nat/action';
import type { NatRange } from '../../nat/translation';
import { actionOf } from '../../targets/action';
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
    return plainPart(expression, (skb, state) => outcomeOf(translate.run(skb, state)), { place, needsConntrack: true });
  }
  const built = scope.set(map.set);
  const find = finderOf(map.keys, built.set);
  const run: Part['run'] = (skb, state) => {
    const found = find(skb, state);
    if (found === undefined || found === 'BREAK') return 'BREAK';
    const [address, port] = found.values ?? [];
    if (typeof address !== 'number') return 'BREAK';
    const ports = typeof port === 'number' ? { from: port, to: port } : undefined;
    const range = { ...flagsOf(expression), ports, addresses: { from: address, to: address } };
    return outcomeOf(new NatAction(manipOf(type), range).run(skb, state));
  };
  return plainPart(expression, run, { ...setFacts(map.keys, built), place, needsConntrack: true });
}

function prepare(expression: NatValue): TargetAction {
  const { type, address, ports } = expression;
  const range: NatRange = { ...flagsOf(expression), ports };
  if (type === 'masquerade') return actionOf(MASQUERADE_TARGET.prepare({ kind: 'MASQUERADE', range }));
  if (type === 'redirect') return actionOf(REDIRECT_TARGET.prepare({ kind: 'REDIRECT', range }));
  const addresses =
    typeof address?.from === 'number' && typeof address.to === 'number'
      ? { from: address.from, to: address.to }
      : undefined;
  return new NatAction(manipOf(type), { ...range, addresses });
}

function manipOf(type: NatValue['type']): 'source' | 'destination' {
  return type === 'snat' || type === 'masquerade' ? 'source' : 'destination';
}

function flagsOf({ random, fullyRandom, persistent }: NatValue): NatRange {
  return { random, randomFully: fullyRandom, persistent };
}
