/** The lines of an iptables-save file under iptables-nft: those of a table are carried out at its `COMMIT`. Userspace: xtables_restore_parse_line, iptables/xtables-restore.c. */
import type { Netfilter } from '../../../netfilter';
import { checkChainName } from '../arguments';
import type { CommandLine } from '../commandLine';
import { findTable } from '../findTable';
import { type Program, parameterProblem } from '../program';
import { fields, parsePolicyCounters, type RestoredTable, type RestoreOptions } from '../restoreLine';
import { builtinHook } from './chains';
import { restoreChain, setPolicy } from './changeChains';
import { checkNftRule, deleteChains, flush, runNftCommand } from './command';
import { NftTable } from './table';

/** A table that the file describes. Without `--noflush` all that it had is gone, policies and their counters too. */
export function restoreNftTable(
  netfilter: Netfilter,
  name: string,
  program: Program,
  options: RestoreOptions,
): RestoredTable {
  const found = findTable(name);
  if (found === undefined)
    throw parameterProblem(`iptables-restore: line ${program.line} table name '${name}' invalid`);
  const table = new NftTable(netfilter, found);
  const { counters, noflush, verbose } = options;
  const pending: { readonly line: number | undefined; readonly run: () => void }[] = [];
  const later = (run: () => void) => pending.push({ line: program.line, run });
  if (!noflush) later(() => (verbose ? clearAloud(program, table) : table.clear()));
  return {
    table: found,
    chainLine(line, number) {
      const [chain, policy, count] = fields(line.slice(1));
      if (chain === undefined) throw parameterProblem(`iptables-restore: line ${number} chain name invalid`);
      checkChainName(chain, program.family);
      if (policy === undefined) throw parameterProblem(`iptables-restore: line ${number} policy invalid`);
      if (builtinHook(found, chain) === undefined) {
        later(() => restoreChain(table, chain));
        return;
      }
      const given = counters ? parsePolicyCounters(chain, count) : undefined;
      // `-` leaves the policy as it is.
      later(() => setPolicy(table, chain, policy === '-' ? (table.chain(chain).policy ?? 'ACCEPT') : policy, given));
    },
    run(command: CommandLine) {
      checkNftRule(command);
      later(() => runNftCommand(program, netfilter, table, command));
    },
    commit() {
      if (options.test) return;
      const { line: last } = program;
      for (const { line, run } of pending) {
        table.batch.line = line;
        program.runningLine = line;
        run();
      }
      program.runningLine = last;
      table.commit();
    },
  };
}

/** With `-v` chains are emptied and deleted one by one. */
function clearAloud(program: Program, table: NftTable): void {
  flush(program, table, undefined, true);
  deleteChains(program, table, undefined, true);
}
