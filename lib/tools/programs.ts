/** Every command by name: as on Debian 12, and those that look otherwise in a container made of busybox. */
import type { Program } from '../machine';
import { brctl } from './brctl';
import { immediate, program } from './common/command';
import { success } from './common/result';
import { conntrack } from './conntrack';
import { curl } from './curl';
import { date } from './date';
import { dmesg } from './dmesg';
import { hostname } from './hostname';
import { busyboxIfconfig, ifconfig } from './ifconfig';
import { busyboxIp, ip } from './ip';
import { ipset } from './ipset';
import { IPTABLES_PROGRAMS, ip6tables } from './iptables';
import { busyboxKill, kill } from './kill';
import { ls } from './ls';
import { mktemp } from './mktemp';
import { busyboxNc } from './nc/busybox';
import { nc } from './nc/openbsd';
import { busyboxNetstat, netstat } from './netstat';
import { nft } from './nft';
import { nginx } from './nginx';
import { killall, pgrep, pkill } from './pgrep';
import { busyboxPing } from './ping/busybox';
import { ping } from './ping/iputils';
import { busyboxPs } from './ps/busybox';
import { ps } from './ps/procps';
import { busyboxRoute, route } from './route';
import { shuf } from './shuf';
import { busyboxSleep } from './sleep/busybox';
import { sleep } from './sleep/gnu';
import { sysctl } from './sysctl';
import { systemctl } from './systemctl';
import { uname } from './uname';
import { updateAlternatives } from './updateAlternatives';
import { uptime } from './uptime';
import { vi } from './vi';
import { busyboxWget } from './wget/busybox';
import { wget } from './wget/gnu';
import { whoami } from './whoami';
import { yum } from './yum';

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
 * Commands of a machine by name, as on Debian 12: what a `Process` runs.
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
  ['brctl', program(brctl)],
  ['conntrack', program(conntrack)],
  ['curl', curl],
  ['ifconfig', program(ifconfig)],
  ['ip', program(ip)],
  ...['ip6tables', 'ip6tables-restore', 'ip6tables-save'].map((name) => [name, ip6tables] as const),
  ...IPTABLES_PROGRAMS,
  ['ipset', program(ipset)],
  ['kill', program(kill)],
  ['killall', killall],
  ['nc', nc],
  ['netstat', program(netstat)],
  [
    'nft',
    immediate((process) => {
      const { stdout, stderr, exitCode } = nft(process.place, process.argv.slice(1), process.stdin, process.cwd);
      process.stdout += stdout;
      process.stderr += stderr;
      return exitCode;
    }),
  ],
  ['nginx', nginx],
  ['pgrep', pgrep],
  ['ping', ping],
  ['ping6', ping],
  ['pkill', pkill],
  ['ps', ps],
  ['route', program(route)],
  ['sleep', sleep],
  ['sysctl', program(sysctl)],
  ['systemctl', systemctl],
  ['update-alternatives', program(updateAlternatives)],
  ['vi', program((_place, argv) => vi(argv))],
  ['vim', program((_place, argv) => vi(argv))],
  ['wget', wget],
  ['yum', program((_place, argv) => yum(argv))],
]);

/** What a busybox container has instead. */
export const busyboxPrograms: ReadonlyMap<string, Program> = new Map([
  ...commonPrograms,
  ['ifconfig', program(busyboxIfconfig)],
  ['ip', program(busyboxIp)],
  ['kill', program(busyboxKill)],
  ['nc', busyboxNc],
  ['netstat', program(busyboxNetstat)],
  ['ping', busyboxPing],
  ['ping6', busyboxPing],
  ['ps', busyboxPs],
  ['route', program(busyboxRoute)],
  ['sleep', busyboxSleep],
  ['wget', busyboxWget],
]);
