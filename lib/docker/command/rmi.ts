/** `docker rmi`, `docker image rm`, `docker image prune`. docker/cli: cli/command/image/remove.go, prune.go. */
import { DockerError } from '../dockerError';
import { type Removal, remove, removeImage } from '../image/removeImage';
import { ask, CliError, type Client, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { humanSize } from './images';
import { say, sayMissing } from './sayDaemon';

const RMI_FLAGS: FlagTable = {
  command: 'docker rmi',
  booleans: ['force,f', 'no-prune'],
  usage: ['[OPTIONS] IMAGE [IMAGE...]', 'Remove one or more images'],
  arguments: { atLeast: 1 },
};

/** `docker rmi [-f] IMAGE…`: one after another; what went wrong is told in the end. */
export const rmi: Command = function* (client, argv) {
  const flags = parseFlags(RMI_FLAGS, argv);
  const force = flags.has('force');
  const errors: string[] = [];
  let isFatal = !force;
  for (const name of flags.arguments)
    try {
      const removals = yield* ask(client, () => removeImage(client.engine, name, force));
      print(client, ...removals.map(lineOf));
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      const isMissing = error.code === 'not-found';
      isFatal ||= !isMissing;
      errors.push(isMissing ? sayMissing(client.engine.release, error.message) : say(error));
    }
  if (errors.length === 0) return 0;
  if (isFatal) throw new CliError(errors.join('\n'));
  client.process.stderr += `${errors.join('\n')}\n`;
  return 0;
};

function lineOf({ kind, name }: Removal): string {
  return `${kind}: ${name}`;
}

const PRUNE_FLAGS: FlagTable = {
  command: 'docker image prune',
  booleans: ['all,a', 'force,f'],
  refused: ['filter'],
  usage: ['[OPTIONS]', 'Remove unused images'],
  arguments: { exactly: 0 },
};

/** `docker image prune [-a] [-f]`: images without a name, or all that no container was made of. */
export const pruneImages: Command = function* (client, argv) {
  const flags = parseFlags(PRUNE_FLAGS, argv);
  if (!flags.has('force') && !confirms(client, flags.has('all'))) return 0;
  const { engine } = client;
  const removed = yield* ask(client, () => {
    const used = new Set([...engine.containers.values()].map(({ config }) => config.image.id));
    const unused = engine.images.list.filter(
      (image) => !used.has(image.id) && (flags.has('all') || engine.images.namesOf(image).length === 0),
    );
    return unused.map((image) => {
      const names = engine.images.namesOf(image);
      const untagged = names.map((name): Removal => ({ kind: 'Untagged', name }));
      return { size: image.size, removals: [...untagged, ...remove(engine, image)] };
    });
  });
  const lines = removed.flatMap(({ removals }) => removals).map((one) => lineOf(one).replace(/^./, lowerCase));
  if (lines.length > 0) print(client, 'Deleted Images:', ...lines, '');
  const size = removed.reduce((sum, one) => sum + one.size, 0);
  print(client, `Total reclaimed space: ${humanSize(size, 4)}`);
  return 0;
};

function lowerCase(letter: string): string {
  return letter.toLowerCase();
}

function confirms({ process }: Client, all: boolean): boolean {
  const what = all ? 'all images without at least one container associated to them' : 'all dangling images';
  process.stdout += `WARNING! This will remove ${what}.\nAre you sure you want to continue? [y/N] `;
  return /^y$/i.test(process.stdin.split('\n')[0]?.trim() ?? '');
}
