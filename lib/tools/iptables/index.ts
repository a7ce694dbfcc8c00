/** The programs iptables, iptables-save and iptables-restore, as both of their variants speak and behave, and the same of ip6tables. */
export { ip6tables, iptables } from './iptables';
export { ip6tablesRestore, iptablesRestore } from './iptablesRestore';
export { ip6tablesSave, iptablesSave } from './iptablesSave';
export { IptablesError, type IptablesOptions, type IptablesVariant, type IptablesVersion } from './program';
export { IP6TABLES_PROGRAMS, IPTABLES_PROGRAMS } from './programs';
export { parseRule } from './rule';
export { ruleText } from './save';
export { readTables } from './tables';
