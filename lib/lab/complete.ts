/** What the Tab key offers at a prompt: places, commands, files, and the names of what a command is about. */
import { DOCKER_WORDS } from '../docker/command/docker';
import type { Place } from '../machine';
import { TABLE_NAMES } from '../netfilter';
import { BUILTINS, TEXT_COMMANDS } from '../shell';
import { readTables } from '../tools/iptables';
import { VERBS } from '../tools/systemctlVerbs';
import type { Lab } from './lab';

/** Words that may follow others. */
export const SUBCOMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  ...DOCKER_WORDS,
  ['brctl', ['addbr', 'addif', 'delbr', 'delif', 'hairpin', 'show', 'showmacs']],
  ['conntrack', ['-C', '-D', '-F', '-L']],
  ['ip', ['addr', 'link', 'neigh', 'route', 'rule']],
  ['systemctl', VERBS],
]);

/** Candidates for the last word of a line at a place, and that word, as readline asks for them. Those that are finished end in a space. */
export function complete(lab: Lab, place: Place, line: string, cwd: string): [string[], string] {
  const at = /^@(\S*)$/.exec(line);
  if (at !== null) {
    const names = lab.places.map(({ name }) => `@${name} `);
    return [names.filter((name) => name.startsWith(line)), line];
  }
  // What counts is the command that is being typed: after a pipe, a semicolon, `$(`, or `@PLACE`.
  const command = line.split(/[|;&(]/).at(-1) ?? '';
  const words = command
    .replace(/^\s*@\S+\s/, '')
    .trimStart()
    .split(/\s+/);
  const word = words.pop() ?? '';
  const names = namesFor(lab, place, words);
  const matching = [...new Set(names)].filter((name) => name.startsWith(word)).map((name) => `${name} `);
  const isPath = word.includes('/') || names.length === 0;
  const candidates = matching.length > 0 || !isPath ? matching : paths(place, word, cwd);
  return [candidates.filter((candidate) => candidate.startsWith(word)).sort(), word];
}

/** Names that can stand after the words. */
function namesFor(lab: Lab, place: Place, words: readonly string[]): readonly string[] {
  const [command, second] = words;
  if (command === undefined) return [...lab.programs(place).keys(), ...TEXT_COMMANDS, ...BUILTINS, 'history', 'help'];
  const subcommands = SUBCOMMANDS.get(words.join(' '));
  if (subcommands !== undefined) return subcommands;
  if (command === 'docker') return dockerNames(lab, words);
  if (command.startsWith('iptables')) return words.at(-1) === '-t' ? TABLE_NAMES : chains(place);
  if (command === 'systemctl') return [...place.machine.units.keys()];
  if (command === 'ifconfig' || command === 'brctl' || (command === 'ip' && second !== undefined))
    return place.net.devices.map(({ name }) => name);
  return [];
}

function dockerNames(lab: Lab, words: readonly string[]): readonly string[] {
  const containers = [...lab.docker.containers.values()].map(({ name }) => name);
  const networks = [...lab.docker.networks.values()].map(({ name }) => name);
  const images = lab.docker.images.names;
  const [, first, second] = words;
  if (first === 'network') return words.length === 3 || second === 'rm' ? networks : containers;
  if (first === 'image') return images;
  const last = words.at(-1);
  if (last === '--network' || last === '--net') return networks;
  const verb = first === 'container' ? second : first;
  if (verb === 'run' || verb === 'create' || verb === 'pull') return images;
  return first === 'inspect' ? [...containers, ...networks, ...images] : containers;
}

function chains({ net, machine }: Place): readonly string[] {
  const tables = readTables(net.netfilter, machine.iptablesVariant);
  return [...new Set(tables.flatMap((table) => table.chains.map(({ name }) => name)))];
}

/** What is in the directory that the word leads to. */
function paths({ files }: Place, word: string, cwd: string): readonly string[] {
  const typed = word.replace(/[^/]*$/, '');
  const directory = files.find(typed.startsWith('/') ? typed : `${cwd}/${typed}`);
  if (directory?.kind !== 'directory') return [];
  return [...directory.entries].map(([name, node]) => {
    const target = node.kind === 'link' ? files.find(`${cwd}/${typed}${name}`) : node;
    return `${typed}${name}${target?.kind === 'directory' ? '/' : ' '}`;
  });
}
