/** Every command by name: as on Debian 12, and those that look otherwise in a container made of busybox. */
import type { Program } from '../machine';
import { program } from './common/command';
import { latePrograms } from './common/late';
import { success } from './common/result';
import { conntrack } from './conntrack';
import { date } from './date';
import { dmesg } from './dmesg';
import { hostname } from './hostname';
import { ipset } from './ipset';
import { IP6TABLES_PROGRAMS, IPTABLES_PROGRAMS } from './iptables';
import { busyboxKill, kill } from './kill';
import { ls } from './ls';
import { mktemp } from './mktemp';
import { nginx } from './nginx';
import { killall, pgrep, pkill } from './pgrep';
import { busyboxPs } from './ps/busybox';
import { ps } from './ps/procps';
import { shuf } from './shuf';
import { busyboxSleep } from './sleep/busybox';
import { sleep } from './sleep/gnu';
import { sysctl } from './sysctl';
import { systemctl } from './systemctl';
import { uname } from './uname';
import { updateAlternatives } from './updateAlternatives';
import { uptime } from './uptime';
import { vi } from './vi';
import { whoami } from './whoami';
import { yum } from './yum';

const networkProgram = latePrograms(() => import('./networkPrograms.js'));
const nftProgram = latePrograms(() => import('./nft/program.js'));

/** Programs of `networkPrograms.ts`. */
const NETWORK = ['brctl', 'curl', 'ifconfig', 'ip', 'nc', 'netstat', 'ping', 'ping6', 'route', 'wget'];
const BUSYBOX_NETWORK = ['ifconfig', 'ip', 'nc', 'netstat', 'ping', 'ping6', 'route', 'wget'];

/** Commands that are the same everywhere. */
const commonPrograms: ReadonlyMap<string, Program> = new Map([
  ['clear', program(() => success('\u001b[H\u001b[2J\u001b[3J'))],
  ['date', date],
  ['dmesg', program(dmesg)],
  ['hostname', program(hostname)],
  ['ls', ls],
  ['mktemp', mktemp],
  ['shuf', shuf],
  ['uname', program(uname)],
  ['uptime', program(uptime)],
  ['whoami', program((_place, argv) => whoami(argv))],
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
 * const program = programs.get('hostname');
 * if (program === undefined) throw new Error('there is no such command');
 * const process = new Process({ place: host, argv: ['hostname'], program });
 * host.clock.runUntil(() => !process.running);
 * process.stdout; // → "localhost\n"
 * ```
 */
export const programs: ReadonlyMap<string, Program> = new Map([
  ...commonPrograms,
  ...NETWORK.map((name) => [name, networkProgram(name, (module) => module.networkPrograms.get(name))] as const),
  ['ipset', program(ipset)],
  ['nft', nftProgram('nft', (module) => module.nftProgram)],
  ['conntrack', program(conntrack)],
  ...IPTABLES_PROGRAMS,
  ...IP6TABLES_PROGRAMS,
  ['kill', program(kill)],
  ['killall', killall],
  ['nginx', nginx],
  ['pgrep', pgrep],
  ['pkill', pkill],
  ['ps', ps],
  ['sleep', sleep],
  ['sysctl', program(sysctl)],
  ['systemctl', systemctl],
  ['update-alternatives', program(updateAlternatives)],
  ['vi', program((_place, argv) => vi(argv))],
  ['vim', program((_place, argv) => vi(argv))],
  ['yum', program((_place, argv) => yum(argv))],
]);

/** What a busybox container has instead. */
export const busyboxPrograms: ReadonlyMap<string, Program> = new Map([
  ...commonPrograms,
  ...BUSYBOX_NETWORK.map(
    (name) => [name, networkProgram(name, (module) => module.busyboxNetworkPrograms.get(name))] as const,
  ),
  ['kill', program(busyboxKill)],
  ['ps', busyboxPs],
  ['sleep', busyboxSleep],
]);
