/** Rules and tables as text that can be read back. Userspace: print_rule4, iptables/iptables.c; do_output, iptables-save.c. */
import { type Counters, isExtensionTarget, type RuleSpec } from '../../netfilter';
import { saveAddress } from './address';
import { saveAddress6 } from './address6';
import { extensionOfMatch, extensionOfTarget } from './extensions';
import { protocolName } from './names';
import type { Program } from './program';
import type { ListedChain, RuleTable } from './ruleTable';

/** Whose words they are. */
type Looks = Pick<Program, 'version' | 'variant' | 'family'>;

/** A rule as iptables-save writes it after `-A CHAIN `: `! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80`. */
export function ruleText(rule: RuleSpec): string {
  return ruleParts(rule, undefined, { version: '1.8.9', variant: 'legacy', family: 'ipv4' }).trimStart();
}

/** `-A CHAIN …`, with `-c` before the target if counters are given. */
function appendCommand(chain: string, rule: RuleSpec, counters: Counters | undefined, looks: Looks): string {
  return `-A ${chain}${ruleParts(rule, counters, looks)}`;
}

/** Each part with a space before it. */
function ruleParts(rule: RuleSpec, counters: Counters | undefined, writer: Looks): string {
  const { variant } = writer;
  return (
    saveAddress('s', rule.source) +
    saveAddress6('s', rule.source6) +
    saveAddress('d', rule.destination) +
    saveAddress6('d', rule.destination6) +
    saveInterface('i', rule.inInterface, variant) +
    saveInterface('o', rule.outInterface, variant) +
    saveProtocol(rule) +
    (rule.fragment === undefined ? '' : `${rule.fragment.invert ? ' !' : ''} -f`) +
    rule.matches.map((match) => saveMatch(match, writer)).join('') +
    (counters === undefined ? '' : ` -c ${counters.packets} ${counters.bytes}`) +
    saveTarget(rule, writer)
  );
}

/** Any interface is not written, by legacy not even with `!`. */
function saveInterface(letter: 'i' | 'o', condition: RuleSpec['inInterface'], variant: Looks['variant']): string {
  if (condition === undefined) return '';
  if (condition.value === '+' && (variant === 'legacy' || !condition.invert)) return '';
  return `${condition.invert ? ' !' : ''} -${letter} ${condition.value}`;
}

function saveProtocol({ protocol }: RuleSpec): string {
  if (protocol === undefined) return '';
  return `${protocol.invert ? ' !' : ''} -p ${protocolName(protocol.value) ?? protocol.value}`;
}

function saveMatch(match: RuleSpec['matches'][number], { version, family }: Looks): string {
  const extension = extensionOfMatch(match, family);
  return ` -m ${extension.name}${extension.save(match, version)}`;
}

function saveTarget({ target }: RuleSpec, { version, family }: Looks): string {
  if (target.kind === 'none') return '';
  if (target.kind === 'jump') return ` ${target.goto ? '-g' : '-j'} ${target.chain}`;
  if (!isExtensionTarget(target)) return ` -j ${target.kind}`;
  const extension = extensionOfTarget(target, family);
  return ` -j ${extension.name}${extension.save(target, version)}`;
}

/** A table as iptables-save writes it, from `*nat` to `COMMIT`. */
export function tableText(handle: RuleTable, withCounters: boolean, looks: Looks): string {
  const chains = handle.chains();
  const lines = chains.map((chain) => `:${chain.name} ${chain.policy ?? '-'} ${bracketed(chain.counters)}`);
  for (const { name, rules } of chains) {
    for (const rule of rules)
      lines.push(
        `${withCounters ? `${bracketed(rule.counters)} ` : ''}${appendCommand(name, rule.spec, undefined, looks)}`,
      );
  }
  return `*${handle.table}\n${lines.join('\n')}\nCOMMIT\n`;
}

function bracketed({ packets, bytes }: Counters): string {
  return `[${packets}:${bytes}]`;
}

/** The output of `-S`: the chains, then their rules. `number` picks one rule. */
export function listRules(
  handle: RuleTable,
  chain: string | undefined,
  number: number,
  withCounters: boolean,
  looks: Looks,
): string {
  const chains = chain === undefined ? handle.chains() : [handle.chain(chain)];
  const heads = number > 0 ? [] : chains.map((one) => chainCommand(one, withCounters));
  const rules = chains.flatMap(({ name, rules: all }) =>
    all
      .filter((_, index) => number === 0 || index === number - 1)
      .map((rule) => appendCommand(name, rule.spec, withCounters ? rule.counters : undefined, looks)),
  );
  return [...heads, ...rules].map((line) => `${line}\n`).join('');
}

function chainCommand({ name, policy, counters: { packets, bytes } }: ListedChain, withCounters: boolean): string {
  if (policy === undefined) return `-N ${name}`;
  return `-P ${name} ${policy}${withCounters ? ` -c ${packets} ${bytes}` : ''}`;
}
