/** `brctl` of bridge-utils: shows and makes bridges, adds and removes ports. Not modelled: spanning tree, timers. */
import type { Place } from '../machine';
import { type BridgeDevice, SECOND } from '../network';
import { formatMac } from '../packet';
import type { CommandResult } from './common/result';
import { refuse, runTool, ToolError } from './common/toolError';
import { isBridge } from './ip/device';
import { addBridge, deleteDevice } from './ip/newDevice';

/** Commands and how many arguments they need. */
const COMMANDS: readonly (readonly [string, number, string, string])[] = [
  ['addbr', 1, '<bridge>\t', 'add bridge'],
  ['delbr', 1, '<bridge>\t', 'delete bridge'],
  ['addif', 2, '<bridge> <device>', 'add interface to bridge'],
  ['delif', 2, '<bridge> <device>', 'delete interface from bridge'],
  ['hairpin', 3, '<bridge> <port> {on|off}', 'turn hairpin on/off'],
  ['setageing', 2, '<bridge> <time>\t', 'set ageing time'],
  ['setbridgeprio', 2, '<bridge> <prio>\t', 'set bridge priority'],
  ['setfd', 2, '<bridge> <time>\t', 'set bridge forward delay'],
  ['sethello', 2, '<bridge> <time>\t', 'set hello time'],
  ['setmaxage', 2, '<bridge> <time>\t', 'set max message age'],
  ['setpathcost', 3, '<bridge> <port> <cost>', 'set path cost'],
  ['setportprio', 3, '<bridge> <port> <prio>', 'set port priority'],
  ['show', 0, '[ <bridge> ]\t', 'show a list of bridges'],
  ['showmacs', 1, '<bridge>\t', 'show a list of mac addrs'],
  ['showstp', 1, '<bridge>\t', 'show bridge stp info'],
  ['stp', 2, '<bridge> {on|off}', 'turn stp on/off'],
];

/** `brctl show`, `addbr`, `addif` and the like. */
export function brctl(place: Place, argv: readonly string[]): CommandResult {
  const [name] = argv;
  // Usage goes to standard output.
  if (name === undefined) return { stdout: usage(), stderr: '', exitCode: 1 };
  if (!name.startsWith('-') && !COMMANDS.some(([known]) => known === name))
    return { stdout: usage(), stderr: `never heard of command [${name}]\n`, exitCode: 1 };
  return runTool(() => run(place, argv));
}

function run(place: Place, [name = '', ...words]: readonly string[]): string {
  if (name === '-V' || name === '--version') return 'bridge-utils, 1.7.1\n';
  const command = COMMANDS.find(([known]) => known === name);
  if (command === undefined) throw refuse('brctl', `option "${name}"`);
  if (words.length < command[1])
    throw new ToolError(
      `Incorrect number of arguments for command\nUsage: brctl ${name} ${command[2].trimEnd()}\t${command[3]}\n`,
    );
  const [bridge = '', port = '', setting = ''] = words;
  switch (name) {
    case 'show':
      return words.length === 0
        ? table(bridges(place))
        : table(words.map((word) => existingBridge(place, word, (missing) => `bridge ${missing} does not exist!`)));
    case 'showmacs':
      return stations(existingBridge(place, bridge, () => `read of forward table failed: No such device`));
    case 'addbr':
      if (place.net.device(bridge) !== undefined)
        throw new ToolError(`device ${bridge} already exists; can't create bridge with the same name\n`);
      addBridge(place, bridge);
      return '';
    case 'delbr':
      return remove(existingBridge(place, bridge, (missing) => `bridge ${missing} doesn't exist; can't delete it`));
    case 'addif':
    case 'delif':
      return changePort(place, name, bridge, port);
    case 'hairpin':
      return setHairpin(place, bridge, port, setting);
    default:
      throw refuse('brctl', `"${name}"`);
  }
}

function bridges({ net }: Place): readonly BridgeDevice[] {
  return net.devices.filter(isBridge);
}

