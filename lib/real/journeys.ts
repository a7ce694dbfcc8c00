/** Puts the lines that the kernel logs about traced packets together to their paths. */
import type { TraceRow } from '../lab';
import { formatIpv4, formatTcpFlags, type NflogPacket } from '../packet';

interface Step {
  readonly step: string;
  readonly packet: NflogPacket;
}

interface Draft {
  /** As it came in or was sent. */
  readonly first: NflogPacket;
  readonly steps: Step[];
  /** How many paths of copies were taken out of it. */
  copies: number;
}

/** Which hooks may follow one, and the tables of each in their order. */
const NEXT_HOOKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['PREROUTING', ['INPUT', 'FORWARD', 'POSTROUTING']],
  ['OUTPUT', ['POSTROUTING']],
  ['FORWARD', ['POSTROUTING']],
  ['INPUT', []],
  ['POSTROUTING', []],
]);
const TABLES = { INPUT: ['mangle', 'filter', 'nat'], others: ['raw', 'mangle', 'nat', 'filter'] } as const;

/** What is logged before the first table sees a packet. */
const BEGIN = 'begin:';
const AF_INET = 2;
const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/** Paths in the order in which they began; `device` names a device of the host by its number. IPv6 is left out. */
export function traceRows(packets: readonly NflogPacket[], device: (ifindex: number) => string): readonly TraceRow[] {
  const drafts: Draft[] = [];
  const open = new Map<string, Draft[]>();
  for (const packet of packets) {
    const [, step] = /^TRACE: (\S+)/.exec(packet.prefix) ?? [];
    if (step === undefined || packet.family !== AF_INET || packet.payload.length < 20) continue;
    const key = keyOf(packet.payload);
    const paths = open.get(key) ?? [];
    open.set(key, paths);
    let draft = paths.at(-1);
    if (draft === undefined || step.startsWith(BEGIN)) {
      draft = { first: packet, steps: [], copies: 0 };
      drafts.push(draft);
      paths.push(draft);
    }
    if (step.startsWith(BEGIN)) continue;
    // What came back in by loopback has been delivered: the step is the other's.
    let other = paths.at(-2);
    while (other !== undefined && isDelivered(draft) && !follows(draft.steps, step)) {
      paths.pop();
      draft = other;
      other = paths.at(-2);
    }
    if (!follows(draft.steps, step)) {
      draft.copies += 1;
      const steps = takeCopy(draft.steps);
      drafts.splice(drafts.indexOf(draft) + draft.copies, 0, { first: steps[0]?.packet ?? packet, steps, copies: 0 });
    }
    draft.steps.push({ step, packet });
  }
  return drafts.flatMap((draft) => rowsOf(draft, device));
}

/** The steps in chains of the kernel's own. */
function builtinSteps(steps: readonly Step[]) {
  return steps
    .map(({ step }) => step.split(':'))
    .filter(([, chain = '']) => NEXT_HOOKS.has(chain))
    .map(([table = '', chain = '', , number]) => ({ table, chain, number: Number(number) }));
}

/** Whether the last that was seen of a packet is that the machine takes it in. */
function isDelivered({ steps }: Draft): boolean {
  return builtinSteps(steps).at(-1)?.chain === 'INPUT';
}

/** Whether one and the same packet may take this step after those. If not, they were a copy's, as of a flooded frame. */
function follows(steps: readonly Step[], step: string): boolean {
  const last = builtinSteps(steps).at(-1);
  const [table = '', chain = '', , number] = step.split(':');
  if (last === undefined || !NEXT_HOOKS.has(chain)) return true;
  if (chain !== last.chain) return NEXT_HOOKS.get(last.chain)?.includes(chain) === true;
  const order: readonly string[] = chain === 'INPUT' ? TABLES.INPUT : TABLES.others;
  return table === last.table ? Number(number) > last.number : order.indexOf(table) > order.indexOf(last.table);
}

/** What a copy did is taken away; what it shares with the packet itself stays, which leaves last (br_flood, ip_mc_output). */
function takeCopy(steps: Step[]): Step[] {
  const start = steps.findIndex(({ step }) => /^[a-z]+:(INPUT|FORWARD|POSTROUTING):/.test(step));
  return steps.splice(Math.max(start, 0));
}

/** What neither NAT nor routing changes. */
function keyOf(payload: Uint8Array): string {
  const start = transportOffset(payload);
  const protocol = byte(payload, 9);
  // A TCP header from the sequence number to the flags; of others nothing.
  const transport = protocol === 6 ? payload.subarray(start + 4, start + 14) : [];
  return [protocol, word(payload, 2), word(payload, 4), word(payload, 6), ...transport].join(' ');
}

function rowsOf({ first, steps }: Draft, device: (ifindex: number) => string): readonly TraceRow[] {
  const last = steps.at(-1)?.packet;
  if (last === undefined) return [];
  const name = (ifindex: number) => (ifindex === 0 ? '' : device(ifindex));
  const { payload } = first;
  const protocol = byte(payload, 9);
  const start = transportOffset(payload);
  // Fragments but the first have no header.
  const isFirst = (word(payload, 6) & FRAGMENT_OFFSET) === 0;
  const hasPorts = isFirst && (protocol === 6 || protocol === 17);
  const row = {
    in: name(first.indev),
    source: address(payload, 12),
    destination: address(payload, 16),
    protocol: PROTOCOLS[protocol] ?? String(protocol),
    length: word(payload, 2),
    ttl: byte(payload, 8),
    path: steps.map(({ step }) => step),
    sourcePort: hasPorts ? word(payload, start) : 0,
    destinationPort: hasPorts ? word(payload, start + 2) : 0,
    flags: isFirst && protocol === 6 ? formatTcpFlags(byte(payload, start + 13)) : '',
    out: name(last.outdev),
    sourceOut: address(last.payload, 12),
    destinationOut: address(last.payload, 16),
    ttlOut: byte(last.payload, 8),
  };
  return [row];
}

/** Bits of a fragment's place, behind its flags. */
const FRAGMENT_OFFSET = 0x1fff;

/** After as many words of 32 bits as the IP header says it has. */
function transportOffset(payload: Uint8Array): number {
  return (byte(payload, 0) & 15) * 4;
}

/** 0 behind the end: a fragment has no more than its own bytes. */
function byte(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

function word(bytes: Uint8Array, offset: number): number {
  return byte(bytes, offset) * 256 + byte(bytes, offset + 1);
}

function address(bytes: Uint8Array, offset: number): string {
  return formatIpv4(word(bytes, offset) * 65536 + word(bytes, offset + 2));
}
