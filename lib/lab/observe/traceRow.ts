/** A packet's way through a host in the words of the TRACE target: simulated and real ones compare alike. */
import type { Journey } from './journey';

export interface TraceRow {
  /** '' where there is none. */
  readonly in: string;
  readonly out: string;
  readonly source: string;
  readonly destination: string;
  readonly sourceOut: string;
  readonly destinationOut: string;
  readonly protocol: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Of TCP, as tcpdump prints them. */
  readonly flags: string;
  readonly length: number;
  readonly ttl: number;
  readonly ttlOut: number;
  /** `table:chain:rule|return|policy:number` */
  readonly path: readonly string[];
}

/** The addresses and ports are those that it entered with, `sourceOut` and `destinationOut` those of the last step. */
export function traceRow(journey: Journey): TraceRow {
  const last = journey.steps.at(-1);
  const [source, sourcePort] = endpoint(journey.source);
  const [destination, destinationPort] = endpoint(journey.destination);
  return {
    in: journey.in,
    source,
    destination,
    protocol: journey.protocol,
    length: journey.length,
    ttl: journey.ttl,
    path: journey.steps.map(({ table, chain, event, number }) => `${table}:${chain}:${event}:${number}`),
    sourcePort,
    destinationPort,
    flags: journey.flags,
    out: last?.out ?? '',
    sourceOut: endpoint(last?.source)[0],
    destinationOut: endpoint(last?.destination)[0],
    ttlOut: journey.ttlOut,
  };
}

function endpoint(text = ''): readonly [string, number] {
  const [address = '', port = '0'] = text.split(':');
  return [address, Number(port)];
}
