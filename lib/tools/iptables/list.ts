/** The output of `-L`, with the lines of `-v`. Userspace: print_header and print_firewall, iptables/iptables.c; print_rule_details, iptables/xshared.c. */
import { type Family, isExtensionTarget, type RuleSpec, targetName } from '../../netfilter';
import { printAddress } from './address';
import { printAddress6 } from './address6';
import type { CommandLine } from './commandLine';
import { extensionOfMatch, extensionOfTarget } from './extensions';
import { protocolName } from './names';
import { abbreviate } from './numbers';
import type { IptablesVersion } from './program';
import type { ListedChain, ListedRule, RuleTable } from './ruleTable';

/** How a listing looks. */
export type ListStyle = Pick<CommandLine, 'verbose' | 'numeric' | 'exact' | 'lineNumbers'> & {
  readonly version: IptablesVersion;
  readonly family: Family;
};

/** One chain or all; `number` picks one rule, which comes without the chain's head. */
export function listTable(handle: RuleTable, chain: string | undefined, number: number, style: ListStyle): string {
  if (chain !== undefined && number > 0) {
    const rule = handle.chain(chain).rules[number - 1];
    return rule === undefined ? '' : ruleLine(rule, number, style);
  }
  const references = handle.references();
  const chains = chain === undefined ? handle.chains() : [handle.chain(chain)];
  return chains.map((one) => chainText(one, references.get(one.name) ?? 0, style)).join('\n');
}

function chainText(chain: ListedChain, references: number, style: ListStyle): string {
  const rules = chain.rules.map((rule, index) => ruleLine(rule, index + 1, style));
  return `${head(chain, references, style)}${columns(style)}${rules.join('')}`;
}

function head(
  { name, policy, counters: { packets, bytes } }: ListedChain,
  references: number,
  { verbose, exact }: ListStyle,
): string {
  if (policy === undefined) return `Chain ${name} (${references} references)\n`;
  const show = (count: bigint) => (exact ? String(count) : abbreviate(count).trimStart());
  return `Chain ${name} (policy ${policy}${verbose ? ` ${show(packets)} packets, ${show(bytes)} bytes` : ''})\n`;
}

function columns({ verbose, exact, lineNumbers }: ListStyle): string {
  const counters = exact ? '    pkts      bytes ' : ' pkts bytes ';
  const interfaces = ' in     out    ';
  return (
    (lineNumbers ? 'num  ' : '') +
    (verbose ? counters : '') +
    'target     prot opt' +
    (verbose ? interfaces : '') +
    ` ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} \n`
  );
}

function ruleLine({ spec: rule, counters: { packets, bytes } }: ListedRule, number: number, style: ListStyle): string {
  const { verbose, numeric, exact, lineNumbers, version, family } = style;
  const show = (count: bigint) => (exact ? String(count).padStart(8) : abbreviate(count));
  return (
    (lineNumbers ? `${String(number).padEnd(4)} ` : '') +
    (verbose ? `${show(packets)} ${show(bytes)} ` : '') +
    `${targetColumn(rule, style.family).padEnd(9)} ` +
    `${rule.protocol?.invert ? '!' : ' '}${protocolColumn(rule, numeric, version).padEnd(4)} ` +
    `${fragmentColumn(rule)} ` +
    (verbose
      ? ` ${interfaceColumn(rule.inInterface, numeric).padEnd(6)} ${interfaceColumn(rule.outInterface, numeric).padEnd(6)} `
      : '') +
    `${isInverted(rule, 'source') ? '!' : ' '}${addressColumn(rule, 'source', numeric, family).padEnd(19)} ` +
    `${isInverted(rule, 'destination') ? '!' : ' '}${addressColumn(rule, 'destination', numeric, family).padEnd(19)} ` +
    `${details(rule, numeric, style)}\n`
  );
}

/** Release 1.8.9 takes `-n` to mean protocols too; older and newer ones show those names that they know by heart. */
function protocolColumn({ protocol }: RuleSpec, numeric: boolean, version: IptablesVersion): string {
  const number = protocol?.value ?? 0;
  if (numeric && version === '1.8.9') return String(number);
  return protocolName(number, numeric) ?? String(number);
}

function fragmentColumn({ fragment }: RuleSpec): string {
  if (fragment === undefined) return '--';
  return fragment.invert ? '!f' : '-f';
}

function interfaceColumn(condition: RuleSpec['inInterface'], numeric: boolean): string {
  return condition === undefined ? (numeric ? '*' : 'any') : `${condition.invert ? '!' : ''}${condition.value}`;
}

/** What is called otherwise in ip6tables. */
function targetColumn({ target }: RuleSpec, family: Family): string {
  return isExtensionTarget(target) && family === 'ipv6' ? extensionOfTarget(target, family).name : targetName(target);
}

type End = 'source' | 'destination';

function addressColumn(rule: RuleSpec, end: End, numeric: boolean, family: Family): string {
  return family === 'ipv6' ? printAddress6(rule[`${end}6`]?.value, numeric) : printAddress(rule[end]?.value, numeric);
}

function isInverted(rule: RuleSpec, end: End): boolean {
  return (rule[end] ?? rule[`${end}6`])?.invert === true;
}

function details(rule: RuleSpec, numeric: boolean, { version, family }: Pick<ListStyle, 'version' | 'family'>): string {
  const { target, matches } = rule;
  const goto = target.kind === 'jump' && target.goto ? '[goto] ' : '';
  const printed = matches.map((match) => extensionOfMatch(match, family).print(match, numeric, rule, version)).join('');
  const done = isExtensionTarget(target) ? extensionOfTarget(target, family).print(target, numeric, rule, version) : '';
  return goto + printed + done;
}

/** The line with which `-v` confirms a rule that is added, deleted or looked for. */
export function confirmation(rule: RuleSpec, style: Pick<ListStyle, 'version' | 'family'>): string {
  const number = rule.protocol?.value ?? 0;
  const protocol = protocolName(number, true) ?? String(number);
  const source = `${isInverted(rule, 'source') ? '!' : ' '}${addressColumn(rule, 'source', true, style.family)} `;
  const destination = `${isInverted(rule, 'destination') ? '!' : ' '}-> ${addressColumn(rule, 'destination', true, style.family)}`;
  return (
    `${targetColumn(rule, style.family)} ${rule.protocol?.invert ? '!' : ' '}${protocol} opt ${fragmentColumn(rule)} ` +
    `in ${interfaceColumn(rule.inInterface, true)} out ${interfaceColumn(rule.outInterface, true)} ` +
    `${source}${destination}  ${details(rule, true, style)}\n`
  );
}
