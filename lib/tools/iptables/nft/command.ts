/** What a command line asks of iptables-nft. Userspace: nft_prepare, iptables/nft.c; do_commandx, iptables/xtables.c. */
import { type Netfilter, NO_COUNTERS, type RuleSpec } from '../../../netfilter';
import { type CommandLine, rulesOf } from '../commandLine';
import { confirmation, listTable } from '../list';
import { IptablesError, notModelled, type Program, parameterProblem } from '../program';
import { listRules } from '../save';
import {
  chainsToDelete,
  chainsToFlush,
  chainsToZero,
  createChain,
  deleteChain,
  deleteIdleChains,
  flushChain,
  renameChain,
  setPolicy,
} from './changeChains';
import {
  appendRule,
  checkRule,
  deleteRule,
  deleteRuleNumber,
  insertRule,
  replaceRule,
  zeroChain,
  zeroRuleNumber,
} from './changeRules';
import { encodeRule } from './encode';
import type { NftTable } from './table';

/** Throws for a rule that the program finds wrong by itself, before anything is done. */
export function checkNftRule({ command, rule, ruleNumber }: CommandLine): void {
  if (!'ACDIR'.includes(command) || (command === 'D' && ruleNumber > 0)) return;
  for (const spec of rulesOf(rule, () => true)) encodeRule(spec, NO_COUNTERS);
}

/** Does to the table what the command line asks for; committing is left to the caller. */
export function runNftCommand(program: Program, netfilter: Netfilter, table: NftTable, line: CommandLine): void {
  if (line.dump) throw notModelled('-v given twice (the dump of a table)');
  const { command, chain = '', ruleNumber, verbose } = line;
  switch (command) {
    case 'A':
    case 'C':
    case 'I':
    case 'R':
      changeRules(program, table, line);
      break;
    case 'D':
      if (ruleNumber > 0) deleteRuleNumber(table, chain, ruleNumber);
      else changeRules(program, table, line);
      break;
    case 'L':
    case 'S':
      list(program, netfilter, table, line);
      if (line.thenZero) zero(program, table, line);
      break;
    case 'Z':
      zero(program, table, line);
      break;
    case 'F':
      flush(program, table, line.chain, verbose);
      break;
    case 'X':
      deleteChains(program, table, line.chain, verbose);
      break;
    case 'N':
      createChain(table, chain);
      break;
    case 'E':
      renameChain(table, chain, line.newName ?? '');
      break;
    case 'P':
      setPolicy(table, chain, line.policy ?? '');
      break;
  }
}

/** The first rule that something is wrong with ends the command. */
function changeRules(program: Program, table: NftTable, line: CommandLine): void {
  const { command, chain = '', ruleNumber, counters, verbose, rule } = line;
  const specs = rulesOf(rule, () => true);
  if (rule.target === undefined && rule.jump !== '' && !table.isChain(rule.jump))
    throw parameterProblem(`Chain '${rule.jump}' does not exist`);
  for (const spec of specs) {
    const confirm = () => {
      if (verbose) program.stdout += confirmation(spec, program);
    };
    if (command === 'A') appendRule(table, chain, spec, counters, confirm);
    else {
      changeRule(table, command, chain, ruleNumber, spec, counters);
      confirm();
    }
  }
}

function changeRule(
  table: NftTable,
  command: CommandLine['command'],
  chain: string,
  number: number,
  spec: RuleSpec,
  counters: CommandLine['counters'],
): void {
  if (command === 'C') checkRule(table, chain, spec);
  else if (command === 'D') deleteRule(table, chain, spec);
  else if (command === 'I') insertRule(table, chain, number, spec, counters);
  else replaceRule(table, chain, number, spec, counters);
}

/** Lists a table, or says why it does not. */
function list(program: Program, netfilter: Netfilter, table: NftTable, line: CommandLine): void {
  const { chain, ruleNumber, verbose } = line;
  warnOfLegacy(program, netfilter, 'iptables-legacy');
  if (chain === undefined) program.stdout += foreignChains(table);
  if ((chain !== undefined && !table.isChain(chain)) || !table.isCompatible(chain)) {
    const what = chain === undefined ? 'table' : `chain \`${chain}' in table`;
    throw new IptablesError('other', `${what} \`${table.table}' is incompatible, use 'nft' tool.`);
  }
  program.stdout +=
    line.command === 'L'
      ? listTable(table, chain, ruleNumber, { ...line, version: program.version, family: program.family })
      : listRules(table, chain, ruleNumber, verbose, program);
  endAtUnreadable(program, table, chain);
}

/** Ends the program where it comes to a rule that it cannot read; what stands before it was printed. */
export function endAtUnreadable(program: Program, table: NftTable, chain?: string): void {
  const complaint = table.unreadable(chain);
  if (complaint === undefined) return;
  program.stderr += `Error: ${complaint}\n`;
  throw new IptablesError('version', 'Parsing nftables rule failed');
}

/** Tables of ip_tables are another program's; `others` is its name. */
export function warnOfLegacy(program: Program, netfilter: Netfilter, others: string): void {
  if (netfilter.tables.size > 0)
    program.stderr += `# Warning: iptables-legacy tables present, use ${others} to see them\n`;
}

/** A remark about base chains that are none of iptables'. */
export function foreignChains({ table, hasForeignChains }: NftTable): string {
  return hasForeignChains
    ? `# Table \`${table}' contains incompatible base-chains, use 'nft' tool to list them.\n`
    : '';
}

function zero(program: Program, table: NftTable, { chain, ruleNumber, verbose, command }: CommandLine): void {
  if (ruleNumber > 0) {
    zeroRuleNumber(table, chain ?? '', ruleNumber);
    return;
  }
  for (const name of chainsToZero(table, chain, command !== 'Z')) {
    if (verbose) program.stdout += `Zeroing chain \`${name}'\n`;
    zeroChain(table, name);
  }
}

/** Empties a chain, or all that there are. */
export function flush(program: Program, table: NftTable, chain: string | undefined, verbose: boolean): void {
  for (const name of chain === undefined ? chainsToFlush(table, verbose) : [chain]) {
    flushChain(table, name);
    if (verbose) program.stdout += `Flushing chain \`${name}'\n`;
  }
}

/** Deletes a chain, or all that may go. */
export function deleteChains(program: Program, table: NftTable, chain: string | undefined, verbose: boolean): void {
  for (const name of chain === undefined ? chainsToDelete(table) : [chain]) {
    if (verbose) program.stdout += `Deleting chain \`${name}'\n`;
    deleteChain(table, name);
  }
  if (chain === undefined) deleteIdleChains(table);
}
