/** Faults of hosts that learners are to mend. They stand here, so that nobody reads them in a notebook at a glance. */
import type { Lab } from '../lab';

const FAULTS: Readonly<Record<string, string>> = {
  'the host does not answer': 'ip route flush dev ens33; iptables -P OUTPUT DROP',
  'the engine’s rules are gone': 'iptables -F; iptables -t nat -F; sysctl -w net.ipv4.ip_forward=0',
  'the container is cut off': "brctl delif docker0 $(brctl show | awk '/veth/ {print $NF}')",
};

/**
 * Does to the host what a notebook's exercise is about. Throws a `RangeError` for a fault that there is not.
 *
 * @example
 * ```ts
 * import { lab, spoil } from 'chainwalk';
 *
 * const machines = await lab();
 * await spoil(machines, 'the host does not answer');
 * (await machines.sh('client# ping -c 1 -W 1 192.168.70.6')).exitCode; // → 1
 * ```
 */
export async function spoil(machines: Lab, fault: string): Promise<void> {
  const command = FAULTS[fault];
  if (command === undefined)
    throw new RangeError(`there is no fault "${fault}"; there are: ${Object.keys(FAULTS).join('; ')}`);
  await machines.run('host', `${command}; history -c`);
}
