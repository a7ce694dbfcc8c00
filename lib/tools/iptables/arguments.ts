/** Names and numbers on the command line. Userspace: assert_valid_chain_name, xt_parse_target, parse_rulenumber. */
import type { Family } from '../../netfilter';
import { findTarget, VERDICTS } from './extensions';
import { parseUnsigned } from './numbers';
import { parameterProblem } from './program';

/** The longest name of a chain or target. Linux: XT_EXTENSION_MAXNAMELEN, less the zero at its end. */
export const MAX_NAME = 28;
const MAX_RULE_NUMBER = 2_147_483_647;

/** Refuses what cannot be the name of a new chain. */
export function checkChainName(name: string, family: Family): void {
  if (name.length > MAX_NAME)
    throw parameterProblem(`chain name \`${name}' too long (must be under ${MAX_NAME + 1} chars)`);
  if (name.startsWith('-') || name.startsWith('!')) {
    throw parameterProblem(`chain name not allowed to start with \`${name.charAt(0)}'`);
  }
  if (isTargetName(name, family)) throw parameterProblem('chain name may not clash with target name');
  if (/\s/.test(name)) throw parameterProblem(`Invalid chain name \`${name}'`);
}

/** Whether a target has the name, modelled or not. */
function isTargetName(name: string, family: Family): boolean {
  return name === '' || VERDICTS.includes(name) || findTarget(name, family) !== undefined;
}

/** The argument of `-j` or `-g`, if it can be a name at all. */
export function checkTargetName(name: string): string {
  if (name === '') throw parameterProblem('Invalid target name (too short)');
  if (name.length > MAX_NAME) throw parameterProblem(`Invalid target name \`${name}' (${MAX_NAME} chars max)`);
  if (/\s/.test(name)) throw parameterProblem(`Invalid target name \`${name}'`);
  return name;
}

/** A rule's number, from 1. */
export function parseRuleNumber(text: string): number {
  const number = parseUnsigned(text, MAX_RULE_NUMBER);
  if (number === undefined || number === 0) throw parameterProblem(`Invalid rule number \`${text}'`);
  return number;
}
