/** `ethtool` 6.1: what a device's driver says of it. The lab's devices are veths, bridges and a loopback, whose segments are never cut by hardware. */
import type { Place } from '../machine';
import type { NetDevice } from '../network';
import { type CommandResult, failure, success } from './common/result';
import { vethPeer } from './ip/device';

const NO_SUCH_DEVICE = 'No such device';
const WRONG = 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n';
/** Exit codes of commands that fail, by command. ethtool.c. */
const FAILED = { driver: 71, features: 1, statistics: 96, none: 94, settings: 75 } as const;
/** What the kernel's netlink says of a device that is not there. */
const NO_MATCH = `netlink error: no device matches name (offset 24)\nnetlink error: ${NO_SUCH_DEVICE}\n`;
/** The questions of which the settings are made. */
const QUESTIONS = 5;

/** Names of features in the kernel's order; a dot before those that are below the one before. */
const FEATURES = `
rx-checksumming tx-checksumming .tx-checksum-ipv4 .tx-checksum-ip-generic .tx-checksum-ipv6 .tx-checksum-fcoe-crc .tx-checksum-sctp
scatter-gather .tx-scatter-gather .tx-scatter-gather-fraglist tcp-segmentation-offload .tx-tcp-segmentation .tx-tcp-ecn-segmentation
.tx-tcp-mangleid-segmentation .tx-tcp6-segmentation .tx-tcp-accecn-segmentation generic-segmentation-offload generic-receive-offload
large-receive-offload rx-vlan-offload tx-vlan-offload ntuple-filters receive-hashing highdma rx-vlan-filter vlan-challenged tx-gso-robust
tx-fcoe-segmentation tx-gre-segmentation tx-gre-csum-segmentation tx-ipxip4-segmentation tx-ipxip6-segmentation tx-udp_tnl-segmentation
tx-udp_tnl-csum-segmentation tx-gso-partial tx-tunnel-remcsum-segmentation tx-sctp-segmentation tx-esp-segmentation tx-udp-segmentation
tx-gso-list tx-nocache-copy loopback rx-fcs rx-all tx-vlan-stag-hw-insert rx-vlan-stag-hw-parse rx-vlan-stag-filter l2-fwd-offload
hw-tc-offload esp-hw-offload esp-tx-csum-hw-offload rx-udp_tunnel-port-offload tls-hw-tx-offload tls-hw-rx-offload rx-gro-hw tls-hw-record
rx-gro-list macsec-hw-offload rx-udp-gro-forwarding hsr-tag-ins-offload hsr-tag-rm-offload hsr-fwd-offload hsr-dup-offload
`
  .trim()
  .split(/\s+/);

/** A letter for each of them, as Linux 6.1 and the lab's settings have them. */
const VALUES: Readonly<Record<'veth' | 'bridge' | 'loopback', string>> = {
  veth: '--f-ff------------f++ff+ffff++++++ff+fr+-fff++ffffffffff-f-ffff',
  bridge: 'f-f-fff-----------ff+ff+ffrr++++++++++r+-fff+fffffffffff-f-ffff',
  loopback: 'F+fFffF+FF++++++++fffffFfFffffffffff+f++fFffffffffffffff-f-ffff',
};
const WORDS: Readonly<Record<string, string>> = {
  '-': 'off',
  '+': 'on',
  f: 'off [fixed]',
  F: 'on [fixed]',
  r: 'off [requested on]',
};

/** `ethtool DEVICE`, `ethtool -i|-k|-S DEVICE` */
export function ethtool({ net }: Place, argv: readonly string[]): CommandResult {
  const [first = '', second] = argv;
  const isOption = first.startsWith('-');
  const name = isOption ? second : first;
  if (name === undefined || name === '' || (isOption && argv.length > 2)) {
    if (isOption && argv.length > 2 && MODELLED[first] !== undefined) return failure(WRONG);
    return isOption && MODELLED[first] === undefined ? refused(first) : failure(WRONG);
  }
  const show = isOption ? MODELLED[first] : settings;
  if (show === undefined) return refused(first);
  return show(net.device(name), name);
}

function refused(option: string): CommandResult {
  return failure(`ethtool: option "${option}" is not modelled by chainwalk\n`, 2);
}

type Show = (device: NetDevice | undefined, name: string) => CommandResult;

