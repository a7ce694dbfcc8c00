/** Loads what drawing needs before it is needed: a second or two now instead of at the first chart. */
import type { CounterDelta } from '../lab/counters';
import { deltaChart } from './deltaChart';
import { startPng } from './png';

const count = { pkts: 1, bytes: 60, pktsBefore: 0, bytesBefore: 0, pktsAfter: 1, bytesAfter: 60 };

let loaded = false;

/** For the start of a notebook, where one waits anyway. Further calls do nothing. */
export function preload(): void {
  if (loaded) return;
  loaded = true;
  startPng();
  // A chart like those to come, so that the compiler has seen what they need.
  const deltas = Array.from({ length: 12 }, (_, index): CounterDelta => {
    return { table: index < 6 ? 'nat' : 'filter', chain: 'FORWARD', index: index + 1, rule: '-j ACCEPT', ...count };
  });
  deltaChart(deltas, { title: 'Loading' }).toPng();
}
