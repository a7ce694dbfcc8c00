/** Addresses that come and go by chance, and the routes that go with them, as recordAddresses.py saw them on a real kernel. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Machine } from '../../../lib/machine';
import { Clock, Random } from '../../../lib/network';
import { programs } from '../../../lib/tools';
import { run } from '../../tools/world';

interface Step {
  readonly command: string;
  /** Exit code and what was printed. */
  readonly answer: string;
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
}

const RECORDED = join(__dirname, '../../../data/kernel/addresses.json');
const { walks }: { readonly walks: readonly { readonly promotes: number; readonly steps: readonly Step[] }[] } =
  JSON.parse(readFileSync(RECORDED, 'utf8'));

test.each(walks.map((walk, index) => [index + 1, walk] as const))('walk %i', (_index, { promotes, steps }) => {
  const machine = new Machine({ name: 'm', hostname: 'm', clock: new Clock(), random: new Random(1), startedAt: 0 });
  const ask = (command: string) => run(machine, programs.get('ip'), command.split(' '));
  const lines = (command: string) => ask(command).stdout.split('\n').slice(0, -1);
  for (const begun of ['ip link add v0 type veth peer name v1', 'ip link set v0 up', 'ip link set v1 up']) ask(begun);
  machine.net.sysctl.set('net.ipv4.conf.v0.promote_secondaries', `${promotes}`);
  for (const { command, answer, addresses, routes } of steps) {
    const { exitCode, stdout, stderr } = ask(command);
    expect(`${exitCode} ${stdout}${stderr}`, command).toBe(answer);
    const ours = lines('ip -o -4 addr show')
      .filter((line) => !line.startsWith('1: lo'))
      .map((line) => line.replace(/^.* inet | valid.*$|\\/g, '').trim());
    expect(ours, command).toEqual(addresses);
    expect(
      lines('ip -4 route show table all')
        .filter((line) => !line.includes(' dev lo '))
        .map((line) => line.trim()),
      command,
    ).toEqual(routes);
  }
});
