/** Every command by name: as on Debian 12, and those that look otherwise in a container made of busybox. */
import type { Program } from '../machine';
import { program } from './common/command';
import { latePrograms } from './common/late';
import { success } from './common/result';
import { IP6TABLES_PROGRAMS, IPTABLES_PROGRAMS } from './iptables';
import { loadIptablesNft } from './loadNft';
import { busyboxSleep } from './sleep/busybox';
import { sleep } from './sleep/gnu';
import { yum } from './yum';

const firewallProgram = latePrograms(async () => {
  const [module] = await Promise.all([import('./firewallPrograms.js'), loadIptablesNft()]);
  return module;
});
const dnsProgram = latePrograms(() => import('./dnsPrograms.js'));
const machineProgram = latePrograms(() => import('./machinePrograms.js'));
const networkProgram = latePrograms(() => import('./networkPrograms.js'));
const nginxProgram = latePrograms(() => import('./nginx/index.js'));

/** Programs of `dnsPrograms.ts`, `firewallPrograms.ts`, `machinePrograms.ts` and `networkPrograms.ts`. */
const DNS = ['dig', 'host', 'nslookup'];
const FIREWALL = ['ipset', 'nft', 'update-alternatives'];
const MACHINE = [
  'conntrack',
  'dd',
  'id',
  'journalctl',
  'kill',
  'killall',
  'pgrep',
  'pkill',
  'ps',
  'sysctl',
  'systemctl',
  'vi',
  'vim',
];
const COMMON_MACHINE = [
  'date',
  'dmesg',
  'hostname',
  'ls',
  'mktemp',
  'shuf',
  'truncate',
  'uname',
  'uptime',
  'whoami',
  'yes',
];
const NETWORK = [
  'arp',
  'arping',
  'brctl',
  'bridge',
  'curl',
  'ethtool',
  'getent',
  'ifconfig',
  'nc',
  'netstat',
  'nstat',
  'ping',
  'ping6',
  'route',
  'ss',
  'tcpdump',
  'tracepath',
  'traceroute',
  'wget',
];
/** Those of `networkPrograms.ts` that run other programs. */
const RUNNING = ['ip', 'nsenter'];
const BUSYBOX_NETWORK = 'arping ifconfig ip nc netstat nslookup ping ping6 route traceroute wget'.split(' ');

const ofMachine = (name: string) => [name, machineProgram(name, (module) => module.machinePrograms.get(name))] as const;

/** Commands that are the same everywhere. */
const commonPrograms: ReadonlyMap<string, Program> = new Map([
  ['clear', program(() => success('\u001b[H\u001b[2J\u001b[3J'))],
  ...COMMON_MACHINE.map(ofMachine),
]);

/**
 * Commands of a machine by name, as on Debian 12: what a `Process` runs. Those that have `load` are to be loaded before.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { Process } from 'chainwalk/machine';
 * import { programs } from 'chainwalk/tools';
 *
 * const { host } = new Lab();
 * const program = programs.get('sleep');
 * if (program === undefined) throw new Error('there is no such command');
 * const process = new Process({ place: host, argv: ['sleep', '2'], program });
 * host.clock.runUntil(() => !process.running);
 * process.exitCode; // → 0
 * ```
 */
export const programs: ReadonlyMap<string, Program> = new Map([
  ...commonPrograms,
  ...DNS.map((name) => [name, dnsProgram(name, (module) => module.dnsPrograms.get(name))] as const),
  ...FIREWALL.map((name) => [name, firewallProgram(name, (module) => module.firewallPrograms.get(name))] as const),
  ...MACHINE.map(ofMachine),
  ...NETWORK.map((name) => [name, networkProgram(name, (module) => module.networkPrograms.get(name))] as const),
  ...RUNNING.map(
    (name) => [name, networkProgram(name, (module) => module.runningPrograms(() => programs).get(name))] as const,
  ),
  ...IPTABLES_PROGRAMS,
  ...IP6TABLES_PROGRAMS,
  ['nginx', nginxProgram('nginx', ({ nginx }) => nginx)],
  ['sleep', sleep],
  ['yum', program((_place, argv) => yum(argv))],
]);

/** What a busybox container has instead. */
export const busyboxPrograms: ReadonlyMap<string, Program> = new Map([
  ...commonPrograms,
  ...BUSYBOX_NETWORK.map(
    (name) => [name, networkProgram(name, (module) => module.busyboxNetworkPrograms.get(name))] as const,
  ),
  ...['dd', 'id', 'kill', 'ps'].map(
    (name) => [name, machineProgram(name, (module) => module.busyboxMachinePrograms.get(name))] as const,
  ),
  ['sleep', busyboxSleep],
]);
