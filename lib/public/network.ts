/**
 * Network namespaces, their devices and the cables between them, in virtual time.
 *
 * @module chainwalk/network
 */
export { Clock, MILLISECOND, type Microseconds, SECOND, type Timer } from '../network/clock';
export { BridgeDevice, type FdbEntry } from '../network/link/bridge';
export type {
  BridgePort,
  DeviceKind,
  DeviceStatistics,
  InterfaceAddress,
  NetDevice,
  Tap,
} from '../network/link/device';
export { connect, VethDevice } from '../network/link/veth';
export type { NetNamespace } from '../network/namespace';
export { Random } from '../network/random';
