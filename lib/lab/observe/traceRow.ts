/** A packet's way through a host in the words of the TRACE target: simulated and real ones compare alike. */
import type { Journey } from './journey';

export interface TraceRow {
  /** '' where there is none. */
  readonly iif: string;
  readonly oif: string;
  readonly src: string;
  readonly dst: string;
  readonly srcOut: string;
  readonly dstOut: string;
  readonly proto: string;
  readonly sport: number;
  readonly dport: number;
  /** Of TCP, as tcpdump prints them. */
  readonly flags: string;
  readonly ipLen: number;
  readonly ttl: number;
  readonly ttlOut: number;
  /** `table:chain:rule|return|policy:number` */
  readonly path: readonly string[];
}

/** The addresses and ports are those that it entered with, `srcOut` and `dstOut` those of the last step. */
export function traceRow(journey: Journey): TraceRow {
  const last = journey.steps.at(-1);
  const [src, sport] = endpoint(journey.source);
  const [dst, dport] = endpoint(journey.destination);
  return {
    iif: journey.in,
    src,
    dst,
    proto: journey.protocol,
    ipLen: journey.length,
    ttl: journey.ttl,
    path: journey.steps.map(({ table, chain, event, number }) => `${table}:${chain}:${event}:${number}`),
    sport,
    dport,
    flags: journey.flags,
    oif: last?.out ?? '',
    srcOut: endpoint(last?.source)[0],
    dstOut: endpoint(last?.destination)[0],
    ttlOut: journey.ttlOut,
  };
}

function endpoint(text = ''): readonly [string, number] {
  const [address = '', port = '0'] = text.split(':');
  return [address, Number(port)];
}
