/** The programs iptables, iptables-save and iptables-restore, and the same of ip6tables, as their legacy variants speak and behave. */
export { ip6tables, iptables } from './iptables';
export { ip6tablesRestore, iptablesRestore } from './iptablesRestore';
export { ip6tablesSave, iptablesSave } from './iptablesSave';
export { IptablesError, type IptablesOptions, type IptablesVersion } from './program';
export { parseRule } from './rule';
export { ruleText } from './save';
