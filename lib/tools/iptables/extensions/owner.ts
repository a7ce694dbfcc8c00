/** owner: the local socket that a packet comes from. Userspace: extensions/libxt_owner.c. */
import type { IdRange, OwnerMatch } from '../../../netfilter';
import type { Extension, GivenOption } from '../extension';
import { badValue } from '../guided';
import { parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

/** 0xffffffff means no user or group. */
const LARGEST_ID = 0xffff_fffe;

/** What the tool knows of match owner. */
export const owner: Extension<OwnerMatch> = {
  name: 'owner',
  options: [
    { name: 'uid-owner', argument: true, invertible: true },
    { name: 'gid-owner', argument: true, invertible: true },
    { name: 'socket-exists', argument: false, invertible: true },
    { name: 'suppl-groups', argument: false },
  ],
  initial: { kind: 'owner' },

  parse(match, option) {
    switch (option.name) {
      case 'uid-owner':
        return { ...match, uid: parseIds(option, USERS) };
      case 'gid-owner':
        return { ...match, gid: parseIds(option, GROUPS) };
      case 'socket-exists':
        return { ...match, socket: { invert: option.invert } };
      default:
        if (match.gid === undefined) throw badValue('owner', option.name, 'you need to use --gid-owner first');
        return { ...match, supplementaryGroups: true };
    }
  },

  finish({ uid, gid, supplementaryGroups, socket }, given) {
    if (given.size === 0)
      throw parameterProblem('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required');
    return {
      kind: 'owner',
      ...(uid && { uid }),
      ...(gid && { gid }),
      ...(supplementaryGroups && { supplementaryGroups }),
      ...(socket && { socket }),
    };
  },

  save: ({ uid, gid, supplementaryGroups, socket }) =>
    (socket ? `${negation(socket)} --socket-exists` : '') +
    (uid ? `${negation(uid)} --uid-owner ${format(uid)}` : '') +
    (gid ? `${negation(gid)} --gid-owner ${format(gid)}` : '') +
    (supplementaryGroups ? ' --suppl-groups' : ''),

  print: ({ uid, gid, supplementaryGroups, socket }, numeric) =>
    (socket ? `${negation(socket)} owner socket exists` : '') +
    (uid ? `${negation(uid)} owner UID match ${named(uid, USERS, numeric)}` : '') +
    (gid ? `${negation(gid)} owner GID match ${named(gid, GROUPS, numeric)}` : '') +
    (supplementaryGroups ? ' incl. suppl. groups' : ''),
};

/** The first accounts of a Debian system, with the same number for a user and its group. */
const COMMON = ['root', 'daemon', 'bin', 'sys'];
const USERS: ReadonlyMap<string, number> = new Map([
  ...COMMON.map((name, id) => [name, id] as const),
  ['www-data', 33],
  ['nobody', 65_534],
]);
const GROUPS: ReadonlyMap<string, number> = new Map([
  ...COMMON.map((name, id) => [name, id] as const),
  ['adm', 4],
  ['tty', 5],
  ['www-data', 33],
  ['nogroup', 65_534],
]);

/** A name, a number, or two numbers with `-` or `:` between them. */
function parseIds({ name, argument, invert }: GivenOption, names: ReadonlyMap<string, number>): IdRange {
  const known = names.get(argument);
  if (known !== undefined) return { from: known, to: known, invert };
  const [first = '', last = first, more] = argument.split(/[-:]/);
  const from = parseUnsigned(first, LARGEST_ID);
  const to = parseUnsigned(last, LARGEST_ID);
  if (from === undefined || to === undefined || more !== undefined) throw badValue('owner', name, argument);
  return { from, to, invert };
}

function named(range: IdRange, names: ReadonlyMap<string, number>, numeric: boolean): string {
  const known = [...names].find(([, id]) => id === range.from && id === range.to);
  return numeric || known === undefined ? format(range) : known[0];
}

function format({ from, to }: IdRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function negation({ invert }: { readonly invert: boolean }): string {
  return invert ? ' !' : '';
}
