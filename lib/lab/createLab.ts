/** The simulated machines, loaded when somebody asks for them: three quarters of the package are in them. */
import type { Lab, LabOptions } from './lab';

/**
 * The article's machines in their first state: `host` (192.168.70.6) with Docker installed but not started, and `client`
 * (192.168.70.1) at the other end of its wire. The first call loads what is simulated.
 *
 * @example
 * ```ts
 * import { lab } from 'chainwalk';
 *
 * const machines = await lab({ seed: 7 });
 * const { exitCode, stdout } = await machines.sh('client# ping -c 1 192.168.70.6');
 * exitCode; // → 0
 * stdout.includes('1 received'); // → true
 * ```
 *
 * @example
 * Docker 29 with nftables, whose rules count in a table of its own:
 * ```ts
 * import { lab, observe } from 'chainwalk';
 *
 * const machines = await lab({ engine: '29', firewallBackend: 'nftables' });
 * await machines.sh('host# sysctl -w net.ipv4.ip_forward=1');
 * await machines.sh('host# systemctl start docker; docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
 * const seen = await observe(machines, 'client# curl -sS http://192.168.70.6:8001');
 * seen.grown('ip docker-bridges', 'nat-prerouting-and-output', 1).packets; // → 1
 * seen.row('ip docker-bridges', 'filter-forward-in__docker0', 3).rule; // → 'ip daddr 172.17.0.2 tcp dport 80 counter accept'
 * ```
 */
export async function lab(options: LabOptions = {}): Promise<Lab> {
  const [{ Lab }] = await Promise.all([import('./lab.js'), options.iptables === 'nft' ? loadNft() : undefined]);
  return new Lab(options);
}

async function loadNft(): Promise<void> {
  await (await import('../tools/loadNft.js')).loadIptablesNft();
}
