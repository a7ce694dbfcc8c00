/** Counters of a namespace's tables as rows, and the difference between two such lists. */
import type { Counters, RuleTable } from '../../netfilter';

/** A rule's counters, or with index 0 those of its chain's policy. */
export interface CounterRow {
  /** The rule's table: `nat`, or of nf_tables `ip docker-bridges`. */
  readonly table: RuleTable;
  /** The rule's chain. */
  readonly chain: string;
  /** 1-based as `iptables --line-numbers` counts; 0 is the chain's policy. nft counts rules alike, but has no counters of policies. */
  readonly index: number;
  /** As `iptables-save` writes it, without `-A CHAIN`, or as `nft -s` lists it; `policy ACCEPT`, or `policy -` for a user chain. */
  readonly rule: string;
  /** Packets that it counted, above `Number.MAX_SAFE_INTEGER` the nearest number; of a delta, what it grew by. */
  readonly packets: number;
  /** Their IP total lengths together, in bytes, above `Number.MAX_SAFE_INTEGER` the nearest number; of a delta, what it grew by. */
  readonly bytes: number;
  /** All packets that it counted, where they are above `Number.MAX_SAFE_INTEGER`: somebody set them. */
  readonly exactPackets?: bigint;
  /** All bytes that it counted, where they are above `Number.MAX_SAFE_INTEGER`. */
  readonly exactBytes?: bigint;
}

/** What a request added to a rule. */
export interface CounterDelta extends CounterRow {
  /** Packets before the request; `packets` and `bytes` are the growth. */
  readonly packetsBefore: number;
  /** Bytes before the request. */
  readonly bytesBefore: number;
  /** Packets after the request. */
  readonly packetsAfter: number;
  /** Bytes after the request. */
  readonly bytesAfter: number;
}

/** The part of a row that counts. */
export type Counts = Pick<CounterRow, 'packets' | 'bytes' | 'exactPackets' | 'exactBytes'>;

/** Counters as a row has them. */
export function countsOf({ packets, bytes }: Counters): Counts {
  return {
    packets: Number(packets),
    bytes: Number(bytes),
    ...(packets > Number.MAX_SAFE_INTEGER && { exactPackets: packets }),
    ...(bytes > Number.MAX_SAFE_INTEGER && { exactBytes: bytes }),
  };
}

/** What grew from one reading to the next. Rows are told apart by table, chain and place in it; a row that is new counts from 0. */
export function counterDeltas(before: readonly CounterRow[], after: readonly CounterRow[]): readonly CounterDelta[] {
  const earlier = new Map(before.map((row) => [keyOf(row), row]));
  return after
    .map((row) => {
      const old = earlier.get(keyOf(row));
      const previous: Counts = old?.rule === row.rule ? old : { packets: 0, bytes: 0 };
      return {
        ...row,
        packets: difference(previous.exactPackets ?? previous.packets, row.exactPackets ?? row.packets),
        bytes: difference(previous.exactBytes ?? previous.bytes, row.exactBytes ?? row.bytes),
        packetsBefore: previous.packets,
        bytesBefore: previous.bytes,
        packetsAfter: row.packets,
        bytesAfter: row.bytes,
      };
    })
    .filter(({ packets, bytes }) => packets !== 0 || bytes !== 0);
}

/** Counters of 64 bits begin again at 0 behind the last: what they grew by is exact all the same. */
function difference(before: bigint | number, after: bigint | number): number {
  if (typeof before === 'number' && typeof after === 'number') return after - before;
  return Number(BigInt.asIntN(64, BigInt(after) - BigInt(before)));
}

function keyOf({ table, chain, index }: CounterRow): string {
  return `${table} ${chain} ${index}`;
}
