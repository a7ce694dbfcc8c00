/** In which order several ports are published: one of those that were seen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dockerMachine } from '../machine';

interface SeenOrders {
  readonly engine: string;
  readonly run: string;
  readonly 'dnat order: times': Readonly<Record<string, number>>;
}

const SEEN = JSON.parse(
  readFileSync(join(__dirname, '../../../data/engines/ports.json'), 'utf8'),
) as readonly SeenOrders[];

test.each(SEEN)('$engine $run', ({ engine, run, 'dnat order: times': orders }) => {
  const docker = dockerMachine({ engine });
  docker.start();
  docker.run(`docker run -d ${run} busybox sleep 1000`);
  const rules = [
    ...docker
      .run('iptables -t nat -S DOCKER')
      .stdout.matchAll(/-p (\w+) -m \w+ --dport (\d+) -j DNAT --to-destination [\d.]+:(\d+)/g),
  ];
  expect(Object.keys(orders)).toContain(
    rules.map(([, protocol, host, port]) => `${host}:${port}/${protocol}`).join(' '),
  );
});
