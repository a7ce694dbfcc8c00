/** Programs that show and change a network, or use it: loaded together, when the first of them is run. */
import type { Program } from '../machine';
import { arp } from './arp';
import { busyboxArping } from './arping';
import { brctl } from './brctl';
import { bridge } from './bridge';
import { program } from './common/command';
import type { ProgramsByName } from './common/inNamespace';
import { curl } from './curl';
import { ethtool } from './ethtool';
import { getent } from './getent';
import { busyboxIfconfig, ifconfig } from './ifconfig';
import { busyboxIp, ipProgram } from './ip';
import { arping } from './iputilsArping';
import { busyboxNc } from './nc/busybox';
import { nc } from './nc/openbsd';
import { busyboxNetstat, netstat } from './netstat';
import { nstat } from './netstat/statistics';
import { nsenter } from './nsenter';
import { busyboxNslookup } from './nslookup';
import { busyboxPing } from './ping/busybox';
import { ping } from './ping/iputils';
import { busyboxRoute, route } from './route';
import { ss } from './ss';
import { tcpdump } from './tcpdump';
import { tracepath } from './tracepath';
import { busyboxTraceroute } from './traceroute/busybox';
import { traceroute } from './traceroute/dmitry';
import { busyboxWget } from './wget/busybox';
import { wget } from './wget/gnu';

export const networkPrograms: ReadonlyMap<string, Program> = new Map([
  ['arp', arp],
  ['arping', arping],
  ['brctl', program(brctl)],
  ['bridge', program(bridge)],
  ['curl', curl],
  ['ethtool', program(ethtool)],
  ['getent', getent],
  ['ifconfig', program(ifconfig)],
  ['nc', nc],
  ['netstat', program(netstat)],
  ['nstat', program(nstat)],
  ['ping', ping],
  ['ping6', ping],
  ['route', program(route)],
  ['ss', program(ss)],
  ['tcpdump', tcpdump],
  ['tracepath', tracepath],
  ['traceroute', traceroute],
  ['wget', wget],
]);

/** Those that run other programs, which are found by name. */
export function runningPrograms(programs: ProgramsByName): ReadonlyMap<string, Program> {
  return new Map([
    ['ip', ipProgram(programs)],
    ['nsenter', nsenter(programs)],
  ]);
}

/** What a busybox container has instead. */
export const busyboxNetworkPrograms: ReadonlyMap<string, Program> = new Map([
  ['arping', busyboxArping],
  ['ifconfig', program(busyboxIfconfig)],
  ['ip', program(busyboxIp)],
  ['nc', busyboxNc],
  ['netstat', program(busyboxNetstat)],
  ['nslookup', busyboxNslookup],
  ['ping', busyboxPing],
  ['ping6', busyboxPing],
  ['route', program(busyboxRoute)],
  ['traceroute', busyboxTraceroute],
  ['wget', busyboxWget],
]);
