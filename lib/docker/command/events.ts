/** `docker events`. docker/cli: cli/command/system/events.go; moby: daemon/events.go. */
import type { Microseconds } from '../../network';
import { DockerError } from '../dockerError';
import type { EngineEvent } from '../engineEvents';
import { type GoStruct, goMap, toJson } from '../format/goValue';
import { inferStruct } from '../format/inferredValue';
import { fillTemplate, parseTemplate } from '../format/template';
import { TemplateError } from '../format/templateError';
import { ask, CliError, type Client, type Command } from './cli';
import { type FilterTable, matchPattern, readFilters } from './filters';
import { type FlagTable, parseFlags } from './flags';
import { longTimestamp, readTime } from './times';

const EVENTS_FLAGS: FlagTable = {
  command: 'docker events',
  strings: ['since', 'until', 'format'],
  lists: ['filter,f'],
  usage: ['[OPTIONS]', 'Get real time events from the server'],
  arguments: { exactly: 0 },
};

const isOf = (type: EngineEvent['type']) => (value: string) => (event: EngineEvent) => {
  const { id, attributes } = event;
  if (event.type === type) return id === value || id.startsWith(value) || matchPattern(value)(attributes.name ?? '');
  // Of what happens to others a container is told of only by its id.
  return type === 'image' && (attributes.image ?? '') === value;
};

/** moby: daemon/events/filter.go. */
const FILTERS: FilterTable<EngineEvent> = new Map([
  // `exec_start` is the beginning of what is told.
  [
    'event',
    (value) =>
      ({ action }) =>
        action === value || action.startsWith(`${value}:`),
  ],
  [
    'type',
    (value) =>
      ({ type }) =>
        type === value,
  ],
  ['container', isOf('container')],
  ['network', isOf('network')],
  ['volume', isOf('volume')],
  ['image', isOf('image')],
  [
    'label',
    (value) =>
      ({ attributes }) => {
        const [name = '', wanted] = value.split(/=(.*)/s);
        return Object.hasOwn(attributes, name) && (wanted === undefined || attributes[name] === wanted);
      },
  ],
  // All is told by the engine of the machine.
  ['scope', (value) => () => value === 'local'],
]);

/** `docker events [--since TIME] [--until TIME] [--filter KEY=VALUE] [--format TEMPLATE]`; without --until it goes on. */
export const events: Command = function* (client, argv) {
  const flags = parseFlags(EVENTS_FLAGS, argv);
  const { engine, process } = client;
  const format = flags.value('format') ?? '';
  const write = writer(client, format);
  const [since, until] = yield* ask(client, () =>
    (['since', 'until'] as const).map((flag) => {
      const text = flags.value(flag) ?? '';
      const time = text === '' ? undefined : readTime(engine.machine, text);
      if (text !== '' && time === undefined)
        throw new DockerError('invalid', `failed to parse value as time or duration: "${text}"`);
      return time;
    }),
  );
  const known = new Map([...FILTERS].map(([key, make]) => [key, make]));
  // A key that there is not asks for nothing.
  const asked = flags
    .all('filter')
    .filter((text) => !text.includes('=') || known.has(text.split('=')[0]?.trim().toLowerCase() ?? ''));
  const isWanted = readFilters({ all: () => asked }, EVENTS_FLAGS, known, []);
  const show = (event: EngineEvent) => {
    if (isWanted(event)) process.stdout += write(event);
  };
  if (since !== undefined)
    for (const event of engine.events.last)
      if (event.at >= since && (until === undefined || event.at <= until)) show(event);
  const isOver = () => until !== undefined && engine.machine.clock.now >= until;
  if (isOver()) return 0;
  if (until === undefined) process.endedBy = 'Ctrl-C';
  const stop = engine.events.listen(show);
  process.onExit(stop);
  yield {
    ready: () => isOver() || engine.dockerd?.running !== true,
    subscribe: (wake) => subscribe(client, until, wake),
  };
  stop();
  if (isOver()) return 0;
  process.stderr += 'unexpected EOF\n';
  return 1;
};

/** Wakes at the time, and when dockerd ends. */
function subscribe({ engine, process }: Client, until: Microseconds | undefined, wake: () => void): () => void {
  const timer =
    until === undefined ? undefined : process.place.net.clock.schedule(until - engine.machine.clock.now, wake);
  const leave = engine.dockerd?.onExit(wake);
  return () => {
    timer?.cancel();
    leave?.();
  };
}

/** How an event is written. Throws a `CliError` for a template that is none. */
function writer({ engine }: Client, format: string): (event: EngineEvent) => string {
  const { machine } = engine;
  if (format === '')
    return ({ at, type, action, id, attributes }) => {
      const pairs = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
      const more = pairs.length === 0 ? '' : ` (${pairs.join(', ')})`;
      return `${longTimestamp(machine, at)} ${type} ${action} ${id}${more}\n`;
    };
  const millisecondsOf = ({ at }: EngineEvent) => machine.date(at).getTime();
  if (/^(?:json|\{\{\s*json \.\s*\}\})$/.test(format))
    return (event) => `${toJson(messageOf(event, millisecondsOf(event)))}\n`;
  try {
    const template = parseTemplate(format);
    const fill = (event: EngineEvent, milliseconds: number) =>
      `${fillTemplate(template, inferStruct(fieldsOf(event, milliseconds), { type: '*events.Message', types: { Actor: 'events.Actor' } }))}\n`;
    // It is tried before anything happens.
    fill({ type: 'container', action: '', id: '', attributes: {}, at: 0 }, 0);
    return (event) => fill(event, millisecondsOf(event));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`Error parsing format: template: ${error.message}`, 64);
  }
}

/** As a template finds it. */
function fieldsOf(event: EngineEvent, milliseconds: number): GoStruct {
  const {
    status = '',
    id = '',
    from = '',
    Type,
    Action,
    Actor,
    scope,
    time,
    timeNano,
  } = messageOf(event, milliseconds);
  const names = { Status: status, ID: id, From: from, Type, Action, Actor };
  return { ...names, Scope: scope, Time: time, TimeNano: timeNano };
}

/** An event in JSON. */
interface Message extends GoStruct {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: GoStruct;
  readonly scope: string;
  readonly time: number;
  readonly timeNano: number;
}

/** As the engine sends it: old clients find a container's or image's own names beside. moby: api/types/events. */
function messageOf({ type, action, id, attributes, at }: EngineEvent, milliseconds: number): Message {
  const isOld = type === 'container' || type === 'image';
  const seconds = Math.floor(milliseconds / 1000);
  return {
    ...(isOld ? { status: action, id, ...(type === 'container' ? { from: attributes.image ?? '' } : {}) } : {}),
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: goMap(Object.entries(attributes)) },
    scope: 'local',
    time: seconds,
    // The last three digits are none, and so it is exact.
    timeNano: milliseconds * 1_000_000 + (Math.floor(at) % 1000) * 1000,
  };
}
