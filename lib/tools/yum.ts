/** `yum install`: there is no internet here, so it says what it would have done. Packages of the article are there from the start. */
import { type CommandResult, failure } from './common/result';
import { refuse, runTool, ToolError } from './common/toolError';

/** Packages whose programs the machines have. */
const PRESENT = new Set([
  ...[
    'bash',
    'bridge-utils',
    'conntrack-tools',
    'coreutils',
    'curl',
    'gawk',
    'grep',
    'iproute',
    'iptables',
    'iputils',
    'jq',
  ],
  ...['net-tools', 'nginx', 'procps-ng', 'sed', 'tar', 'wget'],
]);

/** `yum install [-y] PACKAGE…` */
export function yum(argv: readonly string[]): CommandResult {
  const options = argv.filter((word) => word.startsWith('-'));
  const [verb, ...packages] = argv.filter((word) => !word.startsWith('-'));
  const missing = packages.filter((name) => !PRESENT.has(name));
  if (missing.length > 0 && verb === 'install' && options.every(isAssent))
    return failure(`yum: chainwalk has no internet and no package ${missing.join(' ')}\n`);
  return runTool(() => {
    const option = options.find((word) => !isAssent(word));
    if (option !== undefined) throw refuse('yum', `option "${option}"`);
    if (verb === undefined) throw new ToolError('You need to give some command\n');
    if (verb !== 'install') throw refuse('yum', `"${verb}"`);
    if (packages.length === 0) throw new ToolError('Error: Need to pass a list of pkgs to install\n');
    return `yum: would download and install ${packages.join(' ')}; in chainwalk, which has no internet, ${packages.length === 1 ? 'it is' : 'they are'} there already\n`;
  });
}

function isAssent(word: string): boolean {
  return ['-y', '--assumeyes', '-q', '--quiet'].includes(word);
}
