/** Rules read from text, without a table. */
import type { RuleSpec } from '../../netfilter';
import { rulesOf } from './commandLine';
import { parseCommandLine } from './parse';
import { Program } from './program';
import { splitWords } from './words';

/**
 * Reads one rule as it stands after `-A CHAIN `; what `-j` names is taken for a chain unless a target is called so.
 * Throws an `IptablesError` for a rule that iptables would refuse, a `RangeError` for a text that makes several rules.
 */
export function parseRule(rule: string | readonly string[]): RuleSpec {
  const words = typeof rule === 'string' ? splitWords(rule) : rule;
  const line = parseCommandLine(new Program('iptables', { version: '1.8.9' }), ['-A', 'CHAIN', ...words]);
  const specs = line === undefined ? [] : rulesOf(line.rule, () => true);
  const [spec] = specs;
  if (spec === undefined || specs.length > 1) throw new RangeError(`not one rule: ${words.join(' ')}`);
  return spec;
}
