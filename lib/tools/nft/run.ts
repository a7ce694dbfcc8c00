/** Runs the commands of a text: all that change something as one batch, before those that look. */
import type { Place as MachinePlace } from '../../machine';
import { type CommandResult, failure, success } from '../common/result';
import type { Command } from './command';
import { Context } from './evaluate/context';
import { kernelError } from './evaluate/planned';
import { Planner } from './evaluate/planner';
import { includedFiles } from './include';
import { getElements, list, reset } from './look';
import { type Follow, monitor } from './monitor';
import type { NftOptions } from './nft';
import type { Node } from './node';
import { KnownRules } from './parse/knownRules';
import { CommandParser, MOST_ERRORS } from './parse/parseCommand';
import { Tokens } from './parse/tokens';
import type { ListLooks } from './print/list';
import { formatError, NftError, type Source } from './source';
import type { Interfaces } from './values';

/** What commands said, and what goes on. */
export interface NftResult extends CommandResult {
  /** Begins to watch, for a command that does not end by itself. */
  readonly follow?: Follow;
}

export function runText(place: MachinePlace, source: Source, options: NftOptions, cwd: string): NftResult {
  if (options.json && isJson(source.text)) return failure('nft: commands in JSON are not modelled by chainwalk\n', 2);
  const { netfilter, clock } = place.net;
  const interfaces: Interfaces = {
    indexOf: (name) => place.net.device(name)?.ifindex,
    nameOf: (index) => place.net.devices.find(({ ifindex }) => ifindex === index)?.name,
  };
  const context = new Context(netfilter.nf, interfaces);
  // What is wrong is told of a text that is read word by word.
  const readAnew = () => understand(place, source, options, cwd, new Context(netfilter.nf, interfaces));
  const { planned, looking, errors } = understand(place, source, options, cwd, context, KNOWN);
  // Nothing is done if anything was not understood.
  if (errors.length > 0) return failed(readAnew().errors);
  if (planned.length > 0) {
    const requests = planned.map(({ request }) => request);
    const { refusals } = netfilter.runBatch(requests, { now: clock.now, check: options.check });
    if (refusals.length > 0) {
      const { planned: places } = readAnew();
      return failed(
        refusals.flatMap(({ index, error }) => {
          const place = places[index];
          return place === undefined ? [] : [kernelError(place, error.code, error.subject, error.detail)];
        }),
      );
    }
  }
  const looks: ListLooks = {
    interfaces,
    json: options.json,
    handles: options.handles,
    stateless: options.stateless,
    terse: options.terse,
    numeric: options.numeric,
    numericPriority: options.numericPriority,
    now: clock.now,
  };
  return look(place, looking, context, looks);
}

const KNOWN = new KnownRules();

/** What a text asks the kernel for, what it asks to be shown, and what is wrong with it. */
function understand(
  place: MachinePlace,
  source: Source,
  options: NftOptions,
  cwd: string,
  context: Context,
  known?: KnownRules,
) {
  const tokens = new Tokens(source, definitionsOf(options), known);
  const parser = new CommandParser(tokens, (pattern, at) =>
    includedFiles(place.files, pattern, at, options.includePaths, cwd),
  );
  const commands = parser.parse();
  const planner = new Planner(context);
  const looking = commands.filter(
    (command) => parser.errors.length + planner.errors.length < MOST_ERRORS && !planner.plan(command),
  );
  return { planned: planner.planned, looking, errors: [...parser.errors, ...planner.errors] };
}

/** What was printed before a complaint stays. */
function look(place: MachinePlace, commands: readonly Command[], context: Context, looks: ListLooks): NftResult {
  const { netfilter } = place.net;
  let stdout = '';
  let stderr = '';
  const remarking: ListLooks = {
    ...looks,
    warn: (text) => {
      stderr += text;
    },
  };
  try {
    for (const command of commands) {
      if (command.kind === 'list') stdout += list(netfilter.nf, command.target, remarking);
      else if (command.kind === 'reset') stdout += reset(netfilter.nf, command.target, looks);
      else if (command.kind === 'elements') stdout += getElements(netfilter, command, context, looks);
      else if (command.kind === 'monitor') return { ...success(stdout), follow: monitor(place, command, looks) };
    }
  } catch (error) {
    if (!(error instanceof NftError)) throw error;
    const { exitCode, stderr: complaint } = failed([error]);
    return { stdout, stderr: stderr + complaint, exitCode };
  }
  return { ...success(stdout), stderr };
}

function failed(errors: readonly NftError[]): CommandResult {
  const exitCode = errors.some(({ kind }) => kind === 'not-modelled') ? 2 : 1;
  return { stdout: '', stderr: errors.map(formatError).join(''), exitCode };
}

/** `-D name=value`. */
function definitionsOf({ definitions }: NftOptions): ReadonlyMap<string, Node> {
  return new Map(
    definitions.map((definition) => {
      const [name = '', text = ''] = definition.split(/=(.*)/s);
      const at = { source: { name: '', text: definition, includedAt: undefined }, from: 0, to: definition.length };
      return [name, { kind: 'word', text, quoted: false, at }];
    }),
  );
}

/** With -j commands may be JSON; whatever else is there is read as ever. */
function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
