/** What is open or broken on a loaded host. */
export { AUDIT_CHECKS } from './auditHost';
export * from './auditText';
export * from './finding';
export * from './result';
