/**
 * Network namespaces, their devices and the cables between them, in virtual time.
 *
 * @packageDocumentation
 */
export { Clock, MILLISECOND, type Microseconds, SECOND } from '../network/clock';
export { BridgeDevice } from '../network/link/bridge';
export type { NetDevice } from '../network/link/device';
export { connect, VethDevice } from '../network/link/veth';
export type { NetNamespace } from '../network/namespace';
export { Random } from '../network/random';
