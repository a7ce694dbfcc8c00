/** Counters of a namespace's tables as rows, and the difference between two such lists. */
import type { TableName } from '../../netfilter';

/** A rule's counters, or with index 0 those of its chain's policy. */
export interface CounterRow {
  /** The rule's table. */
  readonly table: TableName;
  /** The rule's chain. */
  readonly chain: string;
  /** 1-based as `iptables --line-numbers` counts; 0 is the chain's policy. */
  readonly index: number;
  /** As `iptables-save` writes it, without `-A CHAIN`; `policy ACCEPT`, or `policy -` for a user chain. */
  readonly rule: string;
  /** Packets that it counted; of a delta, what it grew by. */
  readonly packets: number;
  /** Their IP total lengths together, in bytes; of a delta, what it grew by. */
  readonly bytes: number;
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

/** What grew from one reading to the next. Rows are told apart by table, chain and place in it; a row that is new counts from 0. */
export function counterDeltas(before: readonly CounterRow[], after: readonly CounterRow[]): readonly CounterDelta[] {
  const earlier = new Map(before.map((row) => [keyOf(row), row]));
  return after
    .map((row) => {
      const old = earlier.get(keyOf(row));
      const packetsBefore = old?.rule === row.rule ? old.packets : 0;
      const bytesBefore = old?.rule === row.rule ? old.bytes : 0;
      return {
        ...row,
        packets: row.packets - packetsBefore,
        bytes: row.bytes - bytesBefore,
        packetsBefore,
        bytesBefore,
        packetsAfter: row.packets,
        bytesAfter: row.bytes,
      };
    })
    .filter(({ packets, bytes }) => packets !== 0 || bytes !== 0);
}

function keyOf({ table, chain, index }: CounterRow): string {
  return `${table} ${chain} ${index}`;
}
