/** The article's machines on the real kernel, for root on Linux. */
export * from './cache';
export * from './capture';
export { type Capture, type CapturedAccess, rowJson } from './captureData';
export type { ReachableTimes } from './chance';
export * from './containers';
export { isOfNftables } from './counters';
export * from './doctor';
export * from './execute';
export * from './interrupt';
export { needsKernelLog } from './kernelLog';
export * from './lab';
export * from './observe';
export type { WitnessedFrame } from './witness';