const MODELLED: Readonly<Record<string, Show>> = {
  '-i': driver,
  '--driver': driver,
  '-k': features,
  '--show-features': features,
  '--show-offload': features,
  '-S': statistics,
  '--statistics': statistics,
};

function kindOf({ kind }: NetDevice): keyof typeof VALUES {
  return kind === 'bridge' || kind === 'loopback' ? kind : 'veth';
}

function driver(device: NetDevice | undefined): CommandResult {
  if (device === undefined) return failure(`Cannot get driver information: ${NO_SUCH_DEVICE}\n`, FAILED.driver);
  const kind = kindOf(device);
  if (kind === 'loopback') return failure('Cannot get driver information: Operation not supported\n', FAILED.driver);
  const isBridge = kind === 'bridge';
  const lines = [
    `driver: ${kind}`,
    `version: ${isBridge ? '2.3' : '1.0'}`,
    `firmware-version: ${isBridge ? 'N/A' : ''}`,
    'expansion-rom-version: ',
    `bus-info: ${isBridge ? 'N/A' : ''}`,
    `supports-statistics: ${isBridge ? 'no' : 'yes'}`,
    'supports-test: no',
    'supports-eeprom-access: no',
    'supports-register-dump: no',
    'supports-priv-flags: no',
  ];
  return success(lines.map((line) => `${line}\n`).join(''));
}

function features(device: NetDevice | undefined, name: string): CommandResult {
  if (device === undefined) return failure(NO_MATCH, FAILED.features);
  const values = VALUES[kindOf(device)];
  const lines = FEATURES.map((feature, index) => {
    const shown = feature.startsWith('.') ? `\t${feature.slice(1)}` : feature;
    return `${shown}: ${WORDS[values[index] ?? '']}\n`;
  });
  return success(`Features for ${name}:\n${lines.join('')}`);
}

/** Packets by XDP, of which there are none. */
const QUEUE = [
  ...['xdp_packets', 'xdp_bytes', 'drops', 'xdp_redirect', 'xdp_drops', 'xdp_tx', 'xdp_tx_errors'].map(
    (one) => `rx_queue_0_${one}`,
  ),
  ...['xdp_xmit', 'xdp_xmit_errors'].map((one) => `tx_queue_0_${one}`),
];

function statistics(device: NetDevice | undefined): CommandResult {
  if (device === undefined)
    return failure(`Cannot get stats strings information: ${NO_SUCH_DEVICE}\n`, FAILED.statistics);
  if (kindOf(device) !== 'veth') return failure('no stats available\n', FAILED.none);
  const peer = vethPeer(device)?.ifindex ?? 0;
  const lines = [`peer_ifindex: ${peer}`, ...QUEUE.map((name) => `${name}: 0`)];
  return success(`NIC statistics:\n${lines.map((line) => `     ${line}\n`).join('')}`);
}

function settings(device: NetDevice | undefined): CommandResult {
  if (device === undefined) {
    return { stdout: 'No data available\n', stderr: NO_MATCH.repeat(QUESTIONS), exitCode: FAILED.settings };
  }
  const kind = kindOf(device);
  const link = `\tLink detected: ${device.up && device.carrier ? 'yes' : 'no'}`;
  if (kind === 'loopback') return success(`Settings for ${device.name}:\n${link}\n`);
  const isBridge = kind === 'bridge';
  const lines = [
    `Settings for ${device.name}:`,
    '\tSupported ports: [  ]',
    '\tSupported link modes:   Not reported',
    '\tSupported pause frame use: No',
    '\tSupports auto-negotiation: No',
    '\tSupported FEC modes: Not reported',
    '\tAdvertised link modes:  Not reported',
    '\tAdvertised pause frame use: No',
    '\tAdvertised auto-negotiation: No',
    '\tAdvertised FEC modes: Not reported',
    isBridge && !(device.up && device.carrier) ? '\tSpeed: Unknown!' : '\tSpeed: 10000Mb/s',
    `\tDuplex: ${isBridge ? 'Unknown! (255)' : 'Full'}`,
    '\tAuto-negotiation: off',
    `\tPort: ${isBridge ? 'Other' : 'Twisted Pair'}`,
    '\tPHYAD: 0',
    '\tTransceiver: internal',
    ...(isBridge ? [] : ['\tMDI-X: Unknown']),
    link,
  ];
  return success(lines.map((line) => `${line}\n`).join(''));
}
