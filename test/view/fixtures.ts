/** What was measured on the real kernel, in the rows that pictures are drawn from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CounterDelta, CounterRow } from '../../lib/lab/observe/counters';
import type { Journey } from '../../lib/lab/observe/journey';
import type { Topology } from '../../lib/lab/topology';

export interface Access {
  readonly deltas: readonly CounterDelta[];
  readonly counters: readonly CounterRow[];
  readonly journeys: readonly Journey[];
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, 'fixtures', `${name}.json`), 'utf8'));

export const clientToNg1 = read('client-to-ng1') as Access;
export const clientToNg1NoProxy = read('client-to-ng1-no-proxy') as Pick<Access, 'deltas'>;
export const ng1ToHostPort = read('ng1-to-host-port') as Access;
export const ng2ToNg1Isolated = read('ng2-to-ng1-isolated') as Pick<Access, 'deltas' | 'journeys'>;
export const topologies = read('topology') as { readonly before: Topology; readonly after: Topology };

/** Text that must never become markup. */
export const hostile = `<script>alert("x")</script> ]]> 'q' & $y$ <b>`;
