/** What an upgrade of the engine changes: one session on two engines, side by side. */

import { lab } from '../createLab';
import type { LabOptions } from '../machines';
import { parseSession, type SessionCommand } from '../session';
import { compareRuns, type Upgrade } from './compareRuns';
import { runSession } from './runSession';

/** Which engines, and how the machines are otherwise. */
export interface UpgradeOptions extends Pick<LabOptions, 'bridgeNetfilter' | 'pause' | 'seed'> {
  /** The engine before: a version, `20.10.24`, or a line of versions, `28.5` or `28`. */
  readonly from: string;
  /** The engine after. */
  readonly to: string;
  /** Where the engine after makes its rules: iptables, or from 29 nftables. That needs forwarding to be on, which it is then from the start. */
  readonly backend?: 'iptables' | 'nftables';
}

/**
 * Runs a session, as text or as its commands, on simulated machines with one engine and on others with another, and compares: rules, and for
 * each request how it ended, by which path, who decided, and whom the server saw. Identifiers, MAC addresses, names of interfaces
 * and drawn ports are not compared. Throws a `RangeError` for an engine that does not exist, and a `SessionSyntaxError`.
 *
 * @example
 * ```ts
 * import { upgrade } from 'chainwalk';
 *
 * const session = [
 *   'host# systemctl start docker',
 *   'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
 *   'client# ip route add 172.17.0.0/16 via 192.168.70.6',
 *   'client# curl -sS -m 2 http://172.17.0.2',
 * ].join('\n');
 * const { requests } = await upgrade(session, { from: '20.10', to: '29' });
 * requests.map(({ from, to }) => [from.path, to.path]); // → [["direct","dropped"]]
 * requests[0]?.to.decidedBy; // → ["raw PREROUTING rule 1 DROP: -d 172.17.0.2/32 ! -i docker0 -j DROP"]
 * (await upgrade(session, { from: '29', to: '29', backend: 'nftables' })).to; // → '29.7.2 with nftables'
 * ```
 */
export async function upgrade(
  session: string | readonly SessionCommand[],
  { from, to, backend = 'iptables', ...options }: UpgradeOptions,
): Promise<Upgrade> {
  const commands = typeof session === 'string' ? parseSession(session, 'session') : session;
  const before = await lab({ ...options, engine: from });
  const after = await lab({ ...options, engine: to, firewallBackend: backend });
  if (backend === 'nftables') after.host.net.sysctl.set('net.ipv4.ip_forward', '1');
  return compareRuns(commands, await runSession(before, commands), await runSession(after, commands));
}
