/** How many packets and new flows a second go through a simulated host. */

import { Bench } from 'tinybench';
import { PacketCapture } from '../../lib/dist/lab';
import { JourneyRecorder } from '../../lib/dist/lab/observe/recorder';
import type { BenchHost } from './host';
import { Traffic } from './traffic';

/** Packets or flows of one sample: what is kept of recordings and of connections is thrown away between samples. */
const BURST = 2000;
/** Of one measurement, in ms; and before it, to let the compiler finish. */
const TIME = 2000;
const WARM_UP = 1000;

/** A second's worth, and what a sample's spread says of it: half of the 95 % confidence interval of the mean. */
export interface Rate {
  readonly perSecond: number;
  readonly plusMinus: number;
}

export interface Rates {
  readonly established: Rate;
  readonly recorded: Rate;
  readonly newFlows: Rate;
}

export async function measure(host: BenchHost): Promise<Rates> {
  const traffic = new Traffic(host);
  const [port = 0] = host.ports;
  const reopen = () => {
    traffic.forget();
    traffic.open(port);
  };
  const source = traffic.open(port);
  const exchange = () => traffic.exchange(port, source, BURST / 2);
  return {
    established: await rate(exchange, reopen),
    recorded: await rate(() => recorded(host, exchange), reopen),
    newFlows: await rate(
      () => traffic.begin(BURST),
      () => traffic.forget(),
    ),
  };
}

/** With what `observe` writes down: the host's journeys, and what each interface of each place carried. */
function recorded({ machines }: BenchHost, work: () => void): void {
  const recorder = new JourneyRecorder([machines.host.net]);
  const capture = new PacketCapture(machines.namespaces);
  recorder.start();
  capture.start();
  work();
  recorder.stop();
  capture.stop();
}

async function rate(work: () => void, beforeEach: () => void): Promise<Rate> {
  const bench = new Bench({
    now: cpuTime,
    time: TIME,
    iterations: 5,
    warmupTime: WARM_UP,
    warmupIterations: 5,
    throws: true,
  });
  bench.add('burst', work, { beforeEach });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error('a measurement did not come to its end');
  // Of the mean time, not the mean of rates: the collector's work, which falls on few samples, counts in full.
  const { mean, rme } = task.result.latency;
  const perSecond = (BURST / mean) * 1000;
  return { perSecond, plusMinus: (perSecond * rme) / 100 };
}

/** What this process has used of processors, in ms: other programs on the machine do not count, the collector's threads do. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
