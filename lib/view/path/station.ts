/** The stops of each hook in the order in which the kernel calls them, and what each flow met there. */
import type { JourneyStep } from '../../lab/observe/journey';
import type { HookName } from '../../netfilter';
import { PRIORITY } from '../../netfilter/hookName';
import { hookTables, isUsualTable, TABLE_HOOKS } from '../../netfilter/xtables/tableHooks';
import { type Decision, type Flow, isDrop, type Rewriting } from './flow';

/** A table at a hook, of iptables or nf_tables, or connection tracking: looking a packet up, or confirming a new connection. */
export type StationName = JourneyStep['table'] | 'conntrack' | 'confirm';

/** What happened at a station of one hook. */
export interface Station {
  readonly name: StationName;
  /** Numbers of the flows that came here. */
  readonly flows: readonly number[];
  /** How many packets of these did, of how many that passed the hook. */
  readonly packets: number;
  readonly decisions: readonly (Decision & { readonly flow: number })[];
  readonly rewritings: readonly (Rewriting & { readonly flow: number })[];
  /** The flow, if any, that ends here. */
  readonly dropped: readonly number[];
}

/** A hook with its stations in the order of their priorities. */
export interface HookStations {
  readonly hook: HookName;
  /** Numbers of the flows that passed, or ended here. */
  readonly flows: readonly number[];
  readonly packets: number;
  readonly stations: readonly Station[];
}

/** Connection tracking looks a packet up where it enters the stack, and confirms where it leaves. Linux: ipv4_conntrack_ops. */
const TRACKING: Readonly<Partial<Record<HookName, readonly [StationName, number]>>> = {
  PREROUTING: ['conntrack', PRIORITY.CONNTRACK],
  OUTPUT: ['conntrack', PRIORITY.CONNTRACK],
  INPUT: ['confirm', PRIORITY.CONNTRACK_CONFIRM],
  POSTROUTING: ['confirm', PRIORITY.CONNTRACK_CONFIRM],
};

/** What is called at a hook on most hosts, sorted by priority. */
export function stationNames(hook: HookName): readonly StationName[] {
  const tables = hookTables[hook]
    .filter(isUsualTable)
    .map((table): readonly [StationName, number] => [table, TABLE_HOOKS[table][hook] ?? 0]);
  const tracked = TRACKING[hook];
  return [...tables, ...(tracked ? [tracked] : [])].sort(([, a], [, b]) => a - b).map(([name]) => name);
}

/** The hook and table at which a flow's packets were dropped by a rule or policy. */
export function dropPoint(flow: Flow): { readonly hook: HookName; readonly table: JourneyStep['table'] } | undefined {
  const last = flow.first.steps.at(-1);
  return flow.first.fate.kind === 'dropped' && last && isDrop(last) ? last : undefined;
}

function isTracking(name: StationName): name is 'conntrack' | 'confirm' {
  return name === 'conntrack' || name === 'confirm';
}

function packetsOf(counted: readonly { readonly packets: number }[]): number {
  return counted.reduce((sum, { packets }) => sum + packets, 0);
}

/** The stations of a hook; another table, as of nf_tables, stands before the one that was asked next, as its priority is in no list. */
function namesOf(hook: HookName, flows: readonly Flow[]): readonly StationName[] {
  const names = [...stationNames(hook)];
  for (const { decisions } of flows) {
    const asked = decisions.filter((decision) => decision.hook === hook).map(({ table }) => table);
    for (const [place, table] of asked.entries()) {
      if (names.includes(table)) continue;
      const next = asked.slice(place + 1).find((other) => names.includes(other)) ?? 'confirm';
      names.splice(names.indexOf(next) >>> 0, 0, table);
    }
  }
  return names;
}

/** One hook as the flows saw it. */
export function hookStations(hook: HookName, flows: readonly Flow[]): HookStations {
  const names = namesOf(hook, flows);
  const passing = flows.flatMap((flow, number) => {
    if (!flow.first.hooks.includes(hook)) return [];
    const drop = dropPoint(flow);
    return [{ flow, number, end: drop?.hook === hook ? names.indexOf(drop.table) : names.length }];
  });
  const stations = names.map((name, place): Station => {
    const decisions = passing.flatMap(({ flow, number }) =>
      flow.decisions
        .filter((decision) => decision.hook === hook && decision.table === name)
        .map((decision) => ({ ...decision, flow: number })),
    );
    const rewritings = passing.flatMap(({ flow, number }) =>
      name === 'nat' ? flow.rewritings.filter((one) => one.hook === hook).map((one) => ({ ...one, flow: number })) : [],
    );
    const here = isTracking(name)
      ? passing.filter(({ flow, end }) => flow.first.tracked && end > place)
      : passing.filter(({ number }) => decisions.some(({ flow }) => flow === number));
    return {
      name,
      flows: here.map(({ number }) => number),
      packets: packetsOf(isTracking(name) ? here.map(({ flow }) => flow) : decisions),
      decisions,
      rewritings,
      dropped: passing.flatMap(({ number, end }) => (end === place ? [number] : [])),
    };
  });
  return {
    hook,
    flows: passing.map(({ number }) => number),
    packets: packetsOf(passing.map(({ flow }) => flow)),
    stations,
  };
}
