/** `dmesg` of util-linux 2.38: the machine's kernel log, in which only netfilter writes here. */
import type { Place } from '../machine';
import { type KernelLogRecord, SECOND } from '../network';
import { ctime } from './common/calendar';
import type { CommandResult } from './common/result';
import { refuse, runTool, ToolError } from './common/toolError';

/** `dmesg`, `-t` without times, `-T` with times of day, `-C` and `-c` to clear. A container may not read it. */
export function dmesg(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const given = new Set<string>();
    for (const word of argv) {
      const option = LONG.get(word) ?? word;
      if (!/^-[tTcC]+$/.test(option)) throw refuse('dmesg', `"${word}"`);
      for (const letter of option.slice(1)) given.add(letter);
    }
    const { machine } = place;
    if (place !== machine) throw new ToolError('dmesg: read kernel buffer failed: Operation not permitted\n');
    const { kernelLog } = machine.net;
    const time = ({ time: at }: KernelLogRecord) =>
      given.has('t') ? '' : given.has('T') ? `[${ctime(machine.date(at))}] ` : `[${seconds(at)}] `;
    const text = given.has('C') ? '' : kernelLog.records.map((record) => `${time(record)}${record.text}\n`).join('');
    if (given.has('c') || given.has('C')) kernelLog.clear();
    return text;
  });
}

const LONG: ReadonlyMap<string, string> = new Map([
  ['--notime', '-t'],
  ['--ctime', '-T'],
  ['--read-clear', '-c'],
  ['--clear', '-C'],
]);

/** Since the machine started, with microseconds. */
function seconds(time: number): string {
  return `${String(Math.floor(time / SECOND)).padStart(5)}.${String(Math.floor(time % SECOND)).padStart(6, '0')}`;
}
