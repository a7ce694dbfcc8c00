/** The answer in five lines: what happened, what decided it, and what would change it. */
import { formatIpv4 } from '../../packet';
import type { HostMachines, UnknownRule } from '../build';
import type { AnswerStep, FateKind, Remedy } from './answer';
import { nameOf } from './fate';
import { fateWords } from './fateWords';
import type { Path } from './pathRecorder';
import { type FirstAnswer, isReply, packetName } from './why';

const MOST_LINES = 5;

/** The first is the fate; the others are numbered. */
export function answerLines(
  first: FirstAnswer,
  remedies: readonly Remedy[],
  unknown: readonly (UnknownRule & { readonly changes?: FateKind })[],
  machines: HostMachines,
): readonly string[] {
  const unsure = unknown.find(({ changes }) => changes !== undefined);
  const doubt =
    unsure === undefined
      ? ''
      : ` Unless rule ${unsure.rule} of ${unsure.table} ${unsure.chain} (\`${unsure.text}\`) matches: then ${unsure.changes}.`;
  const head = `${headline(first, machines)}${doubt}`;
  const [best] = remedies;
  const last = best === undefined ? [] : [remedyLine(best)];
  const told = [...mergedSteps(first), ...first.notes].filter((line, index, all) => all.indexOf(line) === index);
  const room = MOST_LINES - 1 - last.length;
  return [head, ...[...choose(told, room), ...last].map((line, index) => `${index + 1}. ${line}`)];
}

/** What is nearest to the end says the most; the first step says how it began. */
function choose(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const [first = ''] = lines;
  return [first, ...lines.slice(lines.length - room + 1)];
}

function headline(first: FirstAnswer, machines: HostMachines): string {
  const { fate, ending, exchange, seen } = first;
  const who = `${senderOf(first, machines)} -> ${receiverText(first)}`;
  if (exchange.outcome === undefined && fate === 'delivered') return `${who}: ${unchanged(ending.path)}`;
  const says = fate === 'delivered' || seen === '' ? '' : ` (the program says “${seen}”)`;
  return `${who}: ${fateWords(first, packetOf(first, machines))}${says}.`;
}

/** Of which packet it is told: nothing for the first of the request. */
function packetOf({ ending: { path }, exchange }: FirstAnswer, machines: HostMachines): string {
  const first = exchange.paths.find(({ journey }) => journey.namespace === machines.host.net.name);
  if (path === undefined || first === undefined || path === first) return '';
  if (path.journey.namespace !== machines.host.net.name && !isReply(path, first)) return '';
  const passed = isReply(path, first) ? 'the request passes, but ' : '';
  return `${passed}the ${packetName(path)} is `;
}

function senderOf({ exchange: { resolved }, question }: FirstAnswer, machines: HostMachines): string {
  const { from } = resolved;
  if (from.kind === 'host') return 'the host';
  const port = from.port === 0 ? '' : `:${from.port}`;
  if (from.kind === 'container') return `${nameOf(machines, from.place.name)}${port}`;
  const address = from.address === undefined ? question.from : formatIpv4(from.address);
  return `${address}${port} (in by ${from.uplink})`;
}

function receiverText({ exchange: { resolved } }: FirstAnswer): string {
  const { to, protocol } = resolved;
  return `${formatIpv4(to.address)}${protocol === 'icmp' ? '' : `:${to.port}`}/${protocol}`;
}

function unchanged(path: Path | undefined): string {
  if (path === undefined) return 'not seen.';
  const { journey } = path;
  const { source, sourceOut, destination, destinationOut, fate } = journey;
  const where = fate.kind === 'transmitted' ? `leaves by ${fate.device}` : 'is taken by the host';
  if (source === sourceOut && destination === destinationOut)
    return `the ${packetName(path)} ${where} UNCHANGED, source ${source.replace(/:\d+$/, '')}.`;
  return `the ${packetName(path)} ${where} as ${sourceOut} -> ${destinationOut}.`;
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
    lines.push(`${withPacket(step, packets)}${path} \`${step.text}\` [+1, ${step.bytes}]${missed(step)}.`);
  }
  return lines;
}

function withPacket({ packet }: AnswerStep, packets: ReadonlySet<string>): string {
  return packets.size > 1 ? `${packet}: ` : '';
}

function isJump({ verdict, table }: AnswerStep, steps: readonly AnswerStep[]): boolean {
  return steps.some((step) => step.chain === verdict && step.table === table);
}

/** Why the rules before it did not match, if that says something. */
function missed({ before, verdict }: AnswerStep): string {
  if (before.length === 0 || !/^(?:DROP|REJECT)/.test(verdict)) return '';
  const [first, last] = [before[0]?.rule, before.at(-1)?.rule];
  const which = first === last ? `rule ${first}` : `rules ${first}-${last}`;
  const reasons = before.slice(0, 4).map(({ rule, why }) => `${rule}: ${why}`);
  return `; ${which} did not match (${reasons.join('; ')}${before.length > 4 ? ' …' : ''})`;
}

function remedyLine({ command, tried, closes, opens }: Remedy): string {
  const side = [
    ...(opens.length > 0 ? [`it also opens ${opens.join(', ')}`] : []),
    ...(closes.length > 0 ? [`it also closes ${closes.join(', ')}`] : []),
  ];
  const commands = command.split('\n').map((line) => `\`${line}\``);
  return `Tried on a copy: ${commands.join(' and ')}: ${tried}${side.length === 0 ? '' : `; ${side.join('; ')}`}.`;
}
