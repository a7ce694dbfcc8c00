/** Puts the lines that the TRACE target logged together to packets' ways. */
import type { TraceRow } from '../lab';
import { formatIpv4, formatTcpFlags, type NflogPacket } from '../packet';

interface Draft {
  readonly steps: { readonly step: string; readonly packet: NflogPacket }[];
  /** It is still in the raw table. */
  open: boolean;
}

const AF_INET = 2;
const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/** Ways in the order in which they began; `device` names a device of the host by its number. IPv6 is left out. */
export function traceRows(packets: readonly NflogPacket[], device: (ifindex: number) => string): readonly TraceRow[] {
  const drafts: Draft[] = [];
  const latest = new Map<string, Draft>();
  for (const packet of packets) {
    const [, step] = /^TRACE: (\S+)/.exec(packet.prefix) ?? [];
    if (step === undefined || packet.family !== AF_INET || packet.payload.length < 20) continue;
    const key = keyOf(packet.payload);
    // The rule that traces sees a packet again that is known already, as at loopback.
    if (/^raw:(PREROUTING|OUTPUT):rule:1$/.test(step)) continue;
    const raw = step.startsWith('raw:');
    const last = latest.get(key);
    // Every way begins in the raw table, where the rule is that makes it known. Two processors log in turns.
    const draft = raw && last?.open !== true ? undefined : last;
    const entry = { step: raw ? withoutTraceRule(step) : step, packet };
    const open = raw && !step.includes(':policy:');
    if (draft === undefined) {
      const begun = { steps: [entry], open };
      drafts.push(begun);
      latest.set(key, begun);
    } else {
      draft.steps.push(entry);
      draft.open = open;
    }
  }
  return drafts.map(({ steps }) => row(steps, device));
}

/** What neither NAT nor routing changes. */
function keyOf(payload: Uint8Array): string {
  const headerLength = (payload[0]! & 15) * 4;
  const [length, id] = [word(payload, 2), word(payload, 4)];
  // A TCP header from the sequence number to the flags; of others the length of UDP, or ICMP's type and code.
  const transport = payload[9] === 6 ? payload.subarray(headerLength + 4, headerLength + 14) : [];
  return [payload[9], length, id, ...transport].join(' ');
}

/** The rule that traces is the first of its chain. */
function withoutTraceRule(step: string): string {
  if (!/^raw:(PREROUTING|OUTPUT):/.test(step)) return step;
  return step.replace(/\d+$/, (number) => String(Number(number) - 1));
}

function row(steps: Draft['steps'], device: (ifindex: number) => string): TraceRow {
  const [first, last] = [steps[0]!.packet, steps.at(-1)!.packet];
  const name = (ifindex: number) => (ifindex === 0 ? '' : device(ifindex));
  const { payload } = first;
  const headerLength = (payload[0]! & 15) * 4;
  const hasPorts = payload[9] === 6 || payload[9] === 17;
  return {
    iif: name(first.indev),
    src: address(payload, 12),
    dst: address(payload, 16),
    proto: PROTOCOLS[payload[9]!] ?? String(payload[9]),
    ipLen: word(payload, 2),
    ttl: payload[8]!,
    path: steps.map(({ step }) => step),
    sport: hasPorts ? word(payload, headerLength) : 0,
    dport: hasPorts ? word(payload, headerLength + 2) : 0,
    flags: payload[9] === 6 ? formatTcpFlags(payload[headerLength + 13]!) : '',
    oif: name(last.outdev),
    srcOut: address(last.payload, 12),
    dstOut: address(last.payload, 16),
    ttlOut: last.payload[8]!,
  };
}

function word(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! * 256 + bytes[offset + 1]!;
}

function address(bytes: Uint8Array, offset: number): string {
  return formatIpv4(word(bytes, offset) * 65536 + word(bytes, offset + 2));
}
