/**
 * Which headers a rule has asked for so far. A field of a header asks for its protocol by itself, and what the rule
 * asked for in so many words is then not listed any more. Userspace: struct proto_ctx, payload_gen_dependency, payload_dependency_kill.
 */
import type { Expression, FieldName, HeaderName, Key, NfFamily } from '../../../netfilter/nf';
import { definitionOfKey } from '../../../netfilter/nf';
import { NftError, type Place } from '../source';

const TRANSPORTS: Partial<Readonly<Record<HeaderName, number>>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  dccp: 33,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
};
const FAMILIES = { ip: 2, ip6: 10 } as const;
/** ICMP is of one family. */
const FAMILY_OF: Partial<Readonly<Record<HeaderName, 'ip' | 'ip6'>>> = { icmp: 'ip', icmpv6: 'ip6' };

export class Protocols {
  readonly #expressions: Expression[];
  readonly #family: NfFamily;
  #network: 'ip' | 'ip6' | undefined;
  /** All that the rule named so far: one of them, or several of which packets have one. */
  readonly #transports: HeaderName[] = [];
  /** The places of expressions that asked for what is known, and need not be listed. */
  #networkAsked: number | undefined;
  #transportAsked: number | undefined;

  /** `expressions` are those of the rule; what is asked for is put behind them. */
  constructor(family: NfFamily, expressions: Expression[]) {
    this.#family = family;
    this.#expressions = expressions;
    this.#network = family === 'inet' ? undefined : family;
  }

  get network(): 'ip' | 'ip6' | undefined {
    return this.#network;
  }

  get transport(): HeaderName | undefined {
    return this.#transports[0];
  }

  /** A key as it is listed: `th` has the name of the protocol that is known. Asks for its header. */
  key(key: Key, at: Place): Key {
    const named = this.#named(key);
    const { header } = definitionOfKey(named);
    if (header !== undefined) this.require(header, at);
    return named;
  }

  #named(key: Key): Key {
    if (key.kind !== 'field' || !key.name.startsWith('th ')) return key;
    const [transport, ...others] = this.#transports;
    if ((transport !== 'tcp' && transport !== 'udp') || others.some((other) => other !== transport)) return key;
    return { kind: 'field', name: `${transport} ${key.name.slice(3)}` as FieldName };
  }

  /** Sees to it that packets have a header. */
  require(header: HeaderName, at: Place): void {
    if (header === 'ether') return;
    if (header === 'ip' || header === 'ip6') {
      this.#requireNetwork(header, at);
      return;
    }
    const other = this.#transports.find((one) => one !== header);
    if (other !== undefined) throw conflict(other, header, at);
    if (this.#transports.length > 0) {
      this.#hide('transport');
      return;
    }
    const family = FAMILY_OF[header];
    if (family !== undefined) this.#requireNetwork(family, at);
    this.#ask('meta l4proto', TRANSPORTS[header] ?? 0);
    this.#transports.push(header);
  }

  #requireNetwork(family: 'ip' | 'ip6', at: Place): void {
    if (this.#network !== undefined && this.#network !== family) throw conflict(this.#network, family, at);
    if (this.#network === undefined) this.#ask('meta nfproto', FAMILIES[family]);
    this.#network = family;
    this.#hide('network');
  }

  #ask(name: FieldName, value: number): void {
    this.#expressions.push({ kind: 'compare', key: { kind: 'field', name }, operator: '==', value, implied: true });
  }

  /** What the rule asked for in words follows from what comes now. */
  #hide(layer: 'network' | 'transport'): void {
    const place = layer === 'network' ? this.#networkAsked : this.#transportAsked;
    const asked = place === undefined ? undefined : this.#expressions[place];
    if (place !== undefined && asked?.kind === 'compare') this.#expressions[place] = { ...asked, implied: true };
    if (layer === 'network') this.#networkAsked = undefined;
    else this.#transportAsked = undefined;
  }

  /**
   * Sees to it that a rejection is of a protocol that has it: the rule asks for it first of all. It is listed where something
   * other than conditions stands between; in tables of both families always, if it is TCP. True if the rule did not ask before.
   */
  requireFirst(header: 'ip' | 'ip6' | 'tcp', at: Place): boolean {
    const isTcp = header === 'tcp';
    const known = isTcp ? (this.#transports.find((one) => one !== header) ?? this.#transports[0]) : this.#network;
    if (known !== undefined && known !== header) throw conflict(known, header, at);
    if (known === header) {
      if (!(isTcp && this.#family === 'inet')) this.#hide(isTcp ? 'transport' : 'network');
      return false;
    }
    const key: Key = { kind: 'field', name: isTcp ? 'meta l4proto' : 'meta nfproto' };
    const value = header === 'tcp' ? TCP : FAMILIES[header];
    const isShown = (isTcp && this.#family === 'inet') || !this.#expressions.every(isCondition);
    this.#expressions.unshift({ kind: 'compare', key, operator: '==', value, ...(isShown ? {} : { implied: true }) });
    if (header === 'tcp') this.#transports.push(header);
    else this.#network = header;
    return true;
  }

  /** A header is then in conflict with each of the others. */
  #learnFromSet({ keys: [key], set, invert }: Extract<Expression, { readonly kind: 'lookup' }>): void {
    if (invert || set.kind !== 'anonymous' || key?.kind !== 'field') return;
    if (key.name !== 'meta l4proto' && key.name !== 'ip protocol') return;
    for (const element of set.elements) {
      const header = headerOf(element.key[0]?.from);
      if (header !== undefined) this.#transports.push(header);
    }
  }

  /** Notes what a comparison tells, which was put behind the others. */
  learn(expression: Expression): void {
    if (!isCondition(expression)) {
      // What was asked for in words before is listed then.
      this.#networkAsked = undefined;
      this.#transportAsked = undefined;
    }
    if (expression.kind === 'lookup') this.#learnFromSet(expression);
    if (expression.kind !== 'compare' || expression.operator !== '==' || expression.key.kind !== 'field') return;
    const place = this.#expressions.length - 1;
    const { name } = expression.key;
    if (name === 'meta nfproto') {
      this.#network = expression.value === FAMILIES.ip ? 'ip' : 'ip6';
      this.#networkAsked = place;
    } else if (name === 'meta l4proto' || name === 'ip protocol' || name === 'ip6 nexthdr') {
      const header = headerOf(expression.value);
      if (header === undefined) return;
      this.#transports.push(header);
      // Of both families, that of the header says more than the field's followers do.
      const isKept = name !== 'meta l4proto' && (this.#family === 'inet' || name === 'ip6 nexthdr');
      this.#transportAsked = isKept ? undefined : place;
    }
  }
}

const TCP = 6;

/** Whether an expression does nothing but look. */
function isCondition({ kind }: Expression): boolean {
  return kind === 'compare' || kind === 'range' || kind === 'lookup';
}

function headerOf(protocol: unknown): HeaderName | undefined {
  for (const [header, number] of Object.entries(TRANSPORTS)) if (number === protocol) return header as HeaderName;
  return undefined;
}

function conflict(known: string, wanted: string, at: Place): NftError {
  return new NftError(`conflicting protocols specified: ${known} vs. ${wanted}`, at);
}
