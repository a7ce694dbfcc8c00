/** Programs that look at a machine, its files and its processes: loaded together, when the first of them is run. */
import type { Program } from '../machine';
import { program } from './common/command';
import { failure } from './common/result';
import { conntrack } from './conntrack';
import { date } from './date';
import { dd } from './dd';
import { dmesg } from './dmesg';
import { hostname } from './hostname';
import { busyboxId, id } from './id';
import { busyboxKill, kill } from './kill';
import { ls } from './ls';
import { mktemp } from './mktemp';
import { killall, pgrep, pkill } from './pgrep';
import { busyboxPs } from './ps/busybox';
import { ps } from './ps/procps';
import { shuf } from './shuf';
import { sysctl } from './sysctl';
import { systemctl } from './systemctl';
import { truncate } from './truncate';
import { uname } from './uname';
import { uptime } from './uptime';
import { vi } from './vi';
import { whoami } from './whoami';
import { yes } from './yes';

export const machinePrograms: ReadonlyMap<string, Program> = new Map([
  ['conntrack', program(conntrack)],
  ['date', date],
  ['dd', dd(false)],
  ['dmesg', program(dmesg)],
  ['hostname', program(hostname)],
  ['id', program(id)],
  // Where Docker is installed, its own takes the place of this one.
  [
    'journalctl',
    program(() => failure('journalctl: a journal without Docker in it is not modelled by chainwalk\n', 2)),
  ],
  ['kill', program(kill)],
  ['killall', killall],
  ['ls', ls],
  ['mktemp', mktemp],
  ['pgrep', pgrep],
  ['pkill', pkill],
  ['ps', ps],
  ['shuf', shuf],
  ['sysctl', program(sysctl)],
  ['systemctl', systemctl],
  ['truncate', truncate],
  ['uname', program(uname)],
  ['uptime', program(uptime)],
  ['whoami', program(whoami)],
  ['yes', yes],
  ['vi', program((_place, argv) => vi(argv))],
  ['vim', program((_place, argv) => vi(argv))],
]);

/** What a busybox container has instead. */
export const busyboxMachinePrograms: ReadonlyMap<string, Program> = new Map([
  ['dd', dd(true)],
  ['id', program(busyboxId)],
  ['kill', program(busyboxKill)],
  ['ps', busyboxPs],
]);
