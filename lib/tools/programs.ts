/** Every command by name: as on Debian 12, and those that look otherwise in a container made of busybox. */
import type { Program } from '../machine';
import { brctl } from './brctl';
import { program } from './command';
import { curl } from './curl';
import { busyboxIfconfig, ifconfig } from './ifconfig';
import { busyboxIp, ip } from './ip';
import { nginx } from './nginx';
import { busyboxRoute, route } from './route';

/** Commands of a machine. */
export const programs: ReadonlyMap<string, Program> = new Map([
  ['brctl', program(brctl)],
  ['curl', curl],
  ['ifconfig', program(ifconfig)],
  ['ip', program(ip)],
  ['nginx', nginx],
  ['route', program(route)],
]);

/** What a busybox container has instead. */
export const busyboxPrograms: ReadonlyMap<string, Program> = new Map([
  ['ifconfig', program(busyboxIfconfig)],
  ['ip', program(busyboxIp)],
  ['route', program(busyboxRoute)],
]);
