/** Packets of one request summed up as flows: those that took the same path, with the rule that decided at each table. */
import type { Journey, JourneyStep, Translation } from '../../lab/observe/journey';
import { stepPlace, stepWords } from '../../lab/observe/stepWords';
import type { HookName } from '../../netfilter';
import { itemAt } from '../itemAt';

/** What a table did to a flow's packets: the last rule, or the policy, that each of them met there. */
export interface Decision {
  readonly hook: HookName;
  readonly table: JourneyStep['table'];
  /** `DOCKER rule 2 DNAT`, `policy ACCEPT` */
  readonly label: string;
  /** The rules that jumped there, outermost first: `FORWARD rule 4`. Chains that were left again are not among them. */
  readonly via: readonly string[];
  /** The rule as `iptables-save` writes it. */
  readonly rule: string;
  readonly packets: number;
  readonly drops: boolean;
}

/** An address that NAT rewrote at a hook. */
export interface Rewriting extends Pick<Translation, 'hook' | 'field' | 'before' | 'after'> {
  readonly packets: number;
  /** How many of them a rule of the nat table rewrote; the others followed the connection's conntrack entry. */
  readonly byRule: number;
}

/** Packets that came in, went through the hooks and ended alike. */
export interface Flow {
  /** 1 for the request's first connection, 2 for a second one. */
  readonly connection: number;
  readonly direction: 'request' | 'reply';
  readonly packets: number;
  readonly first: Journey;
  readonly journeys: readonly Journey[];
  /** How many different source and destination pairs it holds; more than one only if there were too many to tell apart. */
  readonly pairs: number;
  readonly decisions: readonly Decision[];
  readonly rewritings: readonly Rewriting[];
}

/** With more pairs of addresses than this, flows are told apart by their path alone. */
const PAIR_LIMIT = 4;

function pathKey({ hooks, tracked, in: input, out, fate }: Journey): string {
  return JSON.stringify([hooks, tracked, input, out, fate.kind === 'delivered' ? fate.kind : fate]);
}
function pairOf({ source, destination }: Journey): string {
  return JSON.stringify([source, destination]);
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}

/** Whether a rule or a policy ended the packet. */
export function isDrop({ verdict }: JourneyStep): boolean {
  return verdict === 'DROP' || verdict === 'REJECT';
}

/** A policy is that of the hook's own chain, which is named beside it. */
function labelOf(step: JourneyStep): string {
  return stepPlace(step) === 'policy' ? step.rule : stepWords(step);
}

/** The jumps that lead to the last of `steps`: back in a chain, what was met since its jump is over. */
function viaOf(steps: readonly JourneyStep[]): readonly string[] {
  const open: JourneyStep[] = [];
  for (const step of steps) {
    const returned = open.findIndex(({ chain }) => chain === step.chain);
    if (returned >= 0) open.length = returned;
    open.push(step);
  }
  return open.slice(0, -1).map((step) => `${step.chain} ${stepPlace(step)}`);
}

/** The last step of a journey at each table of each hook, the one that decided, with the jumps that led to it. */
function deciding(journey: Journey) {
  return groupBy(journey.steps, ({ hook, table }) => `${hook} ${table}`).map((steps) => ({
    step: itemAt(steps, -1),
    via: viaOf(steps),
  }));
}

function decisionsOf(journeys: readonly Journey[]): readonly Decision[] {
  const decided = journeys.flatMap(deciding);
  const keyOf = ({ step, via }: (typeof decided)[number]) =>
    JSON.stringify([step.hook, step.table, via, labelOf(step)]);
  return groupBy(decided, keyOf).map((same) => {
    const { step, via } = itemAt(same, 0);
    const { hook, table, rule } = step;
    return { hook, table, label: labelOf(step), via, rule, packets: same.length, drops: isDrop(step) };
  });
}

function rewritingsOf(journeys: readonly Journey[]): readonly Rewriting[] {
  const all = journeys.flatMap(({ translations }) => translations);
  return groupBy(all, ({ hook, field, before, after }) => JSON.stringify([hook, field, before, after])).map((same) => {
    const { hook, field, before, after } = itemAt(same, 0);
    return { hook, field, before, after, packets: same.length, byRule: same.filter(({ byRule }) => byRule).length };
  });
}

interface Role {
  readonly connection: number;
  readonly direction: Flow['direction'];
}

/** Whether a packet is the answer to another: its source is where the other went, its destination whence the other came, both after NAT. */
function isAnswerTo(reply: Journey, request: Journey): boolean {
  return reply.source === request.destinationOut && reply.destination === request.sourceOut;
}

function roleOf(first: Journey, earlier: readonly (Role & { readonly first: Journey })[], connections: number): Role {
  const same = earlier.find((other) => pairOf(other.first) === pairOf(first));
  if (same) return { connection: same.connection, direction: same.direction };
  const asked = earlier.find((other) => isAnswerTo(first, other.first));
  if (asked) return { connection: asked.connection, direction: asked.direction === 'request' ? 'reply' : 'request' };
  return { connection: connections + 1, direction: 'request' };
}

/** The flows of a request, in the order of their first packets, those that came in before those sent from here. */
export function flowsOf(journeys: readonly Journey[]): readonly Flow[] {
  const apart = groupBy(journeys, (journey) => pairOf(journey) + pathKey(journey));
  const groups = apart.length <= PAIR_LIMIT ? apart : groupBy(journeys, pathKey);
  const roles: (Role & { readonly first: Journey })[] = [];
  const flows = groups.map((group): Flow => {
    const first = itemAt(group, 0);
    const role = roleOf(first, roles, Math.max(0, ...roles.map(({ connection }) => connection)));
    roles.push({ ...role, first });
    return {
      ...role,
      first,
      journeys: group,
      packets: group.length,
      pairs: new Set(group.map(pairOf)).size,
      decisions: decisionsOf(group),
      rewritings: rewritingsOf(group),
    };
  });
  const devices = [...new Set(flows.map(({ first }) => first.in))].sort((a, b) => Number(a === '') - Number(b === ''));
  return devices.flatMap((device) => flows.filter(({ first }) => first.in === device));
}
