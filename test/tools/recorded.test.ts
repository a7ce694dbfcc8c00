/** Every command of data/tools/commands.txt, answered as the real tools answered it: text, complaint and exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Machine } from '../../lib/machine';
import { Clock, Random, SECOND } from '../../lib/network';
import { programs } from '../../lib/tools';
import { run } from './world';

interface Recorded {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const RECORDED: readonly Recorded[] = JSON.parse(
  readFileSync(join(__dirname, '../../data/tools/recorded.json'), 'utf8'),
);

let machine: Machine;

beforeAll(() => {
  machine = new Machine({
    name: 'host',
    hostname: 'host',
    clock: new Clock(),
    random: new Random(1),
    startedAt: Date.UTC(2026, 10, 23),
  });
  machine.net.setUp(machine.net.lo, false);
  machine.clock.advance(SECOND);
});

test.each(RECORDED)('$command', ({ command, stdout, stderr, exitCode }) => {
  const argv = command.split(' ').map((word) => (word === "''" ? '' : word));
  const answer = run(machine, programs.get(argv[0] as string), argv);
  expect(withoutUsage(answer)).toEqual(withoutUsage({ stdout, stderr, exitCode }));
});

/** Long help texts are not repeated; the times of refused connections are the machine's own. */
function withoutUsage({
  stdout,
  stderr,
  exitCode,
}: {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}) {
  const short = (text: string) =>
    text.replace(/\n*Usage:? [\s\S]*$/i, '\nUsage').replace(/after \d+ ms/g, 'after N ms');
  return { stdout: short(stdout), stderr: short(stderr), exitCode };
}
