/** `docker inspect`: whatever a name or an id means, as JSON or by a template. docker/cli: cli/command/inspect, system/inspect.go. */
import type { Wait } from '../../machine';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { type GoStruct, type GoValue, toJson } from '../format/goValue';
import { fillTemplate, parseTemplate } from '../format/template';
import { TemplateError } from '../format/templateError';
import type { Template } from '../format/templateParser';
import { decode, decodeAny } from '../format/typedValue';
import { inspectContainer } from '../inspect/container';
import { inspectImage } from '../inspect/image';
import { inspectNetwork } from '../inspect/network';
import { type InspectedType, inspectedType } from '../inspect/types';
import type { EngineRelease } from '../release';
import { ask, CliError, type Client, type Command, print, printLines } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { sayMissing } from './sayDaemon';

type Kind = 'container' | 'image' | 'network';

/** Finds what is inspected; `undefined` if there is nothing of that name and kind. */
const FIND: Readonly<Record<Kind, (engine: DockerEngine, name: string) => GoStruct | undefined>> = {
  container(engine, name) {
    try {
      return inspectContainer(engine, engine.container(name));
    } catch (error) {
      if (error instanceof DockerError && error.code === 'not-found') return undefined;
      throw error;
    }
  },
  image(engine, name) {
    const image = engine.findImage(name);
    return image === undefined
      ? undefined
      : inspectImage(image, engine.images.namesOf(image), engine.release, engine.options.dataRoot);
  },
  network(engine, name) {
    const network = engine.findNetwork(name);
    return network === undefined ? undefined : inspectNetwork(engine, network);
  },
};

/** What the client reads the answer into. */
const TYPES: Readonly<Record<Kind, InspectedType>> = {
  container: 'types.ContainerJSON',
  image: 'types.ImageInspect',
  network: 'types.NetworkResource',
};

const FLAGS = {
  strings: ['format,f', 'type'],
  refused: ['size,s', 'verbose,v'],
  arguments: { atLeast: 1 },
} as const;

const INSPECT_FLAGS: FlagTable = {
  ...FLAGS,
  command: 'docker inspect',
  usage: ['[OPTIONS] NAME|ID [NAME|ID...]', 'Return low-level information on Docker objects'],
};

/** `docker inspect [-f TEMPLATE] [--type KIND] NAME…` */
export const inspect: Command = function* (client, argv) {
  const flags = parseFlags(INSPECT_FLAGS, argv);
  const type = flags.value('type') ?? '';
  if (type !== '' && !Object.hasOwn(FIND, type)) throw new CliError(`"${type}" is not a valid value for --type`);
  const kinds = type === '' ? (['container', 'image', 'network'] as const) : [type as Kind];
  return yield* show(client, kinds, flags.arguments, flags.value('format'), (name) =>
    type === '' ? `Error: No such object: ${name}` : missing(client.engine.release, type as Kind, name),
  );
};

/** `docker network inspect`, `docker container inspect`, `docker image inspect`. */
export function inspectOnly(kind: Kind): Command {
  const table: FlagTable = {
    ...FLAGS,
    command: `docker ${kind} inspect`,
    strings: ['format,f'],
    usage: [
      `[OPTIONS] ${kind.toUpperCase()} [${kind.toUpperCase()}...]`,
      `Display detailed information on one or more ${kind}s`,
    ],
  };
  return function* (client, argv) {
    const flags = parseFlags(table, argv);
    return yield* show(client, [kind], flags.arguments, flags.value('format'), (name) =>
      missing(client.engine.release, kind, name),
    );
  };
}

/** What is said if there is nothing of the name and kind. */
function missing(release: EngineRelease, kind: Kind, name: string): string {
  const what = `No such ${kind}: ${name}`;
  if (kind === 'network') return sayMissing(release, what, `network ${name} not found`);
  return sayMissing(release, what, kind === 'image' && !name.includes(':') ? `${what}:latest` : what);
}

function* show(
  client: Client,
  kinds: readonly Kind[],
  names: readonly string[],
  format: string | undefined,
  sayNothing: (name: string) => string,
): Generator<Wait, number, void> {
  const found: Found[] = [];
  const errors: string[] = [];
  for (const name of names) {
    const one = yield* ask(client, () => {
      for (const kind of kinds) {
        const value = FIND[kind](client.engine, name);
        if (value !== undefined) return { kind, value };
      }
      return undefined;
    });
    if (one === undefined) errors.push(sayNothing(name));
    else found.push(one);
  }
  if (format === undefined || format === '') {
    const values: readonly GoValue[] = found.map(({ value }) => value);
    print(client, toJson(values, 4));
  } else renderAll(client, found, format);
  for (const error of errors) client.process.stderr += `${error}\n`;
  return errors.length > 0 ? 1 : 0;
}

interface Found {
  readonly kind: Kind;
  readonly value: GoStruct;
}

function renderAll(client: Client, found: readonly Found[], format: string): void {
  try {
    const template = parseTemplate(format);
    printLines(client, found.length === 0 ? [''] : found.map((one) => render(client, one, template)));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.syntax) throw new CliError(`template parsing error: template: ${error.message}`, 64);
    print(client, '');
    throw new CliError(`template parsing error: template: ${error.message}`);
  }
}

/** By the answer's type; where that does not go, by its JSON, which has to have all that is named. docker/cli: inspect/inspector.go. */
function render({ engine }: Client, { kind, value }: Found, template: Template): string {
  try {
    return fillTemplate(template, decode(inspectedType(TYPES[kind], engine.release), value));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return fillTemplate(template, decodeAny(value), { missingKeyFails: true });
  }
}
