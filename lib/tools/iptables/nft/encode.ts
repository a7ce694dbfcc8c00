/**
 * Rules as iptables-nft gives them to nf_tables: in its own expressions as far as it knows them, the rest as matches and
 * targets of iptables. Userspace: nft_ipv4_add, iptables/nft-ipv4.c; add_match, add_target, iptables/nft.c.
 */
import type { Counters, ExtensionTarget, Match, PortRange, RuleSpec } from '../../../netfilter';
import type { CompatProtocol, Expression, FieldName, Operator } from '../../../netfilter/nf';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '../../../packet/ipv4';
import { ALL_BITS, LAST_PORT } from '../guided';
import { parameterProblem } from '../program';
import { encodeLimit } from './limit';

/** The bits of a fragment's place. */
export const FRAGMENT_OFFSET = 0x1fff;
/** What no interface is called: a rule for interfaces that are not any (`! -i +`) asks for it. */
export const NO_INTERFACE = 'INVAL/D';

/** The expressions of a rule. Throws an `IptablesError` for ports of another protocol than the rule's. */
export function encodeRule(spec: RuleSpec, counters: Counters): readonly Expression[] {
  const { protocol } = spec;
  const expressions = [
    ...encodeInterface('iifname', spec.inInterface),
    ...encodeInterface('oifname', spec.outInterface),
    ...(protocol === undefined ? [] : [compare('meta l4proto', sign(protocol.invert), protocol.value)]),
    ...encodeAddress('ip saddr', spec.source),
    ...encodeAddress('ip daddr', spec.destination),
    ...(spec.fragment === undefined ? [] : [compare('ip frag-off', sign(!spec.fragment.invert), 0, FRAGMENT_OFFSET)]),
    ...spec.matches.flatMap((match) => encodeMatch(match, protocol)),
    { kind: 'counter', counters } as const,
    ...encodeTarget(spec),
  ];
  return markImplied(expressions);
}

function sign(invert: boolean): '==' | '!=' {
  return invert ? '!=' : '==';
}

function compare(name: FieldName, operator: Operator, value: number | string, mask?: number): Expression {
  return { kind: 'compare', key: { kind: 'field', name }, operator, value, ...(mask !== undefined && { mask }) };
}

function encodeInterface(name: 'iifname' | 'oifname', condition: RuleSpec['inInterface']): readonly Expression[] {
  if (condition === undefined) return [];
  const { value, invert } = condition;
  if (value === '+') return invert ? [compare(name, '==', NO_INTERFACE)] : [];
  if (!value.endsWith('+')) return [compare(name, sign(invert), value)];
  const key = { kind: 'field', name } as const;
  return [{ kind: 'compare', key, operator: sign(invert), value: value.slice(0, -1), prefix: true }];
}

function encodeAddress(name: 'ip saddr' | 'ip daddr', condition: RuleSpec['source']): readonly Expression[] {
  if (condition === undefined) return [];
  const { value, invert } = condition;
  return [compare(name, sign(invert), value.address, value.mask === ALL_BITS ? undefined : value.mask)];
}

function encodeMatch(match: Match, protocol: CompatProtocol): readonly Expression[] {
  switch (match.kind) {
    case 'tcp':
      if (match.option !== undefined || isEmpty(match)) break;
      checkProtocol(protocol, PROTOCOL_TCP, 'tcp');
      return [
        ...encodePorts(match.sourcePorts, match.destinationPorts, protocol, 'tcp'),
        ...(match.flags === undefined || match.flags.mask === 0
          ? []
          : [compare('tcp flags', sign(match.flags.invert), match.flags.compare, match.flags.mask)]),
      ];
    case 'udp':
      if (isEmpty(match)) break;
      checkProtocol(protocol, PROTOCOL_UDP, 'udp');
      return encodePorts(match.sourcePorts, match.destinationPorts, protocol, 'udp');
    case 'mark':
      return [compare('meta mark', sign(match.invert), match.mark, match.mask === ALL_BITS ? undefined : match.mask)];
    case 'limit':
      return [{ kind: 'limit', limit: encodeLimit(match) }];
  }
  return [{ kind: 'xt match', match, protocol }];
}

