/** Properties of byte streams over cables that lose frames. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accept, connectTcp, type Process, pause, read, type Thread, waitForExit, write } from '../../../lib/machine';
import { Random, SECOND } from '../../../lib/network';
import { filterReceived, listen, type Pair, pair, RIGHT, record, segmentOf, start } from '../pair';

/** Seconds after which a transfer counts as stuck. Chance may lose ten repetitions in a row, two minutes apart: tcp_retries2 are fifteen. */
const STUCK_AFTER = 36_000;

interface Transfer {
  readonly writes: readonly number[];
  readonly latency: number;
  /** Between reads, in µs. */
  readonly readEvery: number;
  /** Of a hundred frames with TCP in them. */
  readonly lost: number;
  readonly seed: number;
}

const transfers: fc.Arbitrary<Transfer> = fc.record({
  writes: fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 }),
  latency: fc.integer({ min: 1, max: 50_000 }),
  readEvery: fc.integer({ min: 0, max: 300_000 }),
  lost: fc.constantFrom(0, 0, 2, 10, 25),
  seed: fc.integer({ min: 0, max: 0xffff }),
});

interface Result {
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
  readonly packets: readonly string[];
  readonly ended: boolean;
}

function transfer({ writes, latency, readEvery, lost, seed }: Transfer): Result {
  const network = pair(latency, seed);
  const loss = new Random(seed + 1);
  for (const device of [network.leftDevice, network.rightDevice])
    filterReceived(device, (frame) => segmentOf(frame) === undefined || loss.below(100) >= lost);
  const packets = record(network);
  const sent = content(
    writes.reduce((sum, length) => sum + length, 0),
    seed,
  );
  const received: Uint8Array[] = [];
  const receiver = start(network.right, (process) => receiveAll(process, network, readEvery, received));
  start(network.left, (process) => sendAll(process, writes, sent));
  network.clock.runUntil(() => !receiver.running, STUCK_AFTER * SECOND);
  const texts = packets.map(({ at, text }) => `${at} ${text}`);
  return {
    sent,
    received: Uint8Array.from(received.flatMap((part) => [...part])),
    packets: texts,
    ended: !receiver.running,
  };
}

function content(length: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

function* sendAll(process: Process, writes: readonly number[], data: Uint8Array): Thread {
  const socket = yield* connectTcp(process, RIGHT, 80);
  if (typeof socket === 'string') return 1;
  let from = 0;
  for (const length of writes) {
    yield* write(process, socket, data.subarray(from, from + length));
    from += length;
  }
  return 0;
}

function* receiveAll(process: Process, network: Pair, every: number, into: Uint8Array[]): Thread {
  const listener = process.hold(listen(network));
  const socket = yield* accept(process, listener);
  for (;;) {
    const data = yield* read(process, socket);
    if (typeof data === 'string') return 1;
    if (data.length === 0) return 0;
    into.push(data);
    if (every > 0) yield* pause(process, every);
  }
}

test('a stream of bytes arrives unchanged, whatever is written, read and lost', () => {
  fc.assert(
    fc.property(transfers, (sizes) => {
      const { sent, received, ended } = transfer(sizes);
      expect(ended).toBe(true);
      expect(received.length).toBe(sent.length);
      expect(Buffer.compare(received, sent)).toBe(0);
    }),
    { numRuns: 100 },
  );
}, 60_000);

test('the same seed gives the same packets at the same times', () => {
  fc.assert(
    fc.property(transfers, (sizes) => {
      expect(transfer(sizes).packets).toEqual(transfer(sizes).packets);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('the program that waits for another goes on when that has ended', () => {
  const { left, clock } = pair();
  const child = start(left, function* (process) {
    yield* pause(process, SECOND);
    return 3;
  });
  const parent = start(left, (process) => waitForExitOf(process, child));
  clock.advance(2 * SECOND);
  expect(parent.exitCode).toBe(3);
});

function* waitForExitOf(_process: Process, child: Process): Thread {
  return yield* waitForExit(child);
}
