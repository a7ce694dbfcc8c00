/** Programs that look at a machine, its files and its processes: loaded together, when the first of them is run. */
import type { Program } from '../machine';
import { program } from './common/command';
import { conntrack } from './conntrack';
import { date } from './date';
import { dmesg } from './dmesg';
import { busyboxId, id } from './id';
import { ls } from './ls';
import { mktemp } from './mktemp';
import { killall, pgrep, pkill } from './pgrep';
import { busyboxPs } from './ps/busybox';
import { ps } from './ps/procps';
import { shuf } from './shuf';
import { sysctl } from './sysctl';
import { uname } from './uname';
import { uptime } from './uptime';
import { vi } from './vi';
import { yes } from './yes';

export const machinePrograms: ReadonlyMap<string, Program> = new Map([
  ['conntrack', program(conntrack)],
  ['date', date],
  ['dmesg', program(dmesg)],
  ['id', program(id)],
  ['killall', killall],
  ['ls', ls],
  ['mktemp', mktemp],
  ['pgrep', pgrep],
  ['pkill', pkill],
  ['ps', ps],
  ['shuf', shuf],
  ['sysctl', program(sysctl)],
  ['uname', program(uname)],
  ['uptime', program(uptime)],
  ['yes', yes],
  ['vi', program((_place, argv) => vi(argv))],
  ['vim', program((_place, argv) => vi(argv))],
]);

/** What a busybox container has instead. */
export const busyboxMachinePrograms: ReadonlyMap<string, Program> = new Map([
  ['id', program(busyboxId)],
  ['ps', busyboxPs],
]);
