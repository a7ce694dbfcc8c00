/** `ip netns`: network namespaces with a name. Not modelled: attach, set, monitor. iproute2: ip/ipnetns.c. */
import type { Place, Process, Thread } from '../../machine';
import type { NetNamespace } from '../../network';
import { failProcess } from '../common/command';
import { type ProgramsByName, programOf, runInNamespace, whyNotRun } from '../common/inNamespace';
import { refuse, ToolError } from '../common/toolError';
import { netnsId, vethPeer } from './device';
import { complete, type Words } from './words';

const FOLDER = '/run/netns';
const COMMANDS = [
  'help',
  'list',
  'show',
  'lst',
  'list-id',
  'add',
  'set',
  'delete',
  'identify',
  'pids',
  'exec',
  'monitor',
  'attach',
] as const;

/** The namespace of a name. Throws a `ToolError` if there is none. */
export function namedNamespace({ machine }: Place, name: string): NetNamespace {
  const net = machine.namespaceFiles.get(`${FOLDER}/${name}`);
  if (net === undefined)
    throw new ToolError(`Cannot open network namespace "${name}": No such file or directory\n`, 255);
  return net;
}

/** The words after the object, but for `exec`; returns what is printed. */
export function ipNetns(place: Place, words: Words): string {
  const word = words.done ? 'list' : words.take();
  switch (complete(word, COMMANDS)) {
    case 'list':
    case 'show':
    case 'lst':
      return listNamespaces(place);
    case 'list-id':
      return listIds(place);
    case 'add':
      return addNamespace(place, words);
    case 'delete':
      return deleteNamespace(place, words);
    case 'identify':
      return identify(place, words);
    case 'pids':
      return pids(place, words);
    case undefined:
      throw new ToolError(`Command "${word}" is unknown, try "ip netns help".\n`, 255);
    default:
      throw refuse('ip', `"netns ${word}"`);
  }
}

/** Names, the newest first. */
function namesOf({ machine }: Place): readonly string[] {
  return [...machine.namespaceFiles.keys()]
    .filter((path) => path.startsWith(`${FOLDER}/`))
    .map((path) => path.slice(FOLDER.length + 1))
    .reverse();
}

function isKnown({ net }: Place, other: NetNamespace): boolean {
  return net.devices.some((device) => vethPeer(device)?.namespace === other);
}

function listNamespaces(place: Place): string {
  return namesOf(place)
    .map((name) => {
      const other = namedNamespace(place, name);
      return `${name}${isKnown(place, other) ? ` (id: ${netnsId(place.net, other)})` : ''}\n`;
    })
    .join('');
}

function listIds(place: Place): string {
  const known = new Set(place.net.devices.map((device) => vethPeer(device)?.namespace));
  const rows = [...known]
    .filter((other) => other !== undefined && other !== place.net)
    .map((other) => {
      const name = namesOf(place).find((candidate) => namedNamespace(place, candidate) === other);
      return { id: other === undefined ? 0 : netnsId(place.net, other), name };
    })
    .sort((a, b) => a.id - b.id);
  return rows
    .map(({ id, name }) => `nsid ${id} ${name === undefined ? '' : `(iproute2 netns name: ${name})`}\n`)
    .join('');
}

function addNamespace({ machine }: Place, words: Words): string {
  if (words.done) throw new ToolError('No netns name specified\n', 1);
  const name = words.take();
  if (name === '' || name === '.' || name === '..' || name.includes('/'))
    throw new ToolError(`Invalid netns name "${name}"\n`, 255);
  const path = `${FOLDER}/${name}`;
  if (machine.namespaceFiles.has(path)) throw new ToolError(`Cannot create namespace file "${path}": File exists\n`, 1);
  const net = machine.createNamespace(name);
  // Its loopback is down, and has its address as soon as it is up.
  net.setUp(net.lo, false);
  net.lo.activated = false;
  net.removeAddress(net.lo, net.lo.addresses[0]?.address ?? 0);
  machine.namespaceFiles.set(path, net);
  machine.files.set(path, { content: '', modifiedAt: machine.date().getTime(), mode: 0o444 });
  return '';
}

function deleteNamespace(place: Place, words: Words): string {
  const { machine, pids: processes } = place;
  if (words.done) throw new ToolError('No netns name specified\n', 1);
  const name = words.take();
  const path = `${FOLDER}/${name}`;
  const net = machine.namespaceFiles.get(path);
  if (net === undefined) throw new ToolError(`Cannot remove namespace file "${path}": No such file or directory\n`, 1);
  machine.namespaceFiles.delete(path);
  machine.files.remove(path);
  // With the last process in it, its devices go, and the other ends of its cables.
  if (processes.list().some((process) => process.place.net === net)) return '';
  for (const device of [...net.devices]) {
    const peer = vethPeer(device);
    net.removeDevice(device);
    if (peer !== undefined) peer.namespace.removeDevice(peer);
  }
  return '';
}

function identify(place: Place, words: Words): string {
  const pid = words.done || words.peek === 'self' ? undefined : Number(words.take());
  const process = pid === undefined ? undefined : place.pids.find(pid);
  if (pid !== undefined && process === undefined)
    throw new ToolError(`Could not read /proc/${pid}/ns/net: No such file or directory\n`, 1);
  const net = process?.place.net ?? place.net;
  const names = namesOf(place).filter((name) => namedNamespace(place, name) === net);
  return names.map((name) => `${name}\n`).join('');
}

function pids(place: Place, words: Words): string {
  if (words.done) throw new ToolError('No netns name specified\n', 1);
  const net = namedNamespace(place, words.take());
  const inside = place.pids.list().filter((process) => process.place.net === net);
  return inside.map((process) => `${place.pids.pidOf(process)}\n`).join('');
}

/** `ip netns exec NAME COMMAND…` */
export function* execInNamespace(
  process: Process,
  name: string | undefined,
  argv: readonly string[],
  programs: ProgramsByName,
): Thread {
  if (name === undefined) return failProcess(process, 'No netns name specified\n');
  const [command] = argv;
  if (command === undefined) return failProcess(process, 'No command specified\n');
  const net = process.place.machine.namespaceFiles.get(`${FOLDER}/${name}`);
  if (net === undefined)
    return failProcess(process, `Cannot open network namespace "${name}": No such file or directory\n`, 255);
  const program = programOf(process.place, argv, programs);
  if (program !== undefined) return yield* runInNamespace(process, net, argv, program);
  const why = whyNotRun(command);
  if (why !== undefined) return failProcess(process, `ip: ${why}\n`, 2);
  return failProcess(process, `exec of "${command}" failed: No such file or directory\n`);
}
