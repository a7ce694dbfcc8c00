/** `/dev/zero` and its like as what commands of the interpreter read: it would read a file to its end. */
import type { CommandContext, CommandNode, ExecResult, PipelineNode, SimpleCommandNode, WordNode } from 'just-bash';
import type { Place } from '../machine';
import { isEndlessDevice, readEndless } from '../tools/common/endlessDevice';
import { type CommandResult, failure } from '../tools/common/result';

type RedirectionNode = SimpleCommandNode['redirections'][number];

/** `COMMAND < /dev/zero` becomes `cat /dev/zero | COMMAND`, which streams. */
export function withEndlessInput<T extends object>(pipeline: T): T {
  const { commands } = pipeline as unknown as PipelineNode;
  const [first, ...others] = commands;
  if (first === undefined) return pipeline;
  const redirections = first.redirections as readonly RedirectionNode[];
  const endless = redirections.find(({ operator, fd, target }) => {
    const path = target.type === 'Word' ? literal(target) : undefined;
    return operator === '<' && (fd ?? 0) === 0 && path !== undefined && isEndlessDevice(path);
  });
  if (endless === undefined || endless.target.type !== 'Word') return pipeline;
  const rest = redirections.filter((one) => one !== endless);
  const reader = { ...first, redirections: rest } as CommandNode;
  const name: WordNode = { type: 'Word', parts: [{ type: 'Literal', value: 'cat' }] };
  const cat: CommandNode = { type: 'SimpleCommand', name, args: [endless.target], assignments: [], redirections: [] };
  return { ...pipeline, commands: [cat, reader, ...others] };
}

function literal({ parts }: WordNode): string | undefined {
  const [part, ...more] = parts;
  return part?.type === 'Literal' && more.length === 0 ? part.value : undefined;
}

/** The first bytes of a device, as `head -c` and `od -N` take them; undefined for another command line. */
export function firstBytes(place: Place, [name = '', ...words]: readonly string[]): string | undefined {
  const path = words.find(isEndlessDevice);
  if (path === undefined) return undefined;
  const rest = words.filter((word) => word !== path).join(' ');
  const isHead = name === 'head';
  if (!isHead && name !== 'od') return undefined;
  const wanted = isHead ? /^(?:-c ?|--bytes=)(\d+)([kKM]?)B?$/.exec(rest) : /(?:^| )-N ?(\d+)()/.exec(rest);
  if (wanted === null) return undefined;
  const factor = { '': 1, k: 1024, K: 1024, M: 1024 ** 2 }[wanted[2] ?? ''] ?? 1;
  return readEndless(place, path, Number(wanted[1]) * factor);
}

/** The refusal of a command that would read such a device to its end; undefined for others. */
export function refuseEndless(name: string, words: readonly string[]): CommandResult | undefined {
  const path = READING.includes(name) ? words.find(isEndlessDevice) : undefined;
  if (path === undefined) return undefined;
  return failure(`${name}: reading ${path}, which has no end, is not modelled by chainwalk\n`, 2);
}

/** Runs a command of the interpreter that reads files; of a device no more than it takes. */
export async function bounded(
  place: Place,
  [name = '', ...words]: readonly string[],
  { origCommand }: CommandContext,
): Promise<ExecResult | CommandResult> {
  const bytes = firstBytes(place, [name, ...words]);
  const run = origCommand as ((given: string[], read?: () => string) => Promise<ExecResult>) | undefined;
  if (run === undefined) return failure(`bash: ${name}: command not found\n`, 127);
  if (bytes !== undefined)
    return run(
      words.filter((word) => !isEndlessDevice(word)),
      () => bytes,
    );
  return refuseEndless(name, words) ?? run([...words]);
}

/** Commands of the interpreter that read the files in their words. */
const READING: readonly string[] = [
  'awk base64 cmp column comm cp cut diff egrep expand fgrep fold grep gzip head jq md5sum nl od paste rev sed sha1sum sha256sum',
  'sort split strings tac tail tr unexpand uniq wc',
].flatMap((line) => line.split(' '));
