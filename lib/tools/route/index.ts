/** `route` of net-tools 2.10, and busybox's: the table, `add` and `del`. */
import type { Place } from '../../machine';
import { requireAdministrator } from '../common/capability';
import type { CommandResult } from '../common/result';
import { refuse, runTool, ToolError } from '../common/toolError';
import { changeKernelRoute } from './change';
import { routingTable } from './table';

export { routingTable };

const USAGE = `Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables
       route [-v] [-FC] {add|del|flush} ...  Modify routing table for AF.

       route {-h|--help} [<AF>]              Detailed usage syntax for specified AF.
       route {-V|--version}                  Display version/author and exit.
`;

/** `route [-n] [-e]`, `route add …`, `route del …` */
export function route(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => run(place, argv, false));
}

/** The same of busybox, which prints `*` where net-tools prints 0.0.0.0. */
export function busyboxRoute(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => run(place, argv, true));
}

function run(place: Place, argv: readonly string[], busybox: boolean): string {
  let numeric = false;
  let extended = false;
  let index = 0;
  for (; argv[index]?.startsWith('-'); index++) {
    const option = argv[index] ?? '';
    if (option === '-V' || option === '--version') return 'net-tools 2.10\n';
    if (option === '-4' || option === '--inet') continue;
    if (option === '-6' || option === '--inet6' || option === '-A') throw refuse('route', `"${option}"`);
    const letters = { '--numeric': 'n', '--extend': 'e', '--verbose': 'v', '--fib': 'F' }[option] ?? option.slice(1);
    for (const letter of letters) {
      if (letter === 'n') numeric = true;
      else if (letter === 'e') extended = true;
      else if (letter === 'C' || letter === 'N') throw refuse('route', `option "-${letter}"`);
      else if (letter !== 'v' && letter !== 'F')
        throw new ToolError(`route: invalid option -- '${letter}'\n${USAGE}`, 3);
    }
  }
  const [command, ...words] = argv.slice(index);
  if (command === undefined) return routingTable(place.net, { numeric, extended, star: busybox });
  if (command === 'flush') throw refuse('route', '"flush"');
  if (command !== 'add' && command !== 'del' && command !== 'delete') throw new ToolError(USAGE, 3);
  requireAdministrator(
    place,
    `${busybox ? 'route: ' : ''}${command === 'add' ? 'SIOCADDRT' : 'SIOCDELRT'}`,
    busybox ? 1 : 7,
  );
  changeKernelRoute(place.net, command === 'add' ? 'add' : 'del', words);
  return '';
}
