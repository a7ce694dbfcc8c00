/** Commands of a remedy, typed at a copy of the host. */
import type { Place } from '../../machine';
import type { CommandResult } from '../../tools';
import { conntrack } from '../../tools/conntrack';
import { ip } from '../../tools/ip';
import { ipset } from '../../tools/ipset';
import { iptables } from '../../tools/iptables';
import { nft } from '../../tools/nft';
import { sysctl } from '../../tools/sysctl';
import type { HostMachines } from '../build';

const WORD = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g;

/** The programs that change what decides about packets. */
const PROGRAMS: ReadonlyMap<string, (place: Place, argv: readonly string[]) => CommandResult> = new Map([
  ['conntrack', conntrack],
  ['ip', ip],
  ['ipset', (place, argv) => ipset(place, argv, '')],
  ['iptables', ({ net }, argv) => iptables(net.netfilter, argv, { version: '1.8.9' })],
  ['nft', (place, argv) => nft(place, argv, '')],
  ['sysctl', sysctl],
]);

/** Runs each line as root on the host; what the first that failed said, or `undefined`. */
export function runCommands(machines: HostMachines, commands: string): string | undefined {
  for (const line of commands.split('\n')) {
    const argv = [...line.matchAll(WORD)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
    const [name, ...rest] = argv[0] === 'sudo' ? argv.slice(1) : argv;
    if (name === undefined) continue;
    const program = PROGRAMS.get(name);
    if (program === undefined)
      return `${name} is no command that changes a host here: ${[...PROGRAMS.keys()].join(', ')} are`;
    machines.forgetConnections();
    const { exitCode, stderr } = program(machines.host, rest);
    if (name === 'conntrack') machines.keepConnections();
    if (exitCode !== 0) return `${line.trim()}: ${stderr.trim() || `it ended with ${exitCode}`}`;
  }
  return undefined;
}
