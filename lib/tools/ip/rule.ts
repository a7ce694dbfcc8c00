/** `ip rule`: which tables routes are looked for in. iproute2: ip/iprule.c. Not modelled: tos, ports, tun_id, l3mdev, goto. */
import type { Place } from '../../machine';
import { formatIpv4, formatPrefix, type Ipv4Prefix, SINGLE_ADDRESS_MASK } from '../../packet';
import type { PolicyRule } from '../../routing';
import { refuse } from '../common/toolError';
import { complete, invalidArgument, rtnetlink, takeDestination, takeNumber, unknownWord, type Words } from './words';

const COMMANDS = ['add', 'delete', 'show', 'list', 'lst', 'flush'] as const;
const REFUSED = ['tos', 'dsfield', 'tun_id', 'l3mdev', 'goto', 'nop', 'uidrange', 'ipproto', 'sport', 'dport', 'realms'];
/** The rule of the table `local`, before which the kernel puts no other. */
const FIRST = 0;
const ALL_BITS = 0xffffffff;

/** Lists or changes the rules of a place; what it prints. */
export function ipRule({ net }: Place, words: Words): string {
  const command = words.done ? 'show' : complete(words.take(), COMMANDS);
  const { fib } = net;
  switch (command) {
    case 'add': {
      const rule = takeRule(words, fib.rules);
      if (fib.rules.some((other) => isSame(other, rule, true))) throw rtnetlink('File exists');
      fib.setRules([...fib.rules, rule]);
      return '';
    }
    case 'delete': {
      const hasPriority = words.all.some((word) => /^(?:priority|preference|pref|order)$/.test(word));
      const asked = takeRule(words, fib.rules);
      const found = fib.rules.find((other) => isSame(other, asked, hasPriority));
      if (found === undefined) throw rtnetlink('No such file or directory');
      fib.setRules(fib.rules.filter((other) => other !== found));
      return '';
    }
    case 'flush':
      fib.setRules(fib.rules.filter(({ priority }) => priority === FIRST));
      return '';
    case undefined:
      throw invalidArgument(words.all.at(1) ?? '', 'Command is unknown');
    default:
      if (!words.done) throw refuse('ip', `"rule show ${words.peek}"`);
      return fib.rules.map(ruleLine).join('');
  }
}

function takeRule(words: Words, others: readonly PolicyRule[]): PolicyRule {
  let rule: { -readonly [K in keyof PolicyRule]?: PolicyRule[K] } = {};
  while (!words.done) {
    const word = words.take();
    if (word === 'not') rule = { ...rule, invert: true };
    else if (word === 'from' || word === 'to') rule = { ...rule, ...takeEnd(word, words.take()) };
    else if (word === 'iif' || word === 'dev') rule = { ...rule, input: words.take() };
    else if (word === 'oif') rule = { ...rule, output: words.take() };
    else if (word === 'fwmark') rule = { ...rule, mark: takeMark(words.take()) };
    else if (word === 'lookup' || word === 'table') rule = { ...rule, action: { lookup: tableName(words.take()) } };
    else if (word === 'suppress_prefixlength')
      rule = { ...rule, suppressPrefixLength: takeNumber(words.take(), 'suppress_prefixlength value is invalid', 32) };
    else if (/^(?:priority|preference|pref|order)$/.test(word))
      rule = { ...rule, priority: takeNumber(words.take(), 'preference value is invalid') };
    else if (word === 'unreachable' || word === 'prohibit' || word === 'blackhole') rule = { ...rule, action: word };
    else if (REFUSED.includes(word)) throw refuse('ip', `"rule ${word}"`);
    else throw unknownWord('to', word);
  }
  // The kernel's own choice: one before the first behind the rule of the table `local`.
  const second = others.find(({ priority }) => priority !== FIRST)?.priority ?? 1;
  return { ...rule, priority: rule.priority ?? Math.max(0, second - 1), action: rule.action ?? { lookup: 'main' } };
}

function takeEnd(which: 'from' | 'to', word: string): Partial<PolicyRule> {
  const end = takeDestination(word);
  return end.mask === 0 ? {} : { [which]: end };
}

function takeMark(word: string): { readonly value: number; readonly mask: number } {
  const [value = '', mask] = word.split('/');
  const message = 'fwmark value is invalid';
  return { value: takeNumber(value, message), mask: mask === undefined ? ALL_BITS : takeNumber(mask, message) };
}

/** A table's name as it is shown: 254 is `main`. */
export function tableName(word: string): string {
  const names: Readonly<Record<string, string>> = { '255': 'local', '254': 'main', '253': 'default' };
  if (!/^\d{1,10}$/.test(word) && !Object.values(names).includes(word))
    throw invalidArgument(word, 'table id value is invalid');
  return names[word] ?? word;
}

function isSame(a: PolicyRule, b: PolicyRule, withPriority: boolean): boolean {
  const { priority: first, ...one } = a;
  const { priority: second, ...other } = b;
  return (!withPriority || first === second) && keyOf(one) === keyOf(other);
}

function keyOf(rule: Omit<PolicyRule, 'priority'>): string {
  return ruleLine({ ...rule, priority: 0 });
}

function ruleLine({ priority, from, to, input, output, mark, invert, action, suppressPrefixLength }: PolicyRule): string {
  const full = mark?.mask === ALL_BITS ? '' : `/0x${mark?.mask.toString(16)}`;
  return `${[
    `${priority}:\t${invert ? 'not ' : ''}from ${from === undefined ? 'all' : written(from)}`,
    ...(to === undefined ? [] : [`to ${written(to)}`]),
    ...(mark === undefined ? [] : [`fwmark 0x${mark.value.toString(16)}${full}`]),
    ...(input === undefined ? [] : [`iif ${input}`]),
    ...(output === undefined ? [] : [`oif ${output}`]),
    ...(typeof action === 'string' ? [action] : [`lookup ${action.lookup}`]),
    ...(suppressPrefixLength === undefined ? [] : [`suppress_prefixlength ${suppressPrefixLength}`]),
  ].join(' ')}\n`;
}

function written(block: Ipv4Prefix): string {
  return block.mask === SINGLE_ADDRESS_MASK ? formatIpv4(block.address) : formatPrefix(block);
}
