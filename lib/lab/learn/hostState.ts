/** What a task may say of a host that it has to stay as it is, and in one sentence what did not. */
import type { Lab } from '../lab';
import { readSnapshot } from '../readSnapshot';

/** What of a host can change. */
export type HostPart = 'containers' | 'processes' | 'rules' | 'routes' | 'interfaces' | 'networks' | 'settings';

/** One thing of a host. */
interface Thing {
  /** By what it is found again. */
  readonly name: string;
  /** What has to be the same. */
  readonly state: string;
}

/** A host at one moment: what there is of each part. Rules are in their order. */
export type HostState = Readonly<Record<HostPart, readonly Thing[]>>;

/** What of a host may change: parts, and chains such as `DOCKER-USER`. */
export interface Allowed {
  /** What may become more. */
  readonly adds: readonly string[];
  /** What may become more, less or other. */
  readonly changes: readonly string[];
}

/** The host as it is now. No command runs, and no counter moves. */
export function readHostState({ host, docker }: Lab): HostState {
  const { rules, routes, interfaces } = readSnapshot(host);
  const same = (lines: readonly string[]) => lines.map((line) => ({ name: line, state: '' }));
  const isOfTerminal = (argv: readonly string[]) => argv[0]?.startsWith('-') === true;
  return {
    containers: [...docker.containers.values()].map(({ name, id, running, startedAt }) => ({
      name,
      state: `${id} ${running ? `runs since ${startedAt}` : 'does not run'}`,
    })),
    processes: host.pids
      .list()
      .filter(({ argv }) => !isOfTerminal(argv))
      .map((process) => ({ name: String(host.pids.pidOf(process)), state: process.title })),
    rules: same(rules),
    routes: same(routes),
    interfaces: same(interfaces),
    networks: [...docker.networks.values()].map(({ name, id }) => ({ name, state: id })),
    settings: host.net.sysctl.entries().map(([name, state]) => ({ name, state })),
  };
}

/** In which order parts are looked at: who restarts a container is told so, and not that a process has another number. */
const ORDER: readonly HostPart[] = ['containers', 'processes', 'rules', 'networks', 'settings', 'routes', 'interfaces'];

/** What changed although it is not allowed to, as a sentence; undefined if nothing did. */
export function findBroken(before: HostState, after: HostState, { adds, changes }: Allowed): string | undefined {
  for (const part of ORDER) {
    if (changes.includes(part)) continue;
    const isFree = (thing: Thing) => part === 'rules' && changes.includes(chainOf(thing.name));
    const [old, now] = [before[part], after[part]].map((things) => things.filter((thing) => !isFree(thing)));
    if (old === undefined || now === undefined) continue;
    const lost = firstLost(old, now);
    if (lost !== undefined) return SENTENCES[part].lost(lost, now);
    const extra = firstLost(now, old, (thing) => adds.includes(part) || adds.includes(chainOf(thing.name)));
    if (extra !== undefined) return SENTENCES[part].extra(extra);
  }
  return undefined;
}

/** The first of some things that others do not have in this order. */
function firstLost(
  things: readonly Thing[],
  others: readonly Thing[],
  isAllowed = (_: Thing) => false,
): Thing | undefined {
  let at = 0;
  for (const thing of things) {
    const found = others.findIndex(
      ({ name, state }, index) => index >= at && name === thing.name && state === thing.state,
    );
    if (found >= 0) at = found + 1;
    else if (!isAllowed(thing)) return thing;
  }
  return undefined;
}

/** `DOCKER` of `-t nat -A DOCKER -i docker0 -j RETURN`. */
function chainOf(rule: string): string {
  return /^-t \S+ -\S (\S+)/.exec(rule)?.[1] ?? '';
}

interface Sentences {
  /** Of what is gone, or is not what it was. */
  lost(thing: Thing, now: readonly Thing[]): string;
  /** Of what is new. */
  extra(thing: Thing): string;
}

const SENTENCES: Readonly<Record<HostPart, Sentences>> = {
  containers: {
    lost: ({ name, state }, now) => {
      const found = now.find((thing) => thing.name === name);
      if (found === undefined) return `The container ${name} is gone; containers have to stay as they are.`;
      if (state.endsWith('does not run')) return `${name} was started; containers have to stay as they are.`;
      const isRunning = !found.state.endsWith('does not run');
      return isRunning
        ? `${name} was started again; the containers have to run on, without a restart.`
        : `${name} does not run any more; the containers have to run on.`;
    },
    extra: ({ name }) => `The container ${name} is new; no more containers are asked for.`,
  },
  processes: {
    lost: ({ name, state }, now) =>
      now.some((thing) => thing.state === state)
        ? `${programOf(state)} was started again; nothing may be restarted.`
        : `${programOf(state)} (process ${name}) has ended; what ran has to run on.`,
    extra: ({ state }) => `${programOf(state)} was started; no process may be started.`,
  },
  rules: {
    lost: ({ name }) => `A rule is gone, or stands elsewhere, that has to stay: ${name}`,
    extra: ({ name }) => `A rule is new where none may be added: ${name}`,
  },
  routes: {
    lost: ({ name }) => `A route is gone that has to stay: ${name}`,
    extra: ({ name }) => `A route is new; the routes have to stay as they are: ${name}`,
  },
  interfaces: {
    lost: ({ name }) => `An interface is not what it was: ${name}`,
    extra: ({ name }) => `An interface is new: ${name}`,
  },
  networks: {
    lost: ({ name }) => `Docker’s network ${name} is gone, or is another one now.`,
    extra: ({ name }) => `Docker’s network ${name} is new; no more networks are asked for.`,
  },
  settings: {
    lost: ({ name, state }, now) =>
      `The setting ${name} was ${state} and is ${now.find((thing) => thing.name === name)?.state ?? 'gone'} now; settings have to stay as they are.`,
    extra: ({ name }) => `The setting ${name} is new.`,
  },
};

/** `docker-proxy` of `/usr/bin/docker-proxy -proto tcp …`, `nginx` of `nginx: worker process`. */
function programOf(title: string): string {
  return title.split(/[\s:]/, 1)[0]?.split('/').at(-1) ?? title;
}
