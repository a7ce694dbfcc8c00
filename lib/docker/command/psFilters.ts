/** `--filter` of `docker ps`. moby: daemon/list.go (foldFilter, includeContainerInList). */
import { type Container, stateOf } from '../container/container';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { type Image, parseReference } from '../image/image';
import { portsOf } from './displayPorts';
import { type FilterTable, matchLabel, matchPattern, readSwitch } from './filters';

/** Keys that docker has besides. */
export const UNMODELLED_FILTERS: readonly string[] = ['isolation'];

const STATES = ['paused', 'restarting', 'removing', 'running', 'dead', 'created', 'exited'];
const HEALTH = ['starting', 'healthy', 'unhealthy', 'none'];

/** All that are modelled, for the containers of an engine. */
export function filtersOf(engine: DockerEngine): FilterTable<Container> {
  return new Map<string, (value: string) => (container: Container) => boolean>([
    ['name', byName],
    [
      'id',
      (value) =>
        ({ id }) =>
          id.startsWith(value),
    ],
    ['status', byStatus],
    [
      'label',
      (value) =>
        ({ config }) =>
          matchLabel(config.labels, value),
    ],
    [
      'ancestor',
      (value) =>
        ({ config }) =>
          isOf(engine, config.image, value),
    ],
    ['exited', byExitCode],
    [
      'network',
      (value) =>
        ({ attachments }) =>
          attachments.has(value) || [...attachments.values()].some(({ networkId }) => networkId.startsWith(value)),
    ],
    [
      'before',
      (value) => {
        const { createdAt } = engine.container(value);
        return (container) => container.createdAt < createdAt;
      },
    ],
    [
      'since',
      (value) => {
        const { createdAt } = engine.container(value);
        return (container) => container.createdAt > createdAt;
      },
    ],
    ['publish', (value) => byPort(engine, 'publish', value, 'publicPort')],
    ['expose', (value) => byPort(engine, 'expose', value, 'privatePort')],
    [
      'health',
      (value) => {
        if (!HEALTH.includes(value)) throw new DockerError('invalid', `Invalid filter 'health=${value}'`);
        // No image here has a check of its own.
        return () => value === 'none';
      },
    ],
    [
      'is-task',
      (value) => {
        const wanted = readSwitch(value, `Invalid filter 'is-task=${value}'`);
        return () => !wanted;
      },
    ],
    [
      'volume',
      (value) =>
        ({ storage }) =>
          storage?.points.some(({ name, destination }) => name === value || destination === value) === true,
    ],
  ]);
}

function byName(value: string): (container: Container) => boolean {
  const matches = matchPattern(value);
  return ({ name }) => matches(`/${name}`) || matches(name);
}

function byStatus(value: string): (container: Container) => boolean {
  if (!STATES.includes(value)) throw new DockerError('invalid', `Invalid filter 'status=${value}'`);
  return (container) => stateOf(container) === value;
}

function byExitCode(value: string): (container: Container) => boolean {
  if (!/^-?\d+$/.test(value))
    throw new DockerError('invalid', `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
  return ({ status, exitCode }) => status !== 'running' && exitCode === Number(value);
}

/** `80`, `80/udp`, `80-90/tcp`. moby: daemon/list.go (portOp). */
function byPort(
  { release }: DockerEngine,
  key: string,
  value: string,
  field: 'publicPort' | 'privatePort',
): (container: Container) => boolean {
  if (value.includes(':')) throw new DockerError('invalid', `filter for '${key}' should not contain ':': ${value}`);
  const [range = '', protocol = 'tcp'] = value.split('/');
  const bad = range.split('-').find((port) => !/^\d+$/.test(port));
  if (bad !== undefined)
    throw new DockerError(
      'invalid',
      `error while looking up for ${key} ${value}: strconv.ParseUint: parsing ${JSON.stringify(bad)}: invalid syntax`,
    );
  const [from = 0, to = from] = range.split('-').map(Number);
  return (container) =>
    portsOf(release, container).some((port) => port.protocol === protocol && port[field] >= from && port[field] <= to);
}

function isOf({ images }: DockerEngine, image: Image, value: string): boolean {
  const wanted = parseReference(value);
  const isNamed = images.namesOf(image).includes(`${wanted.repository}:${wanted.tag}`);
  return isNamed || (/^[0-9a-f]{4,64}$/.test(value) && image.id.startsWith(value));
}
