/** The rules of a machine as they are now, to be put back after something was tried: they are shared, not copied. */
import { isOfIptables, type Netfilter } from '../../netfilter';

/** What a command may do if a snapshot is to take it back: iptables in any way, nft with rules alone. */
const UNDONE = /^\s*(?:sudo\s+)?(?:iptables\s|nft\s+(?:insert|add)\s+rule\s)/;

/** Whether all that these commands change is put back by a snapshot: a table that they are the first to touch stays. */
export function canBeUndone(commands: string, { tables }: Netfilter): boolean {
  return commands.split('\n').every((line) => {
    const table = /\s(?:-t|--table)[\s=]*(\S+)/.exec(line)?.[1] ?? 'filter';
    return (
      line.trim() === '' ||
      (UNDONE.test(line) && (!/iptables/.test(line) || (isOfIptables(table) && tables.has(table))))
    );
  });
}

/** Notes the rules; the function puts them back. Matches that remember packets begin anew. */
export function snapshotRules(netfilter: Netfilter): () => void {
  const tables = [...netfilter.tables].map(([name, table]) => ({ name, draft: table.draft() }));
  const chains = netfilter.nf.tables.flatMap((table) =>
    [...table.chains.values()].map((chain) => ({ chain, rules: chain.rules, base: chain.base })),
  );
  return () => {
    for (const { name, draft } of tables) netfilter.commit(name, draft);
    for (const { chain, rules, base } of chains) {
      chain.rules = rules;
      chain.base = base;
    }
    // Whether connections are tracked is found out anew after each batch.
    if (chains.length > 0) netfilter.runBatch([], { now: 0 });
  };
}
