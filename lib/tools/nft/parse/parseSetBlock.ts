/** Reads what a set or map is. */
import { isTypeName, type TypeName } from '../../../netfilter/nf';
import type { SetSpec } from '../command';
import type { KeyNode } from '../node';
import { NftError, notModelled, type Place } from '../source';
import { parseTime } from '../time';
import { parseComment } from './parseChain';
import { parseKeys } from './parseKey';
import { parseSet } from './parseValue';
import type { Tokens } from './tokens';

/** Types of nft that are not modelled. */
const OTHER_TYPES = [
  'arp_op',
  'bitmask',
  'cgroupsv2',
  'classid',
  'ct_event',
  'ct_id',
  'ct_label',
  'day',
  'dccp_pkttype',
  'devgroup',
  'ecn',
  'ether_proto',
  'hour',
  'icmpv6_code',
  'icmpx_code',
  'iface_type',
  'igmp_type',
  'ipsec_type',
  'lladdr',
  'mh_type',
  'realm',
  'route_type',
  'string',
  'tcpopt',
  'verdict',
];
const FLAGS = ['constant', 'interval', 'dynamic', 'timeout'];

/** The block behind a set's name, with its braces. */
export function parseSetBlock(tokens: Tokens, isMap: boolean, onError: (error: NftError) => void): SetSpec {
  const first = tokens.expect('{', "'{'");
  const spec: { -readonly [Name in keyof SetSpec]?: SetSpec[Name] } = {};
  for (;;) {
    tokens.separators();
    if (tokens.is('}')) break;
    readFact(tokens, spec, isMap, onError);
    if (!tokens.isAtSeparator && !tokens.is('}')) throw tokens.unexpected('newline or semicolon');
  }
  const at = tokens.since(first);
  tokens.expect('}');
  return {
    types: spec.types,
    data: spec.data,
    typeof: spec.typeof,
    flags: spec.flags ?? [],
    autoMerge: spec.autoMerge ?? false,
    size: spec.size,
    timeout: spec.timeout,
    gcInterval: spec.gcInterval,
    counter: spec.counter ?? false,
    comment: spec.comment,
    elements: spec.elements,
    at,
  };
}

function readFact(
  tokens: Tokens,
  spec: { -readonly [Name in keyof SetSpec]?: SetSpec[Name] },
  isMap: boolean,
  onError: (error: NftError) => void,
): void {
  const token = tokens.peek();
  if (token.kind !== 'word') throw tokens.unexpected();
  switch (token.text) {
    case 'type':
      tokens.next();
      spec.types = parseTypes(tokens, onError);
      if (isMap) {
        tokens.expect(':', 'colon');
        spec.data = tokens.accept('verdict') ? 'verdict' : parseTypes(tokens, onError);
      }
      return;
    case 'typeof': {
      tokens.next();
      const keys = parseKeys(tokens);
      let data: readonly KeyNode[] | 'verdict' | undefined;
      if (isMap) {
        tokens.expect(':', 'colon');
        data = tokens.accept('verdict') ? 'verdict' : parseKeys(tokens);
      }
      spec.typeof = { keys, data };
      return;
    }
    case 'flags':
      tokens.next();
      spec.flags = parseFlags(tokens);
      return;
    case 'auto-merge':
      tokens.next();
      spec.autoMerge = true;
      return;
    case 'size':
      tokens.next();
      spec.size = tokens.number();
      return;
    case 'policy':
      tokens.next();
      if (!tokens.accept('performance')) {
        if (tokens.is('memory')) throw notModelled('policy memory', tokens.here);
        throw tokens.unexpected('memory or performance');
      }
      return;
    case 'timeout':
      tokens.next();
      spec.timeout = parseTime(tokens);
      return;
    case 'gc-interval':
      tokens.next();
      spec.gcInterval = parseTime(tokens);
      return;
    case 'counter':
      tokens.next();
      spec.counter = true;
      return;
    case 'comment':
      spec.comment = parseComment(tokens);
      return;
    case 'elements':
      tokens.next();
      tokens.expect('=', "'='");
      spec.elements = tokens.is('$') ? tokens.variable() : parseSet(tokens);
      return;
    case 'limit':
    case 'quota':
    case 'last':
      throw notModelled(`${token.text} for all elements`, tokens.here);
    default:
      throw tokens.unexpected();
  }
}

function parseFlags(tokens: Tokens): readonly string[] {
  const flags: string[] = [];
  do {
    const { text } = tokens.peek();
    if (!FLAGS.includes(text)) throw tokens.unexpected('constant or interval or dynamic or timeout');
    tokens.next();
    flags.push(text);
  } while (tokens.accept(','));
  return flags;
}

/** `undefined` if one of them is unknown; all are told of. */
function parseTypes(tokens: Tokens, onError: (error: NftError) => void): readonly TypeName[] | undefined {
  const types: TypeName[] = [];
  let isKnown = true;
  do {
    const { text, at } = tokens.name();
    if (isTypeName(text)) types.push(text);
    else {
      isKnown = false;
      onError(unknownType(text, at));
    }
  } while (tokens.accept('.'));
  return isKnown ? types : undefined;
}

function unknownType(text: string, at: Place): NftError {
  return OTHER_TYPES.includes(text) ? notModelled(`type ${text}`, at) : new NftError(`unknown datatype ${text}`, at);
}