/** Whether nothing but the kind is said. */
function isEmpty(match: Match): boolean {
  return Object.keys(match).length === 1;
}

function checkProtocol(protocol: CompatProtocol, wanted: number, name: 'tcp' | 'udp'): void {
  if (protocol?.value !== wanted) throw parameterProblem(`${name.toUpperCase()} match requires '-p ${name}'`);
}

/** With `! -p` the ports are those of any transport header. */
function encodePorts(
  source: PortRange | undefined,
  destination: PortRange | undefined,
  protocol: CompatProtocol,
  name: 'tcp' | 'udp',
): readonly Expression[] {
  const header = protocol?.invert === true ? 'th' : name;
  return [...encodePort(`${header} sport`, source), ...encodePort(`${header} dport`, destination)];
}

/** All ports are not asked for, not even if they are excluded. */
function encodePort(name: FieldName, range: PortRange | undefined): readonly Expression[] {
  if (range === undefined || (range.from === 0 && range.to === LAST_PORT)) return [];
  const { from, to, invert } = range;
  if (from === to) return [compare(name, sign(invert), from)];
  if (from === 0) return [compare(name, invert ? '>' : '<=', to)];
  return [{ kind: 'range', key: { kind: 'field', name }, span: { from, to }, invert }];
}

function encodeTarget({ target, protocol }: RuleSpec): readonly Expression[] {
  switch (target.kind) {
    case 'none':
      return [];
    case 'ACCEPT':
      return [{ kind: 'verdict', verdict: { kind: 'accept' } }];
    case 'DROP':
      return [{ kind: 'verdict', verdict: { kind: 'drop' } }];
    case 'RETURN':
      return [{ kind: 'verdict', verdict: { kind: 'return' } }];
    case 'jump':
      return [{ kind: 'verdict', verdict: { kind: target.goto ? 'goto' : 'jump', chain: target.chain } }];
    default:
      return [encodeExtension(target, protocol)];
  }
}

const USUAL_LEVEL = 4;
const NO_FLAGS = { tcpSequence: false, tcpOptions: false, ipOptions: false, uid: false, macDecode: false };

function encodeExtension(target: ExtensionTarget, protocol: CompatProtocol): Expression {
  if (target.kind === 'TRACE') return { kind: 'assign', target: 'meta nftrace', source: { kind: 'value', value: 1 } };
  if (target.kind !== 'NFLOG') return { kind: 'xt target', target, protocol };
  const { group, prefix, size, threshold } = target;
  return {
    kind: 'log',
    prefix: prefix === '' ? undefined : prefix,
    level: USUAL_LEVEL,
    flags: NO_FLAGS,
    group,
    ...(size !== undefined && { snaplen: size }),
    ...(threshold > 0 && { queueThreshold: threshold }),
  };
}

const PORTS_OF: Readonly<Record<number, string>> = { [PROTOCOL_TCP]: 'tcp ', [PROTOCOL_UDP]: 'udp ' };

/** nft leaves the protocol out where ports follow that say it, with nothing but comparisons in between. */
function markImplied(expressions: readonly Expression[]): readonly Expression[] {
  const at = expressions.findIndex((one) => isFieldTest(one, 'meta l4proto'));
  const asked = expressions[at];
  if (asked?.kind !== 'compare' || asked.operator !== '==') return expressions;
  const start = PORTS_OF[Number(asked.value)];
  if (start === undefined) return expressions;
  for (const one of expressions.slice(at + 1)) {
    if (isFieldTest(one, start))
      return expressions.map((each) => (each === asked ? { ...asked, implied: true } : each));
    if (one.kind !== 'compare' && one.kind !== 'range') break;
  }
  return expressions;
}

/** Whether an expression tests a field whose name begins so. */
function isFieldTest(expression: Expression, start: string): boolean {
  if (expression.kind !== 'compare' && expression.kind !== 'range') return false;
  return expression.key.kind === 'field' && expression.key.name.startsWith(start);
}
