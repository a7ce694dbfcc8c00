/** The programs iptables, iptables-save and iptables-restore, as both of their variants speak and behave. */
export { ip6tables } from './ip6tables';
export { iptables } from './iptables';
export { iptablesRestore } from './iptablesRestore';
export { iptablesSave } from './iptablesSave';
export { IptablesError, type IptablesOptions, type IptablesVariant, type IptablesVersion } from './program';
export { IPTABLES_PROGRAMS } from './programs';
export { parseRule } from './rule';
export { ruleText } from './save';
export { readTables } from './tables';
