/** Which addresses and ports a translation gives. Userspace: stmt_evaluate_nat, src/evaluate.c. */
import { type Expression, factsOf, type NatValue, type TypeName } from '../../../netfilter/nf';
import type { NatNode, Node } from '../node';
import { NftError, notModelled, type Place } from '../source';
import { evaluateSpan } from './evaluateValue';
import type { RuleScope } from './ruleScope';

export function evaluateNat(scope: RuleScope, nat: NatNode, word: Place, at: Place): Expression {
  const { type, address, ports, flags } = nat;
  const facts = {
    kind: 'nat',
    type,
    random: flags.includes('random'),
    fullyRandom: flags.includes('fully-random'),
    persistent: flags.includes('persistent'),
  } as const;
  const family =
    nat.family ?? scope.protocols.network ?? familyOfAddress(address) ?? (address === undefined ? 'ip' : undefined);
  if (family === undefined)
    throw new NftError('cannot determine ip protocol version, use "ip" or "ip6" after the statement', at);
  const addressType = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  if (address?.kind === 'map') return evaluateNatMap(scope, address, { ...facts, family }, addressType, at);
  const interfaces = scope.interfaces;
  if (address?.kind === 'keys' || address?.kind === 'binary' || address?.kind === 'named')
    throw notModelled('NAT to a field', address.at);
  if (ports !== undefined && scope.protocols.transport === undefined)
    throw new NftError('transport protocol mapping is only valid after transport protocol match', ports.at, word);
  const portSpan = ports && evaluateSpan(ports, 'inet_service', 16, interfaces);
  return {
    ...facts,
    family,
    address: address && evaluateSpan(address, addressType, factsOf(addressType).bits, interfaces),
    ports: portSpan && { from: Number(portSpan.from), to: Number(portSpan.to) },
  };
}

function evaluateNatMap(
  scope: RuleScope,
  address: Extract<Node, { readonly kind: 'map' }>,
  facts: Omit<NatValue, 'map'>,
  type: TypeName,
  at: Place,
): Expression {
  const keys = scope.keys(address.keys);
  const { map } = address;
  const declaration = map.kind === 'named' ? scope.declaration(map.name) : undefined;
  const port =
    map.kind === 'set'
      ? map.elements.some(({ data }) => data?.kind === 'concatenation')
      : Array.isArray(declaration?.data) && declaration.data.length === 2;
  if (port && scope.protocols.transport === undefined)
    throw new NftError('transport protocol mapping is only valid after transport protocol match', address.at, at);
  const set = scope.set(map, keys, address.keys, port ? [type, 'inet_service'] : [type]);
  return { ...facts, map: { keys, set, port } };
}

function familyOfAddress(node: Node | undefined): 'ip' | 'ip6' | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'range') return familyOfAddress(node.from);
  if (node.kind === 'prefix') return familyOfAddress(node.base);
  if (node.kind === 'map') return familyOfMap(node.map);
  if (node.kind !== 'word') return undefined;
  return node.text.includes(':') ? 'ip6' : 'ip';
}

function familyOfMap(node: Node): 'ip' | 'ip6' | undefined {
  const data = node.kind === 'set' ? node.elements[0]?.data : undefined;
  return data?.kind === 'concatenation' ? familyOfAddress(data.items[0]) : familyOfAddress(data);
}
