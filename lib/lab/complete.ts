/** What the Tab key offers at a prompt: places, commands, files, and the names of what a command is about. */
import type { Place } from '../machine';
import { BUILTINS, TEXT_COMMANDS } from '../shell/textCommands';
import type { Lab } from './lab';

const TABLES = ['filter', 'mangle', 'nat', 'raw'];
/** Words that follow others, by command. */
const SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  brctl: ['addbr', 'addif', 'delbr', 'delif', 'hairpin', 'show', 'showmacs'],
  conntrack: ['-D', '-E', '-F', '-L'],
  docker: [
    ...['create', 'exec', 'images', 'info', 'inspect', 'kill', 'logs', 'network', 'port', 'ps', 'pull'],
    ...['rename', 'restart', 'rm', 'run', 'start', 'stop', 'top', 'version', 'wait'],
  ],
  'docker network': ['connect', 'create', 'disconnect', 'inspect', 'ls', 'prune', 'rm'],
  ip: ['addr', 'link', 'neigh', 'route'],
  systemctl: ['daemon-reload', 'disable', 'enable', 'is-active', 'is-enabled', 'restart', 'start', 'status', 'stop'],
};

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
  if (words.length === 1 && SUBCOMMANDS[command] !== undefined) return SUBCOMMANDS[command];
  if (command === 'docker') return dockerNames(lab, words);
  if (command.startsWith('iptables')) return words.at(-1) === '-t' ? TABLES : chains(place);
  if (command === 'systemctl') return [...place.machine.units.keys()];
  if (command === 'ifconfig' || command === 'brctl' || (command === 'ip' && second !== undefined))
    return place.net.devices.map(({ name }) => name);
  return [];
}

function dockerNames(lab: Lab, words: readonly string[]): readonly string[] {
  const containers = [...lab.docker.containers.values()].map(({ name }) => name);
  const networks = [...lab.docker.networks.values()].map(({ name }) => name);
  const images = [...lab.docker.images.keys()];
  const last = words.at(-1);
  if (words[1] === 'network') {
    if (words.length === 2) return SUBCOMMANDS['docker network'] ?? [];
    return words.length === 3 || words[2] === 'rm' ? networks : containers;
  }
  if (last === '--network' || last === '--net') return networks;
  if (words[1] === 'run' || words[1] === 'create' || words[1] === 'pull') return images;
  return words[1] === 'inspect' ? [...containers, ...networks, ...images] : containers;
}

function chains({ net }: Place): readonly string[] {
  return [...new Set([...net.netfilter.tables.values()].flatMap((table) => [...table.chains.keys()]))];
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
