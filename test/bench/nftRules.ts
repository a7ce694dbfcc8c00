/** Rules of an engine as nft has them: the same chains, matches and verdicts in the same order. */

/** One table for each of iptables', with its priorities at each hook. */
const HOOKS: Readonly<Record<string, readonly (readonly [chain: string, type: string, priority: number])[]>> = {
  raw: [
    ['PREROUTING', 'filter', -300],
    ['OUTPUT', 'filter', -300],
  ],
  mangle: [
    ['PREROUTING', 'filter', -150],
    ['INPUT', 'filter', -150],
    ['FORWARD', 'filter', -150],
    ['OUTPUT', 'route', -150],
    ['POSTROUTING', 'filter', -150],
  ],
  nat: [
    ['PREROUTING', 'nat', -100],
    ['INPUT', 'nat', 100],
    ['OUTPUT', 'nat', -100],
    ['POSTROUTING', 'nat', 100],
  ],
  filter: [
    ['INPUT', 'filter', 0],
    ['FORWARD', 'filter', 0],
    ['OUTPUT', 'filter', 0],
  ],
};

/** What `nft -f` reads to have the rules of an `iptables-save`. Throws what it cannot say in nft's words. */
export function nftOf(save: string): string {
  return save.split(/^\*/m).slice(1).map(tableOf).join('');
}

function tableOf(text: string): string {
  const [name = '', ...lines] = text.split('\n');
  const chains = new Map<string, string[]>();
  for (const line of lines) {
    const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (chain !== undefined) chains.set(chain, headOf(name, chain, policy ?? ''));
    const [, of = '', rule] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    if (rule !== undefined) chains.get(of)?.push(ruleOf(rule));
  }
  const blocks = [...chains].map(([chain, rules]) => `  chain ${chain} {\n    ${rules.join('\n    ')}\n  }\n`).join('');
  return `table ip ${name} {\n${blocks}}\n`;
}

function headOf(table: string, chain: string, policy: string): string[] {
  const hook = HOOKS[table]?.find(([name]) => name === chain);
  if (hook === undefined) return [];
  return [`type ${hook[1]} hook ${chain.toLowerCase()} priority ${hook[2]}; policy ${policy.toLowerCase()};`];
}

const VERDICTS: Readonly<Record<string, string>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  RETURN: 'return',
  MASQUERADE: 'masquerade',
};

/** The words of one rule, with the counter where iptables has it: before the target. */
function ruleOf(rule: string): string {
  const words = rule.split(' ');
  const said: string[] = [];
  let target = '';
  let protocol = '';
  let not = '';
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === '!') {
      not = '!= ';
      continue;
    }
    const value = words[at + 1] ?? '';
    at += 1;
    if (word === '-s') said.push(`ip saddr ${not}${value}`);
    else if (word === '-d') said.push(`ip daddr ${not}${value}`);
    else if (word === '-i') said.push(`iifname ${not}"${value}"`);
    else if (word === '-o') said.push(`oifname ${not}"${value}"`);
    else if (word === '-p') protocol = value;
    else if (word === '--dport') said.push(`${protocol} dport ${not}${value}`);
    else if (word === '--ctstate') said.push(`ct state ${not}${value.toLowerCase()}`);
    else if (word === '--dst-type') said.push(`fib daddr type ${not}${value.toLowerCase()}`);
    else if (word === '-j') target = VERDICTS[value] ?? (value === 'DNAT' ? '' : `jump ${value}`);
    else if (word === '--to-destination') target = `dnat to ${value}`;
    else if (word !== '-m') throw new RangeError(`the bench does not know how nft says ${word} in: ${rule}`);
    not = '';
  }
  return [...said, 'counter', target].join(' ');
}
