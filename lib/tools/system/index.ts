/** What the system says of itself: the time, its name, how long it runs, what files it has. */
import type { Program } from '../../machine';
import { program } from '../command';
import { ls } from '../files/ls';
import { success } from '../result';
import { date } from './date';
import { dmesg } from './dmesg';
import { hostname, uname, whoami } from './names';
import { uptime } from './uptime';

export const systemPrograms: ReadonlyMap<string, Program> = new Map([
  ['clear', program(() => success('\u001b[H\u001b[2J\u001b[3J'))],
  ['date', program(date)],
  ['dmesg', program(dmesg)],
  ['hostname', program(hostname)],
  ['ls', ls],
  ['uname', program(uname)],
  ['uptime', program(uptime)],
  ['whoami', program((_place, argv) => whoami(argv))],
]);
