/** The bridge of a network: made with its address, or taken over if it is there. libnetwork: drivers/bridge/setup_device.go, setup_ipv4.go. */

import type { Random } from '../../network';
import { BridgeDevice, type NetNamespace } from '../../network';
import { formatIpv4 } from '../../packet';
import { DockerError } from '../dockerError';
import type { BridgeNetwork } from './network';

/** Of Ethernet, in bytes. */
const PLAIN_MTU = 1500;

/** Makes the bridge if there is none of its name, with the network's gateway as its address. */
export function setUpBridge(
  net: NetNamespace,
  random: Random,
  network: BridgeNetwork,
  userlandProxy: boolean,
): BridgeDevice {
  const found = net.device(network.bridge);
  if (found !== undefined && !(found instanceof BridgeDevice)) {
    throw new DockerError('failed', `existing interface ${network.bridge} is not a bridge`);
  }
  const bridge = found ?? new BridgeDevice(net, network.bridge, net.nextIfindex(), randomMac(random));
  if (found === undefined) {
    net.addDevice(bridge);
    // Asked for by netlink without a length, which is then none.
    bridge.txQueueLength = 0;
  }
  adjustMtu(bridge, network);
  if (network.gateway !== undefined) {
    // docker0 may have another one from before.
    for (const { address } of [...bridge.addresses])
      if (address !== network.gateway) net.removeAddress(bridge, address);
    net.addAddress(bridge, {
      address: network.gateway,
      prefixLength: network.pool.prefixLength,
      broadcast: (network.pool.subnet.address | ~network.pool.subnet.mask) >>> 0,
      scope: 'global',
    });
  }
  const { ipv6 } = network;
  bridge.ipv6Addresses =
    ipv6?.gateway === undefined ? [] : [{ address: ipv6.gateway, prefixLength: ipv6.pool.prefixLength }];
  // Without docker-proxy, 127.0.0.1 of the machine is DNATed too: such packets leave by the bridge.
  if (!userlandProxy) net.sysctl.set(`net.ipv4.conf.${network.bridge}.route_localnet`, '1');
  return bridge;
}

/** Nobody gives the bridge a size: it has that of its smallest port. Linux: br_mtu_auto_adjust. */
export function adjustMtu(bridge: BridgeDevice, { mtu }: Pick<BridgeNetwork, 'mtu'>): void {
  // One that a person has set stays.
  if (mtu !== PLAIN_MTU) bridge.mtu = Math.min(PLAIN_MTU, ...bridge.ports.map(({ device }) => device.mtu));
}

/** Brings the bridge up, when all else was done: one whose rules were refused stays down. libnetwork: setup_device.go (setupDeviceUp). */
export function raiseBridge(net: NetNamespace, network: BridgeNetwork): void {
  net.setUp(bridgeOf(net, network), true);
}

/** The bridge of a network that is there. */
export function bridgeOf(net: NetNamespace, network: BridgeNetwork): BridgeDevice {
  const device = net.device(network.bridge);
  if (device instanceof BridgeDevice) return device;
  throw new DockerError(
    'failed',
    `could not find bridge ${network.bridge} with address ${network.gateway === undefined ? '<nil>' : formatIpv4(network.gateway)}`,
  );
}

/** 02:42 and four random bytes. */
function randomMac(random: Random): number {
  return 0x0242_0000_0000 + random.below(0x1_0000_0000);
}
