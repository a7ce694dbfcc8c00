/** `lab` as users have it: machines that are made, and hosts that are loaded. */

import type { LoadedHost } from '../host/ask/loadedHost';
import type { Dump } from '../host/read/readHost';
import { lab as createLab } from '../lab/createLab';
import type { Lab } from '../lab/lab';
import type { LabOptions } from '../lab/machines';

async function load(dumps: readonly Dump[] | string): Promise<LoadedHost> {
  const [{ loadHost, readDumps }, { loadIptablesNft }] = await Promise.all([
    import('../host/index.js'),
    import('../tools/loadNft.js'),
  ]);
  await loadIptablesNft();
  return loadHost(typeof dumps === 'string' ? readDumps(dumps) : dumps);
}

/**
 * The article's machines in their first state: `host` (192.168.70.6) with Docker installed but not started, and `client`
 * (192.168.70.1) at the other end of its wire. The first call loads what is simulated. `lab.load` loads a host of one's own.
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
 *
 * @example
 * ```ts
 * import { lab } from 'chainwalk';
 *
 * const host = await lab.load('data/cases/10-ufw-route-allow-host-port');
 * const { by } = host.why({ from: 'outside', to: '203.0.113.10:9000' }, { remedies: false });
 * `${by?.chain} ${by?.rule}`; // → 'DOCKER-USER 7'
 * ```
 */
export const lab: {
  /** Makes the machines. Rejects with a `RangeError` for an engine that does not exist. */
  (options?: LabOptions): Promise<Lab>;
  /**
   * Loads a host of one's own: from its dumps, or from a folder of them. Its code is loaded by the first call. Rejects with a
   * `DumpError` for what cannot be used at all.
   */
  readonly load: (dumps: readonly Dump[] | string) => Promise<LoadedHost>;
} = Object.assign(createLab, { load });
