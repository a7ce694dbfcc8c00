/** `update-alternatives` for the one choice that is modelled: which `iptables` the machine has. As dpkg 1.21 of Debian 12 speaks. */
import type { IptablesVariant, Machine, Place } from '../machine';
import { type CommandResult, failure, success } from './common/result';

const LINK = '/usr/sbin/iptables';
const SLAVES = ['iptables-restore', 'iptables-save'];
/** The higher one is taken where nobody chose. */
const PRIORITIES: readonly (readonly [IptablesVariant, number])[] = [
  ['legacy', 10],
  ['nft', 20],
];
const BEST: IptablesVariant = 'nft';
const COMMANDS = ['display', 'query', 'list', 'set', 'auto'];
const NOT_MODELLED = ['get-selections', 'set-selections', 'config', 'install', 'remove', 'remove-all', 'all'];
const HINT = "\n\nUse 'update-alternatives --help' for program usage information.\n";

/** `update-alternatives --set iptables /usr/sbin/iptables-nft`. */
export function updateAlternatives({ machine }: Place, argv: readonly string[]): CommandResult {
  const [option = '', name, path] = argv;
  const command = option.replace(/^--/, '');
  if (option === '')
    return failure(
      `update-alternatives: need --display, --query, --list, --get-selections, --config, --set, --set-selections, --install, --remove, --all, --remove-all or --auto${HINT}`,
      2,
    );
  if (NOT_MODELLED.includes(command) && option.startsWith('--'))
    return failure(`update-alternatives: ${option} is not modelled by chainwalk\n`, 2);
  if (!option.startsWith('-')) return failure(`update-alternatives: error: unknown argument '${option}'\n`, 2);
  if (!option.startsWith('--') || !COMMANDS.includes(command))
    return failure(`update-alternatives: unknown option '${option}'${HINT}`, 2);
  const needs = command === 'set' ? '<name> <path>' : '<name>';
  if (name === undefined || (command === 'set' && path === undefined))
    return failure(`update-alternatives: ${option} needs ${needs}${HINT}`, 2);
  if (name === 'ip6tables')
    return failure('update-alternatives: the alternatives of ip6tables are not modelled by chainwalk\n', 2);
  if (name !== 'iptables') return failure(`update-alternatives: error: no alternatives for ${name}\n`, 2);
  return run(machine, command, path ?? '');
}

function run(machine: Machine, command: string, path: string): CommandResult {
  switch (command) {
    case 'set':
      return choose(machine, path);
    case 'auto':
      return point(machine, BEST, 'auto');
    case 'list':
      return success(PRIORITIES.map(([variant]) => `${pathOf(variant)}\n`).join(''));
    case 'query':
      return success(query(machine));
    default:
      return success(display(machine));
  }
}

function pathOf(variant: IptablesVariant): string {
  return `${LINK}-${variant}`;
}

/** `iptables-nft-save` of `iptables-save`. */
function slavePath(slave: string, variant: IptablesVariant): string {
  return `/usr/sbin/${slave.replace('iptables', `iptables-${variant}`)}`;
}

function choose(machine: Machine, path: string): CommandResult {
  const found = PRIORITIES.find(([variant]) => pathOf(variant) === path);
  if (found === undefined)
    return failure(`update-alternatives: error: alternative ${path} for iptables not registered; not setting\n`, 2);
  return point(machine, found[0], 'manual');
}

/** Says so only if the link leads elsewhere now. */
function point(machine: Machine, variant: IptablesVariant, mode: Machine['iptablesChoice']): CommandResult {
  const isSame = machine.iptablesVariant === variant;
  machine.iptablesVariant = variant;
  machine.iptablesChoice = mode;
  if (isSame) return success('');
  return success(`update-alternatives: using ${pathOf(variant)} to provide ${LINK} (iptables) in ${mode} mode\n`);
}

function display({ iptablesVariant, iptablesChoice }: Machine): string {
  const lines = [
    `iptables - ${iptablesChoice} mode`,
    `  link best version is ${pathOf(BEST)}`,
    `  link currently points to ${pathOf(iptablesVariant)}`,
    `  link iptables is ${LINK}`,
    ...SLAVES.map((slave) => `  slave ${slave} is /usr/sbin/${slave}`),
    ...PRIORITIES.flatMap(([variant, priority]) => [
      `${pathOf(variant)} - priority ${priority}`,
      ...SLAVES.map((slave) => `  slave ${slave}: ${slavePath(slave, variant)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function query({ iptablesVariant, iptablesChoice }: Machine): string {
  const lines = [
    'Name: iptables',
    `Link: ${LINK}`,
    'Slaves:',
    ...SLAVES.map((slave) => ` ${slave} /usr/sbin/${slave}`),
    `Status: ${iptablesChoice}`,
    `Best: ${pathOf(BEST)}`,
    `Value: ${pathOf(iptablesVariant)}`,
    ...PRIORITIES.flatMap(([variant, priority]) => [
      '',
      `Alternative: ${pathOf(variant)}`,
      `Priority: ${priority}`,
      'Slaves:',
      ...SLAVES.map((slave) => ` ${slave} ${slavePath(slave, variant)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
