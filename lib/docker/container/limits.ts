/** What a container may take of the computer: checked and shown, as nothing here takes memory or processor time that could be limited. moby: daemon/daemon_unix.go (verifyPlatformContainerResources). */
import { DockerError, notModelled } from '../dockerError';
import type { ContainerLimits } from './container';

const NANO = 1e9;
const LEAST_MEMORY = 6 * 1024 ** 2;
/** The machines have one. */
const PROCESSORS = 1;

/** As the engine takes them. Throws a `DockerError` for what it refuses. */
export function checkLimits(limits: ContainerLimits): ContainerLimits {
  const { memory, memorySwap, nanoCpus, cpuShares } = limits;
  if (memory > 0 && memory < LEAST_MEMORY) throw new DockerError('invalid', 'Minimum memory limit allowed is 6MB.');
  if (memory > 0 && memorySwap > 0 && memorySwap < memory)
    throw new DockerError('invalid', 'Minimum memoryswap limit should be larger than memory limit, see usage.');
  if (memory === 0 && memorySwap > 0)
    throw new DockerError('invalid', 'You should always set the Memory limit when using Memoryswap limit, see usage.');
  if (nanoCpus < 0 || nanoCpus > PROCESSORS * NANO)
    throw new DockerError(
      'invalid',
      `Range of CPUs is from 0.01 to ${PROCESSORS}.00, as there are only ${PROCESSORS} CPUs available.`,
    );
  if (nanoCpus > 0 && nanoCpus < NANO / 100) throw notModelled('--cpus below 0.01, which runc refuses');
  if (cpuShares < 0 || cpuShares === 1) throw notModelled(`--cpu-shares ${cpuShares}`);
  return { ...limits, memorySwap: memory > 0 && memorySwap === 0 ? 2 * memory : memorySwap };
}
