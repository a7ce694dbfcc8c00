/** Why a rule of iptables did not match a packet: the first condition that failed, with what the packet had instead. */
import { type HookState, type Match, prepareMatch, type RuleSpec, type SkBuff } from '../../netfilter';
import { contains, formatIpv4, type Ipv4Packet } from '../../packet';
import { ruleText } from '../../tools/iptables';
import { NEVER } from '../build/modelledRule';
import { changesWhenAsked, matchValue } from './matchValue';

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };
/** Matches whose conditions each stand for themselves. */
const SEVERAL: ReadonlySet<string> = new Set(['tcp', 'udp', 'conntrack']);

/** The clause for a rule that did not match; `undefined` if that is for a condition that is not modelled. */
export function missOf(spec: RuleSpec, skb: SkBuff, state: HookState): string | undefined {
  const header = headerMiss(spec, skb.packet, state);
  if (header !== undefined) return header;
  // Those that change when they are asked are not asked a second time.
  const failed = spec.matches.find((match) => !changesWhenAsked(match) && !prepareMatch(match)(skb, state));
  const match = failed ?? spec.matches.find(changesWhenAsked);
  if (match === undefined) return 'its conditions did not hold';
  const condition = failedCondition(match, skb, state);
  const text = ruleText({ matches: [condition], target: { kind: 'none' } });
  return text === NEVER ? undefined : `${text}: ${matchValue(condition, skb, state)}`;
}

/** The one condition of a match that fails, as a match of its own. */
function failedCondition(match: Match, skb: SkBuff, state: HookState): Match {
  if (!SEVERAL.has(match.kind)) return match;
  const { kind, ...conditions } = match;
  const asState = 'asState' in match ? { asState: match.asState } : {};
  const alone = Object.entries(conditions)
    .filter(([name]) => name !== 'asState')
    .map(([name, value]) => ({ kind, ...asState, [name]: value }) as Match);
  return alone.find((one) => !prepareMatch(one)(skb, state)) ?? match;
}

function headerMiss(spec: RuleSpec, packet: Ipv4Packet, state: HookState): string | undefined {
  const { source, destination, inInterface, outInterface, protocol } = spec;
  const asked = (part: Partial<RuleSpec>) => ruleText({ matches: [], target: { kind: 'none' }, ...part });
  if (source !== undefined && contains(source.value, packet.source) === source.invert)
    return `${asked({ source })}: it is from ${formatIpv4(packet.source)}`;
  if (destination !== undefined && contains(destination.value, packet.destination) === destination.invert)
    return `${asked({ destination })}: it is for ${formatIpv4(packet.destination)}`;
  if (inInterface !== undefined && isNamed(inInterface.value, state.in?.name) === inInterface.invert)
    return `${asked({ inInterface })}: it ${state.in === undefined ? 'is the host’s own' : `came in by ${state.in.name}`}`;
  if (outInterface !== undefined && isNamed(outInterface.value, state.out?.name) === outInterface.invert)
    return `${asked({ outInterface })}: it ${state.out === undefined ? 'is for the host itself' : `leaves by ${state.out.name}`}`;
  if (protocol !== undefined && (packet.protocol === protocol.value) === protocol.invert)
    return `${asked({ protocol })}: it is ${PROTOCOLS[packet.protocol] ?? `protocol ${packet.protocol}`}`;
  return undefined;
}

function isNamed(pattern: string, name: string | undefined): boolean {
  if (pattern.endsWith('+')) return (name ?? '').startsWith(pattern.slice(0, -1));
  return pattern === (name ?? '');
}
