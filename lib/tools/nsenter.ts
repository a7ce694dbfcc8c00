/** `nsenter` of util-linux 2.38: a command in the network namespace of a process or a file. Not modelled: other namespaces than -n. */
import type { Process, Program, Thread } from '../machine';
import type { NetNamespace } from '../network';
import { failProcess } from './common/command';
import { type ProgramsByName, programOf, runInNamespace, whyNotRun } from './common/inNamespace';

const HINT = "Try 'nsenter --help' for more information.\n";
const OTHER_NAMESPACES = 'muipUCTarwGSeWFZ';
const LONG: Readonly<Record<string, string>> = {
  '--target': '-t',
  '--net': '-n',
  '--all': '-a',
  '--mount': '-m',
  '--uts': '-u',
  '--ipc': '-i',
  '--pid': '-p',
  '--user': '-U',
  '--no-fork': '-F',
};

/** `nsenter -t PID -n COMMAND…`, `nsenter --net=FILE COMMAND…` */
export function nsenter(programs: ProgramsByName): Program {
  return function* nsenter(process: Process): Thread {
    const words = process.argv.slice(1);
    let target: string | undefined;
    let wantsNet = false;
    let file: string | undefined;
    while (words[0]?.startsWith('-')) {
      const word = words.shift() ?? '';
      if (word === '--') break;
      const [name = '', value] = word.startsWith('--')
        ? word.split(/=(.*)/s)
        : [word.slice(0, 2), word.slice(2) || undefined];
      const option = LONG[name] ?? name;
      if (option === '-t') target = value ?? words.shift();
      else if (option === '-n' && (value === undefined || word.startsWith('--') || value.startsWith('/'))) {
        wantsNet = true;
        file = value ?? file;
      } else if (option === '-n' && value !== undefined) {
        // Letters in one word: -nt PID.
        wantsNet = true;
        words.unshift(`-${value}`);
      } else if (option !== '-F' && OTHER_NAMESPACES.includes(option.slice(1)))
        return failProcess(process, `nsenter: option "${word}" is not modelled by chainwalk\n`, 2);
      else if (option !== '-F') return failProcess(process, `nsenter: invalid option -- '${option.slice(1)}'\n${HINT}`);
    }
    const net = namespaceOf(process, { target, wantsNet, file });
    if (typeof net === 'string') return failProcess(process, `nsenter: ${net}\n`);
    const [command] = words;
    if (command === undefined)
      return failProcess(process, 'nsenter: a shell in another namespace is not modelled by chainwalk\n', 2);
    const program = programOf(process.place, words, programs);
    if (program !== undefined) return yield* runInNamespace(process, net, words, program);
    const why = whyNotRun(command);
    if (why !== undefined) return failProcess(process, `nsenter: ${why}\n`, 2);
    return failProcess(process, `nsenter: failed to execute ${command}: No such file or directory\n`, 127);
  };
}

interface Wish {
  readonly target: string | undefined;
  readonly wantsNet: boolean;
  readonly file: string | undefined;
}

/** The namespace that is meant, or what is wrong. */
function namespaceOf({ place }: Process, { target, wantsNet, file }: Wish): NetNamespace | string {
  if (target !== undefined && !/^\d+$/.test(target)) return `failed to parse pid: '${target}'`;
  if (!wantsNet) return place.net;
  if (file !== undefined) {
    const net = place.machine.namespaceFiles.get(file.replace(/^\/var\/run\//, '/run/')) ?? processOf(file);
    return net ?? `cannot open ${file}: No such file or directory`;
  }
  if (target === undefined) return 'neither filename nor target pid supplied for ns/net';
  return place.pids.find(Number(target))?.place.net ?? `cannot open /proc/${target}/ns/net: No such file or directory`;

  function processOf(path: string): NetNamespace | undefined {
    const pid = /^\/proc\/(\d+)\/ns\/net$/.exec(path)?.[1];
    return pid === undefined ? undefined : place.pids.find(Number(pid))?.place.net;
  }
}
