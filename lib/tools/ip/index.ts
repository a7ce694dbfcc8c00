/** The `ip` command of iproute2 6.1, and busybox's. */
import type { Place, Process, Program, Thread } from '../../machine';
import { type ProgramsByName, placeIn } from '../common/inNamespace';
import type { CommandResult } from '../common/result';
import { refuse, runTool, ToolError } from '../common/toolError';
import { ipAddress } from './address';
import { ipLink } from './link';
import { ipNeighbour } from './neighbour';
import { execInNamespace, ipNetns, namedNamespace } from './netns';
import { type IpOptions, parseOptions } from './options';
import { ipRoute } from './route';
import { ipRule } from './rule';
import { complete, Words } from './words';

export { busyboxIp } from './busybox';

/** In iproute2's order: an abbreviation means the first object that begins with it. */
const OBJECTS = [
  'address',
  'addrlabel',
  'maddress',
  'route',
  'rule',
  'neighbor',
  'neighbour',
  'ntable',
  'link',
  'l2tp',
  'tunnel',
  'tuntap',
  'token',
  'tcpmetrics',
  'monitor',
  'xfrm',
  'mroute',
  'netns',
  'netconf',
  'vrf',
  'nexthop',
  'help',
] as const;

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | link | neighbour | route | rule }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -f[amily] { inet | inet6 } | -4 | -6 |
                    -br[ief] | -o[neline] }
`;

/** `ip [OPTIONS] OBJECT COMMAND`: lists and changes devices, addresses, routes; lists neighbours. */
export function ip(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const { options, rest, version } = parseOptions(argv);
    if (version) return 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n';
    const words = new Words(rest);
    if (words.done) throw new ToolError(USAGE, 255);
    const word = words.take();
    const { namespace } = options;
    const there = namespace === undefined ? place : placeIn(place, namedNamespace(place, namespace));
    return runObject(there, word, words, options);
  });
}

/** The same as a program, which can run others: `ip netns exec NAME COMMAND…`. */
export function ipProgram(programs: ProgramsByName): Program {
  return function* run(process: Process): Thread {
    const argv = process.argv.slice(1);
    const [object = '', command = '', name, ...rest] = argv;
    if (/^netn?s?$/.test(object) && /^exe?c?$/.test(command))
      return yield* execInNamespace(process, name, rest, programs);
    const { stdout, stderr, exitCode } = ip(process.place, argv);
    process.stdout += stdout;
    process.stderr += stderr;
    return exitCode;
  };
}

function runObject(place: Place, word: string, words: Words, options: IpOptions): string {
  const object = complete(word, OBJECTS);
  switch (object) {
    case 'address':
      return ipAddress(place, words, options);
    case 'link':
      return ipLink(place, words, options);
    case 'route':
      return ipRoute(place, words, options);
    case 'neighbor':
    case 'neighbour':
      return ipNeighbour(place, words, options);
    case 'rule':
      if (options.json) throw refuse('ip', '"-json rule"');
      return ipRule(place, words);
    case 'netns':
      if (options.json) throw refuse('ip', '"-json netns"');
      return ipNetns(place, words);
    case 'help':
      throw new ToolError(USAGE, 255);
    case undefined:
      throw new ToolError(`Object "${word}" is unknown, try "ip help".\n`, 1);
    default:
      throw refuse('ip', `"${object}"`);
  }
}
