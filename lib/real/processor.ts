/** On which processor of this computer machines run. */
import { readFileSync } from 'node:fs';

let turn = process.pid;

/** One that this process may use, each in its turn. proc_pid_status(5), Cpus_allowed_list. */
export function nextProcessor(): number {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const allowed = processorsOf(list);
  turn += 1;
  return allowed[turn % allowed.length] ?? 0;
}

/** Those of a list such as `0-3,8`. */
export function processorsOf(list: string): readonly number[] {
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
