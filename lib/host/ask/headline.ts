/** The first line of an answer. */
import { formatIpv4 } from '../../packet';
import type { HostMachines } from '../build';
import type { UndecidedRule } from './answer';
import { nameOf } from './fate';
import { fateWords } from './fateWords';
import { detourOf, isKnownFlow } from './notes';
import { isReply, packetName } from './packetWords';
import type { Path } from './pathRecorder';
import type { FirstAnswer } from './why';

/** Who asked whom, and what became of it. */
export function headline(first: FirstAnswer, machines: HostMachines): string {
  const { fate, ending, exchange, seen } = first;
  const who = `${senderOf(first, machines)} -> ${receiverText(first)}`;
  if (exchange.outcome === undefined && fate === 'delivered') return `${who}: ${unchanged(ending.path)}`;
  const says = fate === 'delivered' || seen === '' ? '' : ` (the program says “${seen}”)`;
  return `${who}: ${fateWords(first, packetOf(first, machines))}${says}${oddity(first, machines)}.`;
}

/** What is odd about a request that was delivered. */
function oddity({ fate, exchange }: FirstAnswer, machines: HostMachines): string {
  if (fate !== 'delivered') return '';
  const detour = detourOf(exchange.paths, machines);
  if (detour !== undefined)
    return `; but the answer leaves by ${detour.leaves}, not by ${detour.came} where the request came in`;
  const rule = ruleTooLate(exchange, machines);
  return rule === undefined ? '' : `; not by DNAT: the flow is older than ${rule}`;
}

/** The DNAT rule of a published port, where a known flow goes past it. */
function ruleTooLate({ paths, resolved }: FirstAnswer['exchange'], machines: HostMachines): string | undefined {
  const first = paths.find(({ journey }) => journey.namespace === machines.host.net.name);
  if (first === undefined || first.journey.translations.length > 0 || !isKnownFlow(resolved, first, machines))
    return undefined;
  const rules = machines.host.net.netfilter.tables.get('nat')?.chains.get('DOCKER')?.rules ?? [];
  const port = new RegExp(`-p ${resolved.protocol} .*--dport ${resolved.to.port} .*-j DNAT`);
  const at = rules.findIndex((rule) => port.test(machines.rules.texts.get(rule)?.text ?? ''));
  return at < 0 ? undefined : `nat DOCKER ${at + 1}`;
}

/**
 * What makes the answer unsure: rules that it came to and that are not modelled. `…, unless rule 7 of filter INPUT (\`-m geoip …\`)
 * matches: then dropped`.
 */
export function doubtOf(unknown: readonly UndecidedRule[]): string {
  const doubts = unknown.filter(
    ({ asked, conditional, changes, rule }) => asked && (changes !== undefined || !conditional || rule === 0),
  );
  const [one] = doubts;
  if (one === undefined) return '';
  const which = one.rule > 0 ? `rule ${one.rule}` : one.chain === '' ? 'what stands' : 'the line';
  const place = `${which} ${one.rule > 0 || one.chain !== '' ? 'of' : 'in'} ${one.table} ${one.chain}`.trimEnd();
  const where = `${place} (\`${one.text}\`)`;
  const more = doubts.length === 1 ? '' : ` ${doubts.length - 1} more are not known, see below.`;
  if (one.changes === undefined) return ` What ${where} does is not known.${more}`;
  return ` Unless ${where} matches: then ${one.changes}.${more}`;
}

/** Of which packet it is told: nothing for the first of the request. */
function packetOf({ ending: { path }, exchange }: FirstAnswer, machines: HostMachines): string {
  const first = exchange.paths.find(({ journey }) => journey.namespace === machines.host.net.name);
  if (path === undefined || first === undefined || path === first) return '';
  if (path.journey.namespace !== machines.host.net.name && !isReply(path, first)) return '';
  const { connected = false } = exchange.outcome ?? {};
  const passed = connected ? 'the handshake passes, but ' : isReply(path, first) ? 'the request passes, but ' : '';
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
