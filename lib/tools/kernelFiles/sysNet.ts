/**
 * `/sys/class/net` and what it leads to: a directory for each device. Linux: net/core/net-sysfs.c, net/bridge/br_sysfs_br.c,
 * br_sysfs_if.c. Not modelled: queues, power, what has no part in the simulation.
 */
import type { Place } from '../../machine';
import { BridgeDevice, type BridgePort, type NetDevice } from '../../network';
import { formatMac } from '../../packet';
import { operationalState, vethPeer } from '../ip/device';
import { type Entries, kernelDirectory, kernelLink, lines } from './nodes';

/** ARPHRD_ETHER, ARPHRD_LOOPBACK. */
const ETHERNET = 1;
const LOOPBACK = 772;
/** IFF_*: in the order of their bits. */
const FLAGS = { up: 0x1, broadcast: 0x2, loopback: 0x8, promiscuous: 0x100, allMulticast: 0x200, multicast: 0x1000 };
/** What nobody counts here. */
const UNCOUNTED = [
  'collisions multicast rx_compressed rx_crc_errors rx_errors rx_fifo_errors rx_frame_errors rx_length_errors',
  'rx_missed_errors rx_nohandler rx_over_errors tx_aborted_errors tx_carrier_errors tx_compressed tx_errors',
  'tx_fifo_errors tx_heartbeat_errors tx_window_errors',
].flatMap((line) => line.split(' '));

/** `/sys/class/net`: a link for each device. */
export function sysClassNet({ net }: Place): Entries {
  return Object.fromEntries(net.devices.map(({ name }) => [name, kernelLink(`../../devices/virtual/net/${name}`)]));
}

/** `/sys/devices/virtual/net`: the devices themselves. */
export function sysDevices({ net }: Place): Entries {
  return Object.fromEntries(net.devices.map((device) => [device.name, kernelDirectory(() => deviceEntries(device))]));
}

function deviceEntries(device: NetDevice): Entries {
  const { master } = device;
  const port = master?.ports.find((candidate) => candidate.device === device);
  return {
    ...deviceLines(device),
    ...(device.up ? stateLines(device) : {}),
    statistics: kernelDirectory(() => statistics(device)),
    ...(master === undefined ? {} : { master: kernelLink(`../${master.name}`) }),
    ...(port === undefined || master === undefined ? {} : { brport: kernelDirectory(() => portLines(port, master)) }),
    ...(device instanceof BridgeDevice
      ? {
          bridge: kernelDirectory(() => bridgeLines(device)),
          brif: kernelDirectory(() =>
            Object.fromEntries(device.ports.map(({ device: { name } }) => [name, kernelLink(`../../${name}/brport`)])),
          ),
        }
      : {}),
  };
}

function deviceLines(device: NetDevice): Entries {
  const isLoopback = device.kind === 'loopback';
  return lines({
    addr_len: () => 6,
    address: () => formatMac(device.mac),
    broadcast: () => (isLoopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'),
    flags: () => `0x${flagBits(device).toString(16)}`,
    ifindex: () => device.ifindex,
    iflink: () => vethPeer(device)?.ifindex ?? device.ifindex,
    mtu: () => device.mtu,
    operstate: () => operationalState(device).toLowerCase(),
    tx_queue_len: () => device.txQueueLength,
    type: () => (isLoopback ? LOOPBACK : ETHERNET),
    uevent: () =>
      `${device.kind === 'bridge' ? 'DEVTYPE=bridge\n' : ''}INTERFACE=${device.name}\nIFINDEX=${device.ifindex}`,
  });
}

/** What is only told of a device that is up. */
function stateLines(device: NetDevice): Entries {
  return lines({
    carrier: () => (device.carrier ? 1 : 0),
    dormant: () => 0,
    ...(device.kind === 'loopback'
      ? {}
      : {
          duplex: () => (device.kind === 'bridge' ? 'unknown' : 'full'),
          speed: () => (device.kind === 'bridge' && !device.carrier ? -1 : 10_000),
        }),
  });
}

function flagBits(device: NetDevice): number {
  const kind = device.kind === 'loopback' ? FLAGS.loopback : FLAGS.broadcast | FLAGS.multicast;
  const port = device.master === undefined ? 0 : FLAGS.promiscuous | FLAGS.allMulticast;
  return (device.up ? FLAGS.up : 0) | kind | port;
}

function statistics({ statistics: counted }: NetDevice): Entries {
  return lines({
    ...Object.fromEntries(UNCOUNTED.map((name) => [name, () => 0])),
    rx_bytes: () => counted.rxBytes,
    rx_dropped: () => counted.rxDropped,
    rx_packets: () => counted.rxPackets,
    tx_bytes: () => counted.txBytes,
    tx_dropped: () => counted.txDropped,
    tx_packets: () => counted.txPackets,
  });
}

/** Priority and address. */
function bridgeId({ mac }: NetDevice): string {
  return `8000.${formatMac(mac).replaceAll(':', '')}`;
}

function bridgeLines(bridge: NetDevice): Entries {
  return lines({
    ageing_time: () => 30_000,
    bridge_id: () => bridgeId(bridge),
    forward_delay: () => 1500,
    hello_time: () => 200,
    max_age: () => 2000,
    priority: () => 32_768,
    root_id: () => bridgeId(bridge),
    root_path_cost: () => 0,
    root_port: () => 0,
    stp_state: () => 0,
  });
}

function portLines({ device, number, hairpin }: BridgePort, master: NetDevice): Entries {
  return lines({
    designated_bridge: () => bridgeId(master),
    designated_root: () => bridgeId(master),
    hairpin_mode: () => (hairpin ? 1 : 0),
    learning: () => 1,
    path_cost: () => 2,
    port_id: () => `0x${(0x8000 + number).toString(16)}`,
    port_no: () => `0x${number.toString(16)}`,
    priority: () => 32,
    // BR_STATE_FORWARDING, BR_STATE_DISABLED.
    state: () => (device.up && device.carrier && master.up ? 3 : 0),
  });
}
