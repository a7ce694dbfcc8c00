/** The same traffic through the real kernel's rules, where that can be asked. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { formatIpv4 } from '../../lib/dist/packet';
import type { BenchHost } from './host';

/** Packets and new flows a second. */
export interface KernelRates {
  readonly established: number;
  readonly newFlows: number;
}

const SCRIPT = join(__dirname, '../bench/kernel.py');

/** Why the kernel cannot be asked here; `undefined` if it can. */
export function whyNoKernel(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'this is not root';
  const missing = ['python3', 'ip', 'iptables-legacy', 'conntrack'].filter(
    (program) => spawnSync(program, ['--version']).error !== undefined,
  );
  return missing.length === 0 ? undefined : `not found: ${missing.join(', ')}`;
}

/** Why the kernel cannot be asked about rules of nft; NFT may name the program. */
export function whyNoNft(): string | undefined {
  const missing = spawnSync(process.env.NFT ?? 'nft', ['--version']).error !== undefined;
  return whyNoKernel() ?? (missing ? 'not found: nft' : undefined);
}

/** Sends the bench's traffic through a kernel that has the simulated host's rules. Throws what the script says if it fails. */
export function measureKernel({ container, ports, containerPort, rules }: BenchHost): KernelRates {
  const address = formatIpv4(container.addresses[0]?.address ?? 0);
  const input = JSON.stringify({
    ...rules,
    ports,
    containerPorts: ports.map(containerPort),
    address,
  });
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${SCRIPT}: ${stderr}`);
  return JSON.parse(stdout) as KernelRates;
}
