/** `docker network ls`. docker/cli: cli/command/network/list.go. */

import { notModelled } from '../../dockerError';
import { type GoStruct, toText } from '../../format/goValue';
import { formatTable } from '../../format/table';
import { renderTemplate } from '../../format/template';
import { TemplateError } from '../../format/templateParser';
import { inspectNetwork } from '../../inspect/network';
import { ask, CliError, type Command, print } from '../cli';
import { type FlagTable, parseFlags } from '../flags';

const LS_FLAGS: FlagTable = {
  command: 'docker network ls',
  booleans: ['quiet,q', 'no-trunc'],
  strings: ['format'],
  lists: ['filter,f'],
  usage: ['[OPTIONS]', 'List networks'],
  arguments: { exactly: 0 },
};

/** `docker network ls [-q] [--filter KEY=VALUE] [--format TEMPLATE]`, by name. */
export const ls: Command = function* (client, argv) {
  const flags = parseFlags(LS_FLAGS, argv);
  const { engine } = client;
  const networks = yield* ask(client, () =>
    [...engine.networks.values()].map((network) => inspectNetwork(engine, network)),
  );
  const filters = flags.all('filter').map(parseFilter);
  const rows = networks
    .filter((network) => filters.every((test) => test(network)))
    .map(({ Id, Name, Driver, Scope }) => ({
      ID: flags.has('no-trunc') ? `${Id}` : `${Id}`.slice(0, 12),
      Name: `${Name}`,
      Driver: `${Driver}`,
      Scope: `${Scope}`,
    }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const format = flags.value('format');
  if (flags.has('quiet')) print(client, ...rows.map(({ ID }) => ID));
  else if (format !== undefined) print(client, ...rows.map((row) => renderRow(format.replaceAll('\\t', '\t'), row)));
  else
    client.process.stdout += formatTable([
      ['NETWORK ID', 'NAME', 'DRIVER', 'SCOPE'],
      ...rows.map((row) => Object.values(row)),
    ]);
  return 0;
};

/** docker/cli: cli/command/formatter/formatter.go (contextFormat). Throws a `CliError` for templates that cannot be filled in. */
function renderRow(template: string, row: GoStruct): string {
  try {
    return renderTemplate(template, row, '*network.networkContext');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`Template parsing error: template: ${error.message}`);
  }
}

const FILTER_FIELDS: ReadonlyMap<string, string> = new Map([
  ['name', 'Name'],
  ['driver', 'Driver'],
  ['id', 'Id'],
]);

function parseFilter(filter: string): (network: GoStruct) => boolean {
  const [key = '', value = ''] = filter.split('=');
  const field = FILTER_FIELDS.get(key);
  if (field === undefined) throw notModelled(`docker network ls --filter ${key}`);
  return (network) => (key === 'driver' ? toText(network[field]) === value : toText(network[field]).includes(value));
}
