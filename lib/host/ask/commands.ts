/** Commands of a remedy, typed at a copy of the host. */
import { Process } from '../../machine';
import { programs } from '../../tools';
import type { HostMachines } from '../build';

const WORD = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g;

/** Runs each line as root on the host; what the first that failed said, or `undefined`. */
export function runCommands(machines: HostMachines, commands: string): string | undefined {
  for (const line of commands.split('\n')) {
    if (line.trim() === '') continue;
    const argv = [...line.matchAll(WORD)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
    const [name = ''] = argv;
    const program = programs.get(name);
    if (program === undefined) return `${name}: command not found`;
    machines.forgetConnections();
    const process = new Process({ place: machines.host, argv, program });
    machines.clock.runUntil(() => !process.running);
    if (name === 'conntrack') machines.keepConnections();
    if (process.exitCode !== 0) return process.stderr.trim() || `${name} ended with ${process.exitCode}`;
  }
  return undefined;
}
