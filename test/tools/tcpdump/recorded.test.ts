/** Captures of a real kernel, printed and filtered as tcpdump 4.99.3 did. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Machine } from '../../../lib/machine';
import { Clock, Random, VethDevice } from '../../../lib/network';
import { programs } from '../../../lib/tools';
import { run } from '../world';

interface Answer {
  readonly words: readonly string[];
  readonly stdout: string;
  readonly complaint: string;
  readonly exitCode: number;
}

const FOLDER = join(__dirname, '../../../data/tools/tcpdump');

/** The computer that recorded the answers calls devices 2 and 3 so. */
function recorder(): Machine {
  const machine = new Machine({
    name: 'recorder',
    hostname: 'recorder',
    clock: new Clock(),
    random: new Random(1),
    startedAt: Date.UTC(2026, 10, 30),
  });
  for (const [name, ifindex] of [
    ['ifb0', 2],
    ['ifb1', 3],
  ] as const)
    machine.net.addDevice(new VethDevice('veth', machine.net, name, ifindex, 0));
  return machine;
}

describe.each(['docker0', 'lo', 'any', 'carriage-returns'])('%s.pcap', (name) => {
  const answers: readonly Answer[] = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

  test.each(answers)('tcpdump -n $words', ({ words, stdout, complaint, exitCode }) => {
    const host = recorder();
    host.files.set('/etc/hosts', { content: '127.0.0.1\tlocalhost\n', modifiedAt: 0 });
    host.files.set('/root/file.pcap', {
      content: '',
      bytes: readFileSync(join(FOLDER, `${name}.pcap`)),
      modifiedAt: 0,
    });
    const answer = run(host, programs.get('tcpdump'), ['tcpdump', '-r', 'file.pcap', '-n', ...words]);
    expect(answer.stdout).toBe(stdout);
    expect(answer.exitCode).toBe(exitCode);
    if (exitCode !== 0) expect(answer.stderr.trim().split('\n').at(-1)).toBe(complaint);
  });
});
