/** Finds the compose file, its variables and the project's name. compose-go: cli/options.go; compose: cmd/compose/compose.go. */
import type { Process } from '../../machine';
import { CliError, type Client } from '../command/cli';
import { CREATE_FLAGS, readOptions } from '../command/containerOptions';
import { type Flags, parseFlags } from '../command/flags';
import { NETWORK_CREATE_FLAGS, readNetworkRequest } from '../command/network/create';
import { DockerError } from '../dockerError';
import type { ComposeFile } from './fieldReader';
import { interpolateAll, missing, readEnvironment } from './interpolate';
import { mergeFiles, type ReadFile } from './mergeFiles';
import { EXIT_CODES, notModelledAt, type Project, type ServiceOption } from './project';
import { readProject } from './readProject';
import type { ReadYaml } from './yaml';

const FILE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yaml',
  'compose.override.yml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]*$/;

/** The project that the options before the sub-command, and the folder, name. Throws a `CliError`. */
export function openProject(client: Client, flags: Flags, readYaml: ReadYaml): Project {
  const { process } = client;
  const { files, folder, variablesAt = folder } = findFiles(process, flags);
  const [first, ...others] = files.map((file) => readOne(file, readYaml));
  if (first === undefined) throw new CliError('no configuration file provided: not found', EXIT_CODES.noFile);
  const { value, originOf } = mergeFiles(first, others);
  const now = () => client.engine.machine.date().toISOString().slice(0, 19);
  const miss = (name: string) => {
    process.stderr += `time="${now()}Z" level=warning msg="The \\"${name}\\" variable is not set. Defaulting to a blank string."\n`;
  };
  const environment = {
    ...Object.fromEntries(dotEnvironment(process, variablesAt, miss)),
    ...process.environment,
  };
  const filled = interpolateAll(value, {
    valueOf: (name) => environment[name],
    miss,
    require: (name, message, path) => {
      throw new CliError(`error while interpolating ${path}: ${missing(name, message)}`, EXIT_CODES.unreadable);
    },
    invalid: (text, path) => {
      throw new CliError(
        `invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${text}`,
        EXIT_CODES.unreadable,
      );
    },
  });
  const asked = environment.COMPOSE_PROFILES?.split(',').filter((one) => one !== '') ?? [];
  const profiles = flags.all('profile').length > 0 ? flags.all('profile') : asked;
  const path = files.map((file) => file.path).join(',');
  const opened: ComposeFile = { path, folder, value: filled, originOf, profiles };
  const declared =
    typeof filled === 'object' && filled !== null ? (filled as { readonly name?: unknown }).name : undefined;
  if (typeof declared === 'string' && !PROJECT_NAME.test(declared))
    throw new CliError(
      `validating ${path}: name Does not match pattern '${PROJECT_NAME.source}'`,
      EXIT_CODES.unreadable,
    );
  const named = flags.value('project-name');
  const name =
    named ||
    environment.COMPOSE_PROJECT_NAME ||
    (typeof declared === 'string' ? declared : undefined) ||
    projectName(folder);
  if (name === '') throw new CliError('project name must not be empty', EXIT_CODES.unreadable);
  if (!PROJECT_NAME.test(name))
    throw new CliError(
      `invalid project name "${name}": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
      named ? EXIT_CODES.failure : EXIT_CODES.unreadable,
    );
  const project = readProject(opened, name);
  for (const service of project.services)
    for (const option of service.options)
      check(opened, option, () =>
        readOptions(parseFlags(CREATE_FLAGS, [...option.argv, service.image]), CREATE_FLAGS, process),
      );
  for (const network of project.networks)
    for (const option of network.options)
      check(opened, option, () => {
        try {
          readNetworkRequest(parseFlags(NETWORK_CREATE_FLAGS, [...option.argv, network.name]));
        } catch (error) {
          // Alone an address has no subnet; what the engine refuses it refuses when the network is made.
          if (!(error instanceof DockerError) || error.code === 'not-modelled') throw error;
        }
      });
  return project;
}

/** The name of a folder, without what names cannot have. */
export function projectName(folder: string): string {
  const base = folder.replace(/\/+$/, '').replace(/^.*\//, '').toLowerCase();
  return base.replace(/[^-_a-z0-9]/g, '').replace(/^[_-]+/, '');
}

/** What an option of docker cannot do here is said of the file's own line. */
function check({ originOf }: ComposeFile, option: ServiceOption, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    if (error.code === 'not-modelled') {
      const [, ...values] = option.argv;
      const { file, line } = originOf(option.path);
      throw notModelledAt(file, line, `${option.path.join('.')}: ${values.join(' ')}`);
    }
    throw new CliError(inItsWords(error.message), EXIT_CODES.unreadable);
  }
}

/** Its go-connections is newer than the engine's. */
function inItsWords(message: string): string {
  return message
    .replace(/^Invalid ip address (.*?): .*$/, 'invalid IP address: $1')
    .replace(/^Invalid (?=\w+:)/, 'invalid ');
}

interface FoundFile {
  readonly path: string;
  readonly text: string;
}

function readOne({ path, text }: FoundFile, readYaml: ReadYaml): ReadFile {
  const document = readYaml(text);
  if ('problem' in document)
    throw new CliError(`yaml: line ${document.line}: ${document.problem}`, EXIT_CODES.unreadable);
  if (document.value === null) throw new CliError('empty compose file', EXIT_CODES.unreadable);
  return { path, value: document.value, lineOf: document.lineOf };
}

/** What is read, the project's folder, and that of `.env`, if it is another. */
interface Found {
  readonly files: readonly FoundFile[];
  readonly folder: string;
  readonly variablesAt?: string;
}

/** Those that are named, or the folder's own with its override, of this folder or of one above. */
function findFiles(process: Process, flags: Flags): Found {
  const { files } = process.place;
  const environment = process.environment.COMPOSE_FILE;
  const given =
    flags.all('file').length > 0 ? flags.all('file') : environment === undefined ? [] : environment.split(':');
  const named = flags.value('project-directory');
  const ownFolder = named === undefined ? undefined : tidy(process.pathOf(named));
  const byVariable = flags.all('file').length === 0;
  const [first] = given;
  if (first !== undefined)
    return {
      files: given.map((name) => givenFile(process, name, byVariable)),
      folder: ownFolder ?? (first === '-' ? process.cwd : parentOf(tidy(process.pathOf(first)))),
      ...(byVariable && { variablesAt: ownFolder ?? process.cwd }),
    };
  for (let folder = tidy(process.cwd); ; folder = parentOf(folder)) {
    const found = [FILE_NAMES, OVERRIDES].flatMap((names) => {
      const name = names.find((one) => files.get(join(folder, one)) !== undefined);
      return name === undefined
        ? []
        : [{ name, path: join(folder, name), text: files.get(join(folder, name))?.content ?? '' }];
    });
    if (found[0] !== undefined && FILE_NAMES.includes(found[0].name))
      return { files: found, folder: ownFolder ?? folder };
    if (folder === '/') throw new CliError('no configuration file provided: not found', EXIT_CODES.noFile);
  }
}

function givenFile(process: Process, name: string, byVariable: boolean): FoundFile {
  if (name === '-') return { path: '-', text: process.stdin };
  const path = tidy(process.pathOf(name));
  const text = process.place.files.get(path)?.content;
  if (text === undefined)
    throw new CliError(`stat ${path}: no such file or directory`, byVariable ? EXIT_CODES.failure : EXIT_CODES.noFile);
  return { path, text };
}

/** It reads the file so many times, and says as often what is not set. */
const TIMES_READ = 3;

function dotEnvironment(
  { place: { files }, environment }: Process,
  folder: string,
  miss: (name: string) => void,
): ReadonlyMap<string, string> {
  const path = join(folder, '.env');
  const outside = {
    valueOf: (name: string) => environment[name],
    miss: (name: string) => {
      for (let time = 0; time < TIMES_READ; time++) miss(name);
    },
  };
  return readEnvironment(files.get(path)?.content ?? '', outside, (problem) => {
    throw new CliError(`failed to read ${path}: ${problem}`);
  });
}

function tidy(path: string): string {
  const words: string[] = [];
  for (const word of path.split('/')) {
    if (word === '..') words.pop();
    else if (word !== '' && word !== '.') words.push(word);
  }
  return `/${words.join('/')}`;
}

function parentOf(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/';
}

function join(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
