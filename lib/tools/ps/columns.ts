/** The columns that `ps` can show. procps 4.0, ps/output.c. Processor time and memory are not modelled: they are 0. */
import { type Process, userOf } from '../../machine';
import { userName } from '../common/accounts';
import type { ProcessView } from '../common/processView';

/** A column of `ps`: its title and what it shows of a process. */
export interface Column {
  readonly title: string;
  /** Positive: to the left, negative: to the right. */
  readonly width: number;
  value(view: ProcessView): string;
}

const PID: Column = { title: 'PID', width: -7, value: ({ pid }) => String(pid) };
const PPID: Column = { title: 'PPID', width: -7, value: ({ ppid }) => String(ppid) };
const TTY: Column = { title: 'TTY', width: 8, value: ({ tty }) => tty };
const ARGS = (title: string): Column => ({ title, width: 27, value: ({ process }) => process.title });
const COMM = (title: string): Column => ({ title, width: 15, value: ({ process }) => process.comm });
const TIME: Column = { title: 'TIME', width: -8, value: () => '00:00:00' };
const BSD_TIME: Column = { title: 'TIME', width: -6, value: () => '0:00' };
const USER = (title: string): Column => ({ title, width: 8, value: ({ process }) => nameOfUser(process) });
const STAT: Column = { title: 'STAT', width: 4, value: ({ state }) => state };
const START: Column = { title: 'START', width: 5, value: ({ started }) => started };

/** `ps` */
export const SHORT: readonly Column[] = [PID, TTY, TIME, COMM('CMD')];
/** `ps -f` */
export const FULL: readonly Column[] = [
  USER('UID'),
  PID,
  PPID,
  { title: 'C', width: -2, value: () => '0' },
  { title: 'STIME', width: 5, value: ({ started }) => started },
  TTY,
  TIME,
  ARGS('CMD'),
];
/** `ps ax` */
export const BSD: readonly Column[] = [PID, TTY, STAT, BSD_TIME, ARGS('COMMAND')];
/** `ps aux` */
export const BSD_USER: readonly Column[] = [
  USER('USER'),
  PID,
  { title: '%CPU', width: -4, value: () => '0.0' },
  { title: '%MEM', width: -4, value: () => '0.0' },
  { title: 'VSZ', width: -6, value: () => '0' },
  { title: 'RSS', width: -5, value: () => '0' },
  TTY,
  STAT,
  START,
  BSD_TIME,
  ARGS('COMMAND'),
];

/** By the names that `-o` takes. */
export const BY_NAME: Readonly<Record<string, Column>> = {
  args: ARGS('COMMAND'),
  cmd: ARGS('CMD'),
  comm: COMM('COMMAND'),
  command: ARGS('COMMAND'),
  etimes: { title: 'ELAPSED', width: -7, value: ({ age }) => String(age) },
  pid: PID,
  ppid: PPID,
  start_time: START,
  stat: STAT,
  state: { title: 'S', width: 1, value: ({ state }) => state.slice(0, 1) },
  stime: { title: 'STIME', width: 5, value: ({ started }) => started },
  time: TIME,
  tt: { ...TTY, title: 'TT' },
  tty: { ...TTY, title: 'TT' },
  ucmd: COMM('CMD'),
  uid: { title: 'UID', width: -5, value: ({ process }) => `${userOf(process.place).uid}` },
  user: USER('USER'),
};

/** As the machine knows it, whose numbers a container's users have as well. */
function nameOfUser({ place }: Process): string {
  const { uid } = userOf(place);
  return userName(place.machine, uid) ?? `${uid}`;
}

/** A table; the last column is not padded, and without any title there is no title line. */
export function formatTable(columns: readonly Column[], views: readonly ProcessView[], headed = true): string {
  const row = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const { width } = columns[index] as Column;
        if (width < 0) return cell.padStart(-width);
        return index === columns.length - 1 ? cell : cell.padEnd(width);
      })
      .join(' ');
  const lines = views.map((view) => row(columns.map((column) => column.value(view))));
  const titles = headed && columns.some(({ title }) => title !== '') ? [row(columns.map(({ title }) => title))] : [];
  return [...titles, ...lines].map((line) => `${line}\n`).join('');
}
