/** The line that tells of work which takes long. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { describeCommand, WaitingLine } from '../../lib/cli/waitingLine';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(columns = 80, isTTY = true) {
  const written: string[] = [];
  return { stream: { isTTY, columns, write: (text: string) => written.push(text) }, written };
}

const wait = (ms: number) => () => new Promise<string>((resolve) => setTimeout(() => resolve('done'), ms));
const describe = (seconds: number) => describeCommand('host', 'sleep 86400', seconds, seconds * 3600.5);

test('it is there after a second, rewrites itself and is gone when the work is done', async () => {
  const { stream, written } = terminal();
  const work = new WaitingLine(stream).during(describe, wait(2100));
  await vi.advanceTimersByTimeAsync(900);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1300);
  expect(await work).toBe('done');
  expect(written[0]).toBe('\r\u001b[K1 s, 3,600 s of the machines’ time: host# sleep 86400');
  expect(written.at(-2)).toBe('\r\u001b[K2 s, 7,201 s of the machines’ time: host# sleep 86400');
  expect(written.at(-1)).toBe('\r\u001b[K');
  const { length } = written;
  await vi.advanceTimersByTimeAsync(5000);
  expect(written).toHaveLength(length);
});

test('nothing is written for short work, nor where no terminal is', async () => {
  const short = terminal();
  const pipe = terminal(80, false);
  const all = [
    new WaitingLine(short.stream).during(describe, wait(900)),
    new WaitingLine(pipe.stream).during(describe, wait(3000)),
  ];
  await vi.advanceTimersByTimeAsync(3000);
  expect(await Promise.all(all)).toEqual(['done', 'done']);
  expect([...short.written, ...pipe.written]).toEqual([]);
});

test('it is one line in a narrow terminal, without what a terminal would obey', async () => {
  const { stream, written } = terminal(12);
  const work = new WaitingLine(stream).during(() => 'a\nb\u001b[31m and more', wait(1200));
  await vi.advanceTimersByTimeAsync(1200);
  await work;
  expect(written).toEqual(['\r\u001b[Ka b [31m a…', '\r\u001b[K']);
});

test('it is gone when the work fails, and for what is written meanwhile', async () => {
  const { stream, written } = terminal();
  const line = new WaitingLine(stream);
  const work = line.during(
    () => 'works',
    async () => {
      await wait(1300)();
      line.clear();
      written.push('output\n');
      await wait(300)();
      throw new Error('failed');
    },
  );
  const outcome = expect(work).rejects.toThrow('failed');
  await vi.advanceTimersByTimeAsync(1600);
  await outcome;
  const line1 = '\r\u001b[Kworks';
  expect(written).toEqual([line1, line1, '\r\u001b[K', 'output\n', line1, '\r\u001b[K']);
});
