/**
 * The programs of a machine: iptables, and all the others by name.
 *
 * @module chainwalk/tools
 */
import '../tools/withNft';

export type { CommandResult } from '../tools/common/result';
export { type IptablesOptions, iptables, iptablesRestore, iptablesSave } from '../tools/iptables';
export { programs } from '../tools/programs';
