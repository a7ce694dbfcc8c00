/** What a host with many containers takes of the heap. Run with --expose-gc; prints bytes and seconds as JSON. */
import { lab } from '../../lib/dist/lab';
import { run } from './host';

const CONTAINERS = 5000;
/** The kernel has no more than 1,024 ports for a bridge (BR_MAX_PORTS). */
const PER_NETWORK = 1000;
const FIRST_PORT = 10_001;

export interface Memory {
  readonly containers: number;
  readonly bytes: number;
  readonly seconds: number;
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Each container has its network namespace, its process and a published port with two docker-proxies. */
async function main(): Promise<void> {
  const machines = await lab({ pause: 0.1 });
  await run(machines, 'systemctl start docker');
  const before = heapUsed();
  const startedAt = performance.now();
  for (let index = 0; index < CONTAINERS; index++) {
    const network = `net${Math.floor(index / PER_NETWORK)}`;
    if (index % PER_NETWORK === 0) await run(machines, `docker network create ${network}`);
    await run(machines, `docker run -d --network ${network} -p ${FIRST_PORT + index}:80 lkarrie/nginx1`);
  }
  await machines.settle();
  const seconds = (performance.now() - startedAt) / 1000;
  const memory: Memory = { containers: CONTAINERS, bytes: heapUsed() - before, seconds };
  process.stdout.write(JSON.stringify(memory));
  // Still there when the heap was measured.
  if (machines.namespaces.length < CONTAINERS) throw new Error('not all containers run');
}

void main();