function existingBridge({ net }: Place, name: string, complaint: (name: string) => string): BridgeDevice {
  const device = net.device(name);
  if (device === undefined || !isBridge(device)) throw new ToolError(`${complaint(name)}\n`);
  return device;
}

/** A line a bridge, and one more for each port after the first; ports by name. */
function table(shown: readonly BridgeDevice[]): string {
  const lines = shown.flatMap(({ name, mac, ports }) => {
    const [first = '', ...others] = ports.map(({ device }) => device.name).sort();
    const identifier = `8000.${formatMac(mac).replaceAll(':', '')}`;
    return [`${name}\t\t${identifier}\tno\t\t${first}`, ...others.map((other) => `\t\t\t\t\t\t\t${other}`)];
  });
  // Without any bridge there is no title line.
  return lines.length === 0 ? '' : `${['bridge name\tbridge id\t\tSTP enabled\tinterfaces', ...lines].join('\n')}\n`;
}

/** The forwarding table: the ports' own addresses, and learned ones with their age. */
function stations(bridge: BridgeDevice): string {
  const now = bridge.namespace.clock.now;
  const numberOf = (device: unknown) => bridge.ports.find((port) => port.device === device)?.number ?? 0;
  const rows = [
    ...bridge.ports.map(({ device, number }) => ({ mac: device.mac, number, local: true, age: 0 })),
    ...[...bridge.fdb].map(([mac, { port, heardAt }]) => ({
      mac,
      number: numberOf(port),
      local: false,
      age: (now - heardAt) / SECOND,
    })),
  ].sort((a, b) => a.mac - b.mac);
  const lines = rows.map(({ mac, number, local, age }) => {
    const hundredths = String(Math.floor((age % 1) * 100)).padStart(2, '0');
    return `${String(number).padStart(3)}\t${formatMac(mac)}\t${local ? 'yes' : 'no'}\t\t${String(Math.floor(age)).padStart(4)}.${hundredths}`;
  });
  return `${['port no\tmac addr\t\tis local?\tageing timer', ...lines].join('\n')}\n`;
}

function remove(bridge: BridgeDevice): string {
  if (bridge.up) throw new ToolError(`bridge ${bridge.name} is still up; can't delete it\n`);
  deleteDevice(bridge);
  return '';
}

function changePort(place: Place, command: 'addif' | 'delif', bridgeName: string, name: string): string {
  const bridge = existingBridge(place, bridgeName, (missing) => `bridge ${missing} does not exist!`);
  const device = place.net.device(name);
  if (device === undefined) throw new ToolError(`interface ${name} does not exist!\n`);
  if (command === 'delif') {
    if (device.master !== bridge) throw new ToolError(`device ${name} is not a port of ${bridgeName}\n`);
    bridge.removePort(device);
    return '';
  }
  if (device.master !== undefined)
    throw new ToolError(`device ${name} is already a member of a bridge; can't add it to bridge ${bridgeName}.\n`);
  if (isBridge(device) || device.kind === 'loopback')
    throw new ToolError(
      `can't add ${name} to bridge ${bridgeName}: ${isBridge(device) ? 'Too many levels of symbolic links' : 'Invalid argument'}\n`,
    );
  bridge.addPort(device);
  return '';
}

function setHairpin(place: Place, bridgeName: string, name: string, setting: string): string {
  const bridge = existingBridge(
    place,
    bridgeName,
    (missing) => `can't set ${name} to hairpin on bridge ${missing}: No such device`,
  );
  const port = bridge.ports.find(({ device }) => device.name === name);
  if (port === undefined) throw new ToolError(`can't set ${name} to hairpin on bridge ${bridgeName}: No such device\n`);
  if (!/^(on|yes|1|off|no|0)$/.test(setting)) throw new ToolError(`expect on/off for argument\n`);
  port.hairpin = /^(on|yes|1)$/.test(setting);
  return '';
}

function usage(): string {
  const lines = COMMANDS.map(([name, , parameters, text]) => `\t${name.padEnd(10)}\t${parameters}\t${text}`);
  return `Usage: brctl [commands]\ncommands:\n${lines.join('\n')}\n`;
}
