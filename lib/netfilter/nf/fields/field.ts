/** A field of a packet, or of what is known about it, that a rule can load into a register. */
import type { HookState } from '../../hook';
import type { SkBuff } from '../../skb';
import { factsOf, type Scalar, type TypeName } from '../value';

/** Headers that a field lies in. Most need a protocol that has to be asked for first. */
export type HeaderName = 'ether' | 'ip' | 'ip6' | 'tcp' | 'udp' | 'sctp' | 'dccp' | 'udplite' | 'icmp' | 'icmpv6';

/** `undefined`: the packet has no such thing, and the rule ends. */
export type LoadFunction = (skb: SkBuff, state: HookState) => Scalar | undefined;

/** What a field is. */
export interface FieldDefinition {
  readonly type: TypeName;
  readonly bits: number;
  /** The header that has to be there; absent for one that needs none. */
  readonly header: HeaderName | undefined;
  readonly needsConntrack: boolean;
  readonly load: LoadFunction;
}

/** A field with the usual facts: as many bits as its type, no header, no connection. */
export function field(
  type: TypeName,
  load: LoadFunction,
  facts: {
    readonly bits?: number | undefined;
    readonly header?: HeaderName | undefined;
    readonly needsConntrack?: boolean;
  } = {},
): FieldDefinition {
  const { bits = factsOf(type).bits, header, needsConntrack = false } = facts;
  return { type, bits, header, needsConntrack, load };
}
