/** Every command by name: as on Debian 12, and those that look otherwise in a container made of busybox. */
import type { Program } from '../machine';
import { brctl } from './brctl';
import { busyboxPing } from './busyboxPing';
import { ctime } from './calendar';
import { program } from './command';
import { conntrack } from './conntrack';
import { curl } from './curl';
import { busyboxIfconfig, ifconfig } from './ifconfig';
import { busyboxIp, ip } from './ip';
import { ip6tables, iptables, iptablesRestore, iptablesSave } from './iptables';
import { busyboxNc, nc } from './nc';
import { nginx } from './nginx';
import { ping } from './ping';
import { preparationPrograms } from './preparation';
import { busyboxKill, kill } from './processes/kill';
import { killall, pgrep, pkill } from './processes/pgrep';
import { busyboxPs, ps } from './processes/ps';
import { busyboxRoute, route } from './route';
import { busyboxSleep, sleep } from './sleep';
import { busyboxNetstat, netstat } from './sockets/netstat';
import { sysctl } from './sysctl';
import { systemPrograms } from './system';
import { systemctl } from './systemctl';
import { busyboxWget } from './wget';

/** Commands of a machine. */
export const programs: ReadonlyMap<string, Program> = new Map([
  ...preparationPrograms,
  ...systemPrograms,
  ['brctl', program(brctl)],
  ['conntrack', program(conntrack)],
  ['curl', curl],
  ['ifconfig', program(ifconfig)],
  ['ip', program(ip)],
  ...['ip6tables', 'ip6tables-restore', 'ip6tables-save'].map((name) => [name, ip6tables] as const),
  [
    'iptables',
    program(({ net, machine }, argv) => iptables(net.netfilter, argv, { version: machine.iptablesVersion })),
  ],
  [
    'iptables-restore',
    program(({ net, machine }, argv, stdin) =>
      iptablesRestore(net.netfilter, argv, stdin, { version: machine.iptablesVersion }),
    ),
  ],
  [
    'iptables-save',
    program(({ net, machine }, argv) =>
      iptablesSave(net.netfilter, argv, { version: machine.iptablesVersion, date: ctime(machine.date()) }),
    ),
  ],
  ['kill', program(kill)],
  ['killall', killall],
  ['nc', nc],
  ['netstat', program(netstat)],
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
]);

/** What a busybox container has instead. */
export const busyboxPrograms: ReadonlyMap<string, Program> = new Map([
  ...systemPrograms,
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
