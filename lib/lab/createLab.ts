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
 */
export async function lab(options: LabOptions = {}): Promise<Lab> {
  const { Lab } = await import('./lab.js');
  return new Lab(options);
}
