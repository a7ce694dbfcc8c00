/** `docker network ls`. docker/cli: cli/command/network/list.go. */

import { DockerError } from '../../dockerError';
import { fieldsOf, type GoMap, type GoStruct, toText } from '../../format/goValue';
import { inspectNetwork } from '../../inspect/network';
import { ask, type Command } from '../cli';
import { type FilterTable, matchLabel, matchPattern, readFilters, readSwitch } from '../filters';
import { type FlagTable, parseFlags } from '../flags';
import { formatRows, type Listing } from '../formatRows';

const LS_FLAGS: FlagTable = {
  command: 'docker network ls',
  booleans: ['quiet,q', 'no-trunc'],
  strings: ['format'],
  lists: ['filter,f'],
  usage: ['[OPTIONS]', 'List networks'],
  arguments: { exactly: 0 },
};

const LISTING: Listing = {
  type: '*network.networkContext',
  headings: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
  columns: ['ID', 'Name', 'Driver', 'Scope'],
  explain: ({ message }) => `template parsing error: template: ${message}`,
};

/** `docker network ls [-q] [--filter KEY=VALUE] [--format TEMPLATE]`, by name. */
export const ls: Command = function* (client, argv) {
  const flags = parseFlags(LS_FLAGS, argv);
  const { engine } = client;
  const networks = yield* ask(client, () =>
    [...engine.networks.values()].map((network) => inspectNetwork(engine, network)),
  );
  const rows = networks
    .filter(readFilters(flags, LS_FLAGS, FILTERS, []))
    .map(({ Id, Name, Driver, Scope, EnableIPv6, Internal, Created, Labels }) => ({
      ID: flags.has('no-trunc') ? `${Id}` : `${Id}`.slice(0, 12),
      Name: `${Name}`,
      Driver: `${Driver}`,
      Scope: `${Scope}`,
      IPv6: `${EnableIPv6}`,
      Internal: `${Internal}`,
      Labels: fieldsOf(Labels as GoMap)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
      CreatedAt: `${Created}`.replace('T', ' ').replace('Z', ' +0000 UTC'),
    }))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  client.process.stdout += formatRows(rows, flags.value('format') ?? '', flags.has('quiet'), LISTING);
  return 0;
};

const NO_SWITCH = 'invalid value for filter \'dangling\', must be "true" (or "1"), or "false" (or "0")';

/** moby: daemon/network/filter.go. */
const FILTERS: FilterTable<GoStruct> = new Map([
  ['name', (value) => matchField('Name', value)],
  ['id', (value) => matchField('Id', value)],
  ['driver', (value) => (network) => network.Driver === value],
  [
    'label',
    (value) =>
      ({ Labels }) =>
        matchLabel(new Map(fieldsOf(Labels as GoMap).map(([key, one]) => [key, toText(one)])), value),
  ],
  [
    'type',
    (value) => {
      if (value !== 'custom' && value !== 'builtin')
        throw new DockerError('invalid', `invalid filter: 'type'='${value}'`);
      return (network) => isBuiltIn(network) === (value === 'builtin');
    },
  ],
  [
    'dangling',
    (value) => {
      const wanted = readSwitch(value, NO_SWITCH);
      // The list that is filtered has no containers in it, so that all networks of people's are dangling.
      return (network) => !isBuiltIn(network) === wanted;
    },
  ],
  ['scope', (value) => (network) => network.Scope === value],
]);

function matchField(field: string, value: string): (network: GoStruct) => boolean {
  const matches = matchPattern(value);
  return (network) => matches(toText(network[field]));
}

function isBuiltIn({ Name }: GoStruct): boolean {
  return ['bridge', 'host', 'none'].includes(toText(Name));
}
