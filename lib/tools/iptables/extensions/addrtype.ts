/** addrtype: the kind of an address, seen from this machine. Userspace: extensions/libxt_addrtype.c. Not modelled: the types that no route here has. */
import type { AddressTypes, AddrtypeMatch } from '../../../netfilter';
import type { AddressType } from '../../../routing';
import type { Extension } from '../extension';
import { notModelled, parameterProblem } from '../program';

/** RTN_*, in the order of their numbers; false for those that are not modelled. */
const TYPES: readonly (readonly [string, boolean])[] = [
  ['UNSPEC', true],
  ['UNICAST', true],
  ['LOCAL', true],
  ['BROADCAST', true],
  ['ANYCAST', false],
  ['MULTICAST', true],
  ['BLACKHOLE', true],
  ['UNREACHABLE', true],
  ['PROHIBIT', true],
  ['THROW', false],
  ['NAT', false],
  ['XRESOLVE', false],
];

/** What the tool knows of match addrtype. */
export const addrtype: Extension<AddrtypeMatch> = {
  name: 'addrtype',
  options: [
    { name: 'src-type', argument: true, invertible: true },
    { name: 'dst-type', argument: true, invertible: true },
    { name: 'limit-iface-in', argument: false, excludes: ['limit-iface-out'] },
    { name: 'limit-iface-out', argument: false, excludes: ['limit-iface-in'] },
  ],
  initial: { kind: 'addrtype' },

  parse(match, { name, argument, invert }) {
    switch (name) {
      case 'src-type':
        return { ...match, sourceType: { types: parseTypes(argument), invert } };
      case 'dst-type':
        return { ...match, destinationType: { types: parseTypes(argument), invert } };
      default:
        return { ...match, limitInterface: name === 'limit-iface-in' ? 'in' : 'out' };
    }
  },

  finish({ sourceType, destinationType, limitInterface }) {
    if (sourceType === undefined && destinationType === undefined) {
      throw parameterProblem('addrtype: you must specify --src-type or --dst-type');
    }
    return {
      kind: 'addrtype',
      ...(sourceType && { sourceType }),
      ...(destinationType && { destinationType }),
      ...(limitInterface && { limitInterface }),
    };
  },

  save({ sourceType, destinationType, limitInterface }) {
    const limit = limitInterface === undefined ? '' : ` --limit-iface-${limitInterface}`;
    return saveTypes('src-type', sourceType) + saveTypes('dst-type', destinationType) + limit;
  },

  print({ sourceType, destinationType, limitInterface }) {
    const limit = limitInterface === undefined ? '' : ` limit-${limitInterface}`;
    return ` ADDRTYPE match${printTypes('src-type', sourceType)}${printTypes('dst-type', destinationType)}${limit}`;
  },
};

function saveTypes(option: string, wanted: AddressTypes | undefined): string {
  return wanted === undefined ? '' : `${wanted.invert ? ' !' : ''} --${option} ${wanted.types.join(',')}`;
}

function printTypes(label: string, wanted: AddressTypes | undefined): string {
  return wanted === undefined ? '' : ` ${label} ${wanted.invert ? '!' : ''}${wanted.types.join(',')}`;
}

/** Types by the beginnings of their names, between commas; in the order of their numbers. */
function parseTypes(text: string): readonly AddressType[] {
  const words = text.split(',');
  const found = new Set<string>();
  for (const [index, word] of words.entries()) {
    const type = TYPES.find(([name]) => word !== '' && name.startsWith(word.toUpperCase()));
    if (type === undefined) throw parameterProblem(`addrtype: bad type "${words.slice(index).join(',')}"`);
    if (!type[1]) throw notModelled(`address type ${type[0]} of match addrtype`);
    found.add(type[0]);
  }
  return TYPES.map(([name]) => name).filter((name) => found.has(name)) as AddressType[];
}
