/** `id` of coreutils: all are root here. */
import type { Place } from '../machine';
import { readGnuOptions } from './common/gnuOptions';
import { type CommandResult, failure } from './common/result';
import { refuse, runTool, ToolError } from './common/toolError';

const LONG = { '--user': 'u', '--group': 'g', '--groups': 'G', '--name': 'n', '--real': 'r', '--zero': 'z' };

/** `id [-ugGnr] [USER]` */
export function id(_place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const { given, words } = readGnuOptions(['id', ...argv], 'ugGnrzZa', LONG);
    const [user = 'root'] = words;
    if (user !== 'root' && user !== '0') throw refuse('id', `the user "${user}"`);
    if (given.has('Z') || given.has('z'))
      throw new ToolError('id: options -z and -Z are not modelled by chainwalk\n', 2);
    const kinds = [...'ugG'].filter((letter) => given.has(letter));
    if (kinds.length > 1) throw new ToolError('id: cannot print "only" of more than one choice\n');
    if (kinds.length === 0) {
      if (given.has('n') || given.has('r'))
        throw new ToolError('id: printing only names or real IDs requires -u, -g, or -G\n');
      return 'uid=0(root) gid=0(root) groups=0(root)\n';
    }
    return given.has('n') ? 'root\n' : '0\n';
  });
}

/** That of a container made of busybox. */
export function busyboxId(place: Place, argv: readonly string[]): CommandResult {
  const [user] = argv.filter((word) => !word.startsWith('-'));
  if (user !== undefined && user !== 'root') return failure(`id: unknown user ${user}\n`);
  return id(place, argv);
}
