/** The answer in five lines: what happened, what decided it, and what would change it. */
import type { HostMachines } from '../build';
import type { AnswerStep, Remedy, UndecidedRule } from './answer';
import { doubtOf, headline } from './headline';
import type { FirstAnswer } from './why';

const MOST_LINES = 5;

/** The first is the fate; the others are numbered. */
export function answerLines(
  first: FirstAnswer,
  remedies: readonly Remedy[],
  unknown: readonly UndecidedRule[],
  machines: HostMachines,
): readonly string[] {
  const [best] = remedies;
  const last = best === undefined ? [] : [remedyLine(best)];
  const told = chosen(mergedSteps(first), first.notes, MOST_LINES - 1 - last.length);
  return [
    `${headline(first, machines)}${doubtOf(unknown)}`,
    ...[...told, ...last].map((line, index) => `${index + 1}. ${line}`),
  ];
}

/** How it began, what decided it, and what is worth knowing; what is left of the room goes to the steps before the last. */
function chosen(steps: readonly string[], notes: readonly string[], room: number): readonly string[] {
  const told = [...new Set(steps)];
  const some = notes.slice(0, Math.max(1, room - told.length));
  const most = room - some.length;
  const [first = ''] = told;
  const kept = told.length <= most ? told : [first, ...told.slice(told.length - most + 1)];
  return [...kept, ...some];
}

/** `nat PREROUTING 1 -> DOCKER 1 \`-i docker0 -j RETURN\` [+1, 60]`; jumps stand before what they led to. */
function mergedSteps({ steps }: FirstAnswer): readonly string[] {
  const lines: string[] = [];
  let jumps: string[] = [];
  const packets = new Set(steps.map(({ packet }) => packet));
  for (const step of steps.filter(({ decided }) => decided)) {
    if (step.backend === 'kernel') {
      // Where it was another packet that was decided about, the way of the first is no news.
      if (step.verdict === 'INPUT' && packets.size === 1) lines.push(`${step.text}.`);
      continue;
    }
    const place = `${jumps.length === 0 ? `${step.table} ` : ''}${step.chain} ${step.rule === 0 ? 'policy' : step.rule}`;
    if (isJump(step, steps)) {
      jumps.push(place);
      continue;
    }
    const path = [...jumps, place].join(' -> ');
    jumps = [];
    lines.push(
      `${withPacket(step, packets)}${path} \`${step.text}\` [+1, ${step.bytes}]${ownBridge(step)}${missed(step)}.`,
    );
  }
  return lines;
}

function withPacket({ packet }: AnswerStep, packets: ReadonlySet<string>): string {
  return packets.size > 1 ? `${packet}: ` : '';
}

function isJump({ verdict, table }: AnswerStep, steps: readonly AnswerStep[]): boolean {
  return steps.some((step) => step.chain === verdict && step.table === table);
}

/** Docker's rule for what comes by the bridge of the container itself. */
function ownBridge({ table, verdict, text }: AnswerStep): string {
  if (table !== 'nat' || verdict !== 'RETURN' || !/^-i \S+ -j RETURN$/.test(text)) return '';
  return ': what comes by this bridge is not translated, docker-proxy is to answer it';
}

/** Why the rules before it did not match, if that says something. */
function missed({ before, verdict }: AnswerStep): string {
  if (before.length === 0 || !/^(?:DROP|REJECT)/.test(verdict)) return '';
  const [first, last] = [before[0]?.rule, before.at(-1)?.rule];
  const which = first === last ? `rule ${first}` : `rules ${first}-${last}`;
  const reasons = before.slice(0, 4).map(({ rule, why }) => `${rule}: ${why}`);
  return `; ${which} did not match (${reasons.join('; ')}${before.length > 4 ? ' …' : ''})`;
}

function remedyLine({ command, tried, to, closes, opens }: Remedy): string {
  const side = [
    ...(opens.length > 0 ? [`it also opens ${opens.join(', ')}`] : []),
    ...(closes.length > 0 ? [`it also closes ${closes.join(', ')}`] : []),
  ];
  const commands = command.split('\n').map((line) => `\`${line}\``);
  if (tried !== 'delivered')
    return `Would be stopped by ${commands.join(' and ')} (tried on a copy: ${tried}${side.map((one) => `; ${one}`).join('')}).`;
  const fate = to === undefined ? tried : `${tried} to ${to}`;
  return `Tried on a copy: ${commands.join(' and ')}: ${fate}${side.length === 0 ? '' : `; ${side.join('; ')}`}.`;
}
