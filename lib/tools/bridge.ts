/**
 * `bridge` of iproute2 6.1: ports and stations of bridges. Not modelled: changes, VLANs, groups and what stations of groups devices
 * listen to but those of IPv4.
 */
import type { Place } from '../machine';
import { BridgeDevice, type NetDevice, SECOND } from '../network';
import { formatMac } from '../packet';
import { placeIn } from './common/inNamespace';
import type { CommandResult } from './common/result';
import { refuse, runTool, ToolError } from './common/toolError';
import { flagNames, operationalState, vethPeer } from './ip/device';
import { type Json, printJson } from './ip/json';
import { namedNamespace } from './ip/netns';
import { complete, Words } from './ip/words';

const USAGE = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
       bridge [ -force ] -batch filename
where  OBJECT := { link | fdb | mdb | vlan | monitor }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -o[neline] | -t[imestamp] | -n[etns] name |
                    -c[ompressvlans] -color -p[retty] -j[son] }
`;
const OBJECTS = ['link', 'fdb', 'mdb', 'vlan', 'monitor', 'vni', 'help'] as const;
/** All stations of a network listen to it (RFC 1112), and all snoopers of a bridge to the other (RFC 4286). */
const ALL_SYSTEMS = '01:00:5e:00:00:01';
const ALL_SNOOPERS = '01:00:5e:00:00:6a';

interface Options {
  readonly statistics: boolean;
  readonly details: boolean;
  readonly json: boolean;
  readonly pretty: boolean;
}

/** `bridge [-s] [-d] [-j] link | fdb | vlan | mdb [show …]` */
export function bridge(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    let there = place;
    let options: Options = { statistics: false, details: false, json: false, pretty: false };
    let index = 0;
    for (; argv[index]?.startsWith('-'); index++) {
      const word = (argv[index] ?? '').replace(/^--/, '-');
      if ('-Version'.startsWith(word)) return 'bridge utility, 6.1.0\n';
      if ('-statistics'.startsWith(word)) options = { ...options, statistics: true };
      else if ('-details'.startsWith(word)) options = { ...options, details: true };
      else if ('-json'.startsWith(word)) options = { ...options, json: true };
      else if ('-pretty'.startsWith(word)) options = { ...options, pretty: true };
      else if ('-netns'.startsWith(word)) there = placeIn(place, namedNamespace(place, argv[++index] ?? ''));
      else if (!'-oneline'.startsWith(word) && !'-compressvlans'.startsWith(word))
        throw refuse('bridge', `option "${word}"`);
    }
    const words = new Words(argv.slice(index));
    if (words.done) throw new ToolError(USAGE, 255);
    return runObject(there, words, options);
  });
}

function runObject(place: Place, words: Words, options: Options): string {
  const word = words.take();
  const object = complete(word, OBJECTS);
  if (object === undefined) throw new ToolError(`Object "${word}" is unknown, try "bridge help".\n`, 255);
  if (object === 'help') throw new ToolError(USAGE, 255);
  if (object === 'monitor' || object === 'vni') throw refuse('bridge', `"${object}"`);
  if (!words.done && !words.takeIf('show', 'list', 'lst')) throw refuse('bridge', `"${object} ${words.peek}"`);
  switch (object) {
    case 'link':
      return showLinks(place, words, options);
    case 'fdb':
      return showStations(place, words, options);
    case 'vlan':
      return options.json ? printJson([], options.pretty) : 'port              vlan-id  \n';
    default:
      return options.json ? printJson([{ mdb: [], router: {} }], options.pretty) : '';
  }
}

function deviceOf({ net }: Place, name: string): NetDevice {
  const device = net.device(name);
  if (device === undefined) throw new ToolError(`Cannot find device "${name}"\n`, 255);
  return device;
}

function portsOf({ net }: Place): readonly NetDevice[] {
  return net.devices.filter((device) => device.master !== undefined);
}

function showLinks(place: Place, words: Words, options: Options): string {
  let [name, master]: (string | undefined)[] = [];
  while (!words.done) {
    const word = words.take();
    if (word === 'dev') name = deviceOf(place, words.take()).name;
    else if (word === 'master') master = deviceOf(place, words.take()).name;
  }
  const ports = portsOf(place).filter(
    (device) =>
      (name === undefined || device.name === name) && (master === undefined || device.master?.name === master),
  );
  if (options.json) return printJson(ports.map(portJson), options.pretty);
  return ports.map((device) => portLine(device, options)).join('');
}

function stateOf(device: NetDevice): string {
  return operationalState(device) === 'UP' && device.master?.up === true ? 'forwarding' : 'disabled';
}

function portLine(device: NetDevice, { details }: Options): string {
  const flags = flagNames(device).join(',');
  const link = linkName(device);
  const line = `${device.ifindex}: ${device.name}${link === undefined ? '' : `@${link}`}: <${flags}> mtu ${device.mtu} master ${device.master?.name} state ${stateOf(device)} priority 32 cost 2 \n`;
  return details ? `${line}    ${settings(device)}\n` : line;
}

function settings(device: NetDevice): string {
  const port = device.master?.ports.find((candidate) => candidate.device === device);
  return (
    `hairpin ${port?.hairpin ? 'on' : 'off'} guard off root_block off fastleave off learning on flood on mcast_flood on bcast_flood on ` +
    'mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated off locked off '
  );
}

/** The other end's index is looked up among the devices here, even where that end is in another namespace. Linux: iproute2, ll_index_to_name. */
function linkName(device: NetDevice): string | undefined {
  const index = vethPeer(device)?.ifindex;
  if (index === undefined) return undefined;
  return device.namespace.devices.find(({ ifindex }) => ifindex === index)?.name ?? `if${index}`;
}

function portJson(device: NetDevice): Json {
  return {
    ifindex: device.ifindex,
    link: linkName(device),
    ifname: device.name,
    flags: flagNames(device),
    mtu: device.mtu,
    master: device.master?.name,
    state: stateOf(device),
    priority: 32,
    cost: 2,
  };
}

/** An entry of a forwarding table, or an address that a device listens to (`self`). */
interface Station {
  readonly mac: string;
  readonly device: string;
  readonly bridge: string | undefined;
  readonly isPermanent: boolean;
  /** Seconds since it was heard. */
  readonly age: number;
}

function showStations(place: Place, words: Words, options: Options): string {
  let [device, bridgeName, state]: (string | undefined)[] = [];
  while (!words.done) {
    const word = words.take();
    if (word === 'br') bridgeName = deviceOf(place, words.take()).name;
    else if (word === 'dev' || word === 'brport') device = deviceOf(place, words.take()).name;
    else if (word === 'dynamic' || word === 'static' || word === 'permanent') state = word;
    else throw refuse('bridge', `"fdb show ${word}"`);
  }
  const isWanted = (station: Station) =>
    (device === undefined || station.device === device) &&
    (bridgeName === undefined || station.bridge === bridgeName || isOfBridge(place, station.device, bridgeName)) &&
    (state === undefined || (state === 'permanent') === station.isPermanent);
  const stations = place.net.devices.flatMap(stationsOf).filter((station) => state !== 'static' && isWanted(station));
  if (options.json)
    return printJson(
      stations.map((station) => stationJson(station, device === undefined)),
      options.pretty,
    );
  return stations.map((station) => stationLine(station, device === undefined, options)).join('');
}

function isOfBridge({ net }: Place, name: string, bridgeName: string): boolean {
  return name === bridgeName || net.device(name)?.master?.name === bridgeName;
}

/** A device's own entries: what its bridge learned, then its own address, then the groups that it listens to. */
function stationsOf(device: NetDevice): readonly Station[] {
  if (device.kind === 'loopback') return [];
  const own = (mac: string, bridge?: string): Station => ({
    mac,
    device: device.name,
    bridge,
    isPermanent: true,
    age: 0,
  });
  const groups = device.up ? [own(ALL_SYSTEMS)] : [];
  if (device instanceof BridgeDevice) {
    const mine = device.ports.some((port) => port.device.mac === device.mac)
      ? []
      : [own(formatMac(device.mac), device.name)];
    return [...(device.up ? [own(ALL_SNOOPERS)] : []), ...groups, ...mine];
  }
  const { master } = device;
  if (!(master instanceof BridgeDevice)) return groups;
  const now = master.namespace.clock.now;
  const learned = [...master.fdb]
    .filter(([, { port }]) => port === device)
    .map(
      ([mac, { heardAt }]): Station => ({
        mac: formatMac(mac),
        device: device.name,
        bridge: master.name,
        isPermanent: false,
        age: Math.floor((now - heardAt) / SECOND),
      }),
    );
  return [...learned, own(formatMac(device.mac), master.name), ...groups];
}

function stationLine(station: Station, withDevice: boolean, { statistics }: Options): string {
  const words = [
    station.mac,
    ...(withDevice ? [`dev ${station.device}`] : []),
    ...(statistics && station.bridge !== undefined ? [`used ${station.age}/${station.age}`] : []),
    station.bridge === undefined ? 'self' : `master ${station.bridge}`,
    ...(station.isPermanent ? ['permanent'] : []),
  ];
  return `${words.join(' ')}${station.isPermanent ? '' : ' '}\n`;
}

function stationJson(station: Station, withDevice: boolean): Json {
  return {
    mac: station.mac,
    ifname: withDevice ? station.device : undefined,
    flags: station.bridge === undefined ? ['self'] : [],
    master: station.bridge,
    state: station.isPermanent ? 'permanent' : '',
  };
}
