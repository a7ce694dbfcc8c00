/** The programs iptables, iptables-save and iptables-restore, as their legacy variants speak and behave. */
export { ip6tables } from './ip6tables';
export { iptables } from './iptables';
export { iptablesRestore } from './iptablesRestore';
export { iptablesSave } from './iptablesSave';
export { IptablesError, type IptablesOptions, type IptablesVersion } from './program';
export { parseRule } from './rule';
export { ruleText } from './save';
