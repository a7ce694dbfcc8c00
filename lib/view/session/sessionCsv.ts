/** What each request of a session added to each counter, as CSV. */
import { inKernelOrder } from '../counters/kernelOrder';
import { type Row, toCsv } from '../figure/csv';
import { type ObservedCommand, sessionRequests } from './sessionRequests';

const COLUMNS = [
  ...['request', 'command', 'exitCode', 'table', 'chain', 'index', 'rule', 'packets', 'bytes'],
  ...['packetsBefore', 'packetsAfter', 'bytesBefore', 'bytesAfter'],
];

/** A row for each rule and policy of the host that grew: the request's number and command, the counter, and its growth. */
export function sessionCsv(commands: readonly ObservedCommand[]): string {
  const rows = sessionRequests(commands).flatMap(({ number, line, observation: { outcome, deltas } }) =>
    inKernelOrder(deltas).map((delta): Row => {
      const { table, chain, index, rule, packets, bytes } = delta;
      const { packetsBefore, packetsAfter, bytesBefore, bytesAfter } = delta;
      const counted = { packets, bytes, packetsBefore, packetsAfter, bytesBefore, bytesAfter };
      return { request: number, command: line, exitCode: outcome.exitCode, table, chain, index, rule, ...counted };
    }),
  );
  return toCsv(rows, COLUMNS);
}
