/** `docker version`. docker/cli: cli/command/system/version.go. */

import type { Wait } from '../../machine';
import { type GoStruct, withOmitted, withUnmodelled } from '../format/goValue';
import { TemplateError } from '../format/templateError';
import type { EngineRelease } from '../release';
import { ask, CliError, type Client, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { checkTemplate, formatOne } from './formatOne';

const PLATFORM = 'linux/amd64';

const VERSION_FLAGS: FlagTable = {
  command: 'docker version',
  strings: ['format,f'],
  refused: ['kubeconfig'],
  usage: ['[OPTIONS]', 'Show the Docker version information'],
  arguments: { exactly: 0 },
};

/** `docker version [--format TEMPLATE]` */
export const version: Command = function* (client, argv) {
  const format = parseFlags(VERSION_FLAGS, argv).value('format') ?? '';
  if (format !== '') return yield* versionAs(client, format);
  const { release } = client.engine;
  const field = (indent: number, name: string, value: string) =>
    `${' '.repeat(indent)}${`${name}:`.padEnd(19 - (indent - 1))}${value}`;
  print(
    client,
    'Client:',
    field(1, 'Version', release.version),
    ...[
      field(1, 'API version', release.apiVersion),
      field(1, 'Go version', release.goVersion),
      field(1, 'OS/Arch', PLATFORM),
    ],
    field(1, 'Context', 'default'),
    '',
  );
  yield* ask(client, () => undefined);
  print(
    client,
    ...['Server:', ' Engine:', field(2, 'Version', release.version)],
    field(2, 'API version', `${release.apiVersion} (minimum version ${release.oldestApiVersion})`),
    ...[field(2, 'Go version', release.goVersion), field(2, 'OS/Arch', PLATFORM)],
    ...[
      ' containerd:',
      field(2, 'Version', release.containerdVersion),
      ' runc:',
      field(2, 'Version', release.runcVersion),
    ],
  );
  return 0;
};

const TYPES = { Client: 'system.clientVersion', Server: '*types.Version' };

/** `--format`: what is known of the client is told where there is no engine as well. */
function* versionAs(client: Client, format: string): Generator<Wait, number, void> {
  const { release } = client.engine;
  checkTemplate(format, 'version');
  let failure: unknown;
  try {
    yield* ask(client, () => undefined);
  } catch (error) {
    failure = error;
  }
  const value = { Client: clientVersion(release), Server: failure === undefined ? serverVersion(release) : null };
  try {
    client.process.stdout += formatOne(format, 'version', { value, type: 'system.versionInfo', types: TYPES });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    print(client, '');
    failure ??= new CliError(`template: ${error.message}`);
  }
  if (failure !== undefined) throw failure;
  return 0;
}

/** Nothing here knows when and of which commit a release was built. */
const BUILD = ['GitCommit', 'BuildTime'];

function clientVersion({ version: Version, apiVersion, goVersion }: EngineRelease): GoStruct {
  const known = { Version, ApiVersion: apiVersion, DefaultAPIVersion: apiVersion, GoVersion: goVersion };
  const told = { ...known, Os: 'linux', Arch: 'amd64', Context: 'default' };
  // Templates call it otherwise than JSON does.
  return withUnmodelled(withOmitted(told, { APIVersion: apiVersion }), [...BUILD, 'Platform'], 'docker version');
}

function serverVersion(release: EngineRelease): GoStruct {
  const { version: Version, apiVersion, oldestApiVersion, goVersion, containerdVersion, runcVersion } = release;
  const component = (Name: string, version: string) =>
    withUnmodelled({ Name, Version: version }, ['Details'], 'docker version');
  const told = {
    Components: [
      component('Engine', Version),
      component('containerd', containerdVersion),
      component('runc', runcVersion),
    ],
    Version,
    ApiVersion: apiVersion,
    MinAPIVersion: oldestApiVersion,
    GoVersion: goVersion,
    Os: 'linux',
    Arch: 'amd64',
  };
  const unknown = [...BUILD, 'Platform', 'KernelVersion', 'Experimental'];
  return withUnmodelled(withOmitted(told, { APIVersion: apiVersion }), unknown, 'docker version');
}
