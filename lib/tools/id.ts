/** `id` of coreutils and of busybox. */
import { type Place, type User, userOf } from '../machine';
import { findAccount, groupName, groupsOf, userName } from './common/accounts';
import { readGnuOptions } from './common/gnuOptions';
import { type CommandResult, failure } from './common/result';
import { refuse, runTool, ToolError } from './common/toolError';

const LONG = { '--user': 'u', '--group': 'g', '--groups': 'G', '--name': 'n', '--real': 'r', '--zero': 'z' };

/** `id [-ugGnr] [USER]` */
export function id(place: Place, argv: readonly string[]): CommandResult {
  return answer(place, argv, ({ gid, groups }) => [...new Set([gid, ...groups])]);
}

function answer(place: Place, argv: readonly string[], groupsIn: Order): CommandResult {
  return runTool(() => {
    const { given, words } = readGnuOptions(['id', ...argv], 'ugGnrzZa', LONG);
    const [name] = words;
    const user = name === undefined ? userOf(place) : named(place, name);
    if (user === undefined) throw refuse('id', `the user "${name}"`);
    if (given.has('Z') || given.has('z'))
      throw new ToolError('id: options -z and -Z are not modelled by chainwalk\n', 2);
    const kinds = [...'ugG'].filter((letter) => given.has(letter));
    if (kinds.length > 1) throw new ToolError('id: cannot print "only" of more than one choice\n');
    const [kind] = kinds;
    if (kind !== undefined) return one(place, user, kind, given.has('n'), groupsIn);
    if (given.has('n') || given.has('r'))
      throw new ToolError('id: printing only names or real IDs requires -u, -g, or -G\n');
    return everything(place, user, groupsIn);
  });
}

/** That of a container made of busybox. busybox 1.35: coreutils/id.c. */
export function busyboxId(place: Place, argv: readonly string[]): CommandResult {
  const [name] = argv.filter((word) => !word.startsWith('-'));
  if (name !== undefined && named(place, name) === undefined) return failure(`id: unknown user ${name}\n`);
  // In the kernel's order. Linux: groups_sort.
  return answer(place, argv, ({ gid, groups }) => [...new Set([gid, ...groups])].sort((a, b) => a - b));
}

/** All groups of a user, as they are listed. */
type Order = (user: User) => readonly number[];

function named(place: Place, name: string): User | undefined {
  const account = findAccount(place, name);
  return account === undefined ? undefined : { ...account, groups: groupsOf(place, account.name) };
}

/** `-u`, `-g` or `-G`. A number stands where there is no name, and is a mistake then. */
function one(place: Place, user: User, kind: string, asName: boolean, groupsIn: Order): string {
  const ids = kind === 'u' ? [user.uid] : kind === 'g' ? [user.gid] : groupsIn(user);
  const nameOf = kind === 'u' ? userName : groupName;
  const words = ids.map((number) => (asName ? (nameOf(place, number) ?? `${number}`) : `${number}`));
  const unknown = asName ? ids.find((number) => nameOf(place, number) === undefined) : undefined;
  if (unknown !== undefined) throw new ToolError(`id: unknown ID ${unknown}\n`, 1, `${words.join(' ')}\n`);
  return `${words.join(' ')}\n`;
}

function everything(place: Place, user: User, groupsIn: Order): string {
  const groups = groupsIn(user).map((gid) => withName(gid, groupName(place, gid)));
  const [uid, gid] = [withName(user.uid, userName(place, user.uid)), withName(user.gid, groupName(place, user.gid))];
  return `uid=${uid} gid=${gid} groups=${groups.join(',')}\n`;
}

function withName(number: number, name: string | undefined): string {
  return name === undefined ? `${number}` : `${number}(${name})`;
}
