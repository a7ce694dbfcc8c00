/** Virtual devices that a person makes and removes: bridges and veth pairs. Linux: rtnl_newlink, veth_newlink, br_dev_newlink. */
import type { Place } from '../../machine';
import { BridgeDevice, connect, type NetDevice, type NetNamespace, VethDevice } from '../../network';
import type { MacAddress } from '../../packet';
import { isBridge } from './device';
import { rtnetlink } from './words';

/** How long a frame takes through a veth pair, in µs. */
const VETH_LATENCY = 5;

interface NewDevice {
  readonly name: string | undefined;
  readonly mac: MacAddress | undefined;
}

/** A bridge without ports; without a name it is called `bridge0`, `bridge1` … */
export function addBridge({ net }: Place, name: string | undefined, mac?: MacAddress): BridgeDevice {
  const chosen = nameOf(net, name, 'bridge');
  const bridge = new BridgeDevice(net, chosen, net.nextIfindex(), mac ?? randomMac(net));
  net.addDevice(bridge);
  return bridge;
}

/** Two devices joined by a cable, down; the peer comes into being first, in a namespace that may be another. */
export function addVethPair({ net }: Place, first: NewDevice, second: NewDevice, other = net): void {
  const peerName = nameOf(other, second.name, 'veth');
  const peer = new VethDevice('veth', other, peerName, other.nextIfindex(), second.mac ?? randomMac(other));
  if (net === other && first.name === peerName) throw rtnetlink('File exists');
  if (first.name !== undefined) nameOf(net, first.name, 'veth');
  other.addDevice(peer);
  const device = new VethDevice(
    'veth',
    net,
    nameOf(net, first.name, 'veth'),
    net.nextIfindex(),
    first.mac ?? randomMac(net),
  );
  net.addDevice(device);
  connect(device, peer, VETH_LATENCY);
}

/** Removes a device; a veth takes its other end with it, a bridge lets its ports go. */
export function deleteDevice(device: NetDevice): void {
  if (isBridge(device)) for (const port of device.ports) device.removePort(port.device);
  device.namespace.removeDevice(device);
  if (!(device instanceof VethDevice)) return;
  const { peer } = device;
  device.peer = undefined;
  if (peer === undefined) return;
  peer.peer = undefined;
  peer.namespace.removeDevice(peer);
}

function nameOf(net: NetNamespace, name: string | undefined, kind: string): string {
  if (name === undefined) {
    let number = 0;
    while (net.device(`${kind}${number}`) !== undefined) number += 1;
    return `${kind}${number}`;
  }
  if (net.device(name) !== undefined) throw rtnetlink('File exists');
  return name;
}

/** Locally administered, for one station. Linux: eth_random_addr. */
function randomMac(net: NetNamespace): MacAddress {
  const first = (net.random(256) & 0xfc) | 0x02;
  return first * 0x100_0000_0000 + net.random(0x100_0000) * 0x1_0000 + net.random(0x1_0000);
}
