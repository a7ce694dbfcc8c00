/** `docker network prune`, `docker container prune`. docker/cli: cli/command/network/prune.go, container/prune.go. */
import type { Wait } from '../../machine';
import { readLine } from '../../tools/common/standardInput';
import type { Container } from '../container/container';
import { removeContainer } from '../container/removeContainer';
import { type BridgeNetwork, isUserDefined } from '../network/network';
import { removeNetwork } from '../network/removeNetwork';
import { ask, type Client, type Command, print, printLines } from './cli';
import { type FilterTable, matchLabel, readFilters } from './filters';
import { type Flags, type FlagTable, parseFlags } from './flags';

const FLAGS = {
  booleans: ['force,f'],
  lists: ['filter'],
  arguments: { exactly: 0 },
} as const;

const NETWORK_FLAGS: FlagTable = {
  ...FLAGS,
  command: 'docker network prune',
  usage: ['[OPTIONS]', 'Remove all unused networks'],
};

const CONTAINER_FLAGS: FlagTable = {
  ...FLAGS,
  command: 'docker container prune',
  usage: ['[OPTIONS]', 'Remove all stopped containers'],
};

const NETWORK_FILTERS: FilterTable<BridgeNetwork> = new Map([
  [
    'label',
    (value) =>
      ({ labels }) =>
        matchLabel(labels, value),
  ],
  [
    'label!',
    (value) =>
      ({ labels }) =>
        !matchLabel(labels, value),
  ],
]);

const CONTAINER_FILTERS: FilterTable<Container> = new Map([
  [
    'label',
    (value) =>
      ({ config }) =>
        matchLabel(config.labels, value),
  ],
  [
    'label!',
    (value) =>
      ({ config }) =>
        !matchLabel(config.labels, value),
  ],
]);

/** `docker network prune [-f] [--filter label=NAME]`: those that no running container is in. */
export const pruneNetworks: Command = function* (client, argv) {
  const flags = parseFlags(NETWORK_FLAGS, argv);
  if (!flags.has('force') && !(yield* confirms(client, 'all custom networks not used by at least one container')))
    return 0;
  const { engine } = client;
  const removed = yield* ask(client, () => {
    const wanted = readFilters(flags, NETWORK_FLAGS, NETWORK_FILTERS, ['until']);
    const used = new Set(
      [...engine.containers.values()].flatMap(({ sandbox }) => [...(sandbox?.endpoints.keys() ?? [])]),
    );
    const unused = [...engine.networks.values()]
      .filter(isUserDefined)
      .filter((network) => !used.has(network.id) && wanted(network));
    for (const network of unused) removeNetwork(engine, network.id);
    return unused.map(({ name }) => name);
  });
  if (removed.length > 0) printLines(client, ['Deleted Networks:', ...removed, '']);
  return 0;
};

/** `docker container prune [-f] [--filter label=NAME]`; what containers wrote is not measured: they take no space. */
export const pruneContainers: Command = function* (client, argv) {
  const flags = parseFlags(CONTAINER_FLAGS, argv);
  if (flags.has('force') || (yield* confirms(client, 'all stopped containers'))) yield* removeStopped(client, flags);
  print(client, 'Total reclaimed space: 0B');
  return 0;
};

function* removeStopped(client: Client, flags: Flags): Generator<Wait, void, void> {
  const { engine } = client;
  const removed = yield* ask(client, () => {
    const wanted = readFilters(flags, CONTAINER_FLAGS, CONTAINER_FILTERS, ['until']);
    const stopped = [...engine.containers.values()].filter((container) => !container.running && wanted(container));
    for (const container of stopped) removeContainer(engine, container);
    return stopped.map(({ id }) => id);
  });
  if (removed.length > 0) printLines(client, ['Deleted Containers:', ...removed, '']);
}

const SYSTEM_FLAGS: FlagTable = {
  ...FLAGS,
  booleans: ['force,f'],
  refused: ['all,a', 'volumes'],
  command: 'docker system prune',
  usage: ['[OPTIONS]', 'Remove unused data'],
};

const SYSTEM_LIST = [
  'all stopped containers',
  'all networks not used by at least one container',
  'all dangling images',
  'all dangling build cache',
];

/** `docker system prune [-f]`: containers and networks; there is no image that is left over, and no build. */
export const pruneSystem: Command = function* (client, argv) {
  const flags = parseFlags(SYSTEM_FLAGS, argv);
  const { process } = client;
  if (!flags.has('force')) {
    process.stdout += `WARNING! This will remove:\n${SYSTEM_LIST.map((one) => `  - ${one}\n`).join('')}\nAre you sure you want to continue? [y/N] `;
    if (!/^y$/i.test((yield* readLine(process)).trim())) return 0;
  }
  yield* removeStopped(client, flags);
  yield* pruneNetworks(client, ['-f', ...flags.all('filter').flatMap((filter) => ['--filter', filter])]);
  print(client, 'Total reclaimed space: 0B');
  return 0;
};

/** docker/cli: cli/command/utils.go (PromptForConfirmation). */
function* confirms({ process }: Client, what: string): Generator<Wait, boolean, void> {
  process.stdout += `WARNING! This will remove ${what}.\nAre you sure you want to continue? [y/N] `;
  return /^y$/i.test((yield* readLine(process)).trim());
}
