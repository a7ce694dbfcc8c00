/** What happened to a packet in the host, step by step, with the rules as the dump has them. */
import type { JourneyStep } from '../../lab/observe/journey';
import { END } from '../../lab/observe/stepWords';
import { isOfIptables } from '../../netfilter';
import type { HostMachines } from '../build';
import type { AnswerStep, Backend, Decider } from './answer';
import type { Path } from './pathRecorder';

/** Verdicts that lead nowhere else, or change the packet. */
const ACTIONS =
  /^(?:ACCEPT|DROP|REJECT|DNAT|SNAT|MASQUERADE|REDIRECT|NETMAP|MARK|CONNMARK|CT|NOTRACK|TCPMSS|TTL|TOS|DSCP|QUEUE)$/;

/** Whose a table is. */
export function backendOf(table: string): Backend {
  if (table === '') return 'kernel';
  return isOfIptables(table) ? 'iptables' : 'nft';
}

/** The rule or policy of a step. */
export function deciderOf(step: JourneyStep, { rules, host }: HostMachines): Decider {
  const { table, chain, number } = step;
  const backend = backendOf(table);
  if (step.rule.startsWith('policy ')) return { backend, table, chain, rule: 0, text: step.rule };
  const { tables } = host.net.netfilter;
  const rule = isOfIptables(table) ? tables.get(table)?.chains.get(chain)?.rules[number - 1] : undefined;
  const text = rule === undefined ? undefined : rules.texts.get(rule)?.text;
  return { backend, table, chain, rule: number, text: text ?? step.rule };
}

/** The steps of a packet in the host; `packet` says which it is. */
export function stepsOf({ journey, misses }: Path, packet: string, machines: HostMachines): readonly AnswerStep[] {
  const decided = decisive(journey.steps);
  const steps = journey.steps.map((step, index): AnswerStep => {
    return {
      ...deciderOf(step, machines),
      packet,
      hook: step.hook,
      verdict: step.verdict,
      in: step.in,
      out: step.out,
      source: step.source,
      destination: step.destination,
      decided: decided.has(index),
      packets: 1,
      bytes: step.length,
      before: misses[index] ?? [],
    };
  });
  return withRouting(
    // The end of a chain says nothing but which rules were asked on the way to it.
    steps.filter(({ text, before }) => text !== END || before.length > 0),
    journey,
    packet,
  );
}

/** Steps that did something, and the jumps that led to them. */
function decisive(steps: readonly JourneyStep[]): ReadonlySet<number> {
  const kept = new Set<number>();
  let jumps: { readonly at: number; readonly chain: string }[] = [];
  let hook = '';
  steps.forEach((step, index) => {
    const { verdict, chain, rule, table } = step;
    if (`${step.hook} ${table}` !== hook) {
      jumps = [];
      hook = `${step.hook} ${table}`;
    }
    // What was jumped to and is left again leads nowhere.
    while (jumps.length > 0 && jumps.at(-1)?.chain !== chain) jumps.pop();
    const isPolicy = rule.startsWith('policy ');
    const acts = ACTIONS.test(verdict) && !(isPolicy && verdict === 'ACCEPT');
    const returns = verdict === 'RETURN' && rule !== END && rule !== '-j RETURN' && rule !== '';
    if (acts || returns) {
      kept.add(index);
      for (const { at } of jumps) kept.add(at);
    } else if (verdict !== '' && verdict !== 'RETURN' && !isPolicy) jumps.push({ at: index, chain: verdict });
  });
  return kept;
}

/** Between PREROUTING and what follows the kernel decides whether the packet is for the host itself. */
function withRouting(steps: readonly AnswerStep[], journey: Path['journey'], packet: string): readonly AnswerStep[] {
  const { hooks } = journey;
  if (hooks[0] !== 'PREROUTING' || hooks[1] === undefined) return steps;
  const at = steps.findIndex(({ hook }) => hook !== 'PREROUTING');
  const next = at < 0 ? undefined : steps[at];
  const destination = (next?.destination ?? journey.destinationOut).replace(/:\d+$/, '');
  const forwards = hooks[1] === 'FORWARD';
  const text = forwards
    ? `routed: ${destination} is reached by ${next?.out || journey.out || 'another interface'}`
    : `${destination} is the host’s own address: INPUT, not FORWARD`;
  const step: AnswerStep = {
    backend: 'kernel',
    table: '',
    chain: '',
    rule: 0,
    text,
    packet,
    hook: hooks[1],
    verdict: forwards ? 'FORWARD' : 'INPUT',
    in: journey.in,
    out: forwards ? (next?.out ?? journey.out) : '',
    source: next?.source ?? journey.source,
    destination: next?.destination ?? journey.destinationOut,
    decided: true,
    packets: 0,
    bytes: 0,
    before: [],
  };
  return at < 0 ? [...steps, step] : [...steps.slice(0, at), step, ...steps.slice(at)];
}
