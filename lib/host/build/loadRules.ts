/** Puts a host's rules into a machine. What the simulation does not know is kept in its place, with an answer that is chosen. */
import type { Machine } from '../../machine';
import { isOfIptables, type Rule } from '../../netfilter';
import { ipset } from '../../tools/ipset';
import { iptablesRestore } from '../../tools/iptables';
import { nft } from '../../tools/nft';
import type { HostFacts, RuleFact, SourceLine, TableFact } from '../read';
import { isBuiltinChain } from '../read';
import type { Assumptions } from './assumption';
import { chainOf, type ModelledRule, modelledRule, NEVER } from './modelledRule';
import type { UnknownRule } from './unknownRule';

/** What became of the rules. */
export interface LoadedRules {
  readonly unknown: readonly UnknownRule[];
  /** The rules of iptables as they stand in the dump, by what was made of them: their numbers may change. */
  readonly texts: ReadonlyMap<Rule, RuleFact>;
  /** Those of them whose answer is not known. */
  readonly doubtful: ReadonlyMap<Rule, UnknownRule>;
}

const TABLES = ['raw', 'mangle', 'nat', 'filter'];

/** Rules that are not wholly modelled are taken not to match. */
export function loadRules(machine: Machine, facts: HostFacts, assumptions: Assumptions): LoadedRules {
  const unknown: UnknownRule[] = [];
  const texts = new Map<string, RuleFact>();
  loadSets(machine, facts, assumptions);
  const tables = mergeTables(facts.tables, assumptions);
  for (const table of tables) {
    if (table.family !== 'ipv4') continue;
    if (!TABLES.includes(table.name)) {
      setAside(table, unknown);
      continue;
    }
    const { netfilter } = machine.net;
    // Most tables are as the simulation knows them: only others are looked at rule by rule.
    const plain = tableText(table, [], texts, assumptions, (rule) => {
      const chain = chainOf(rule);
      return { text: rule, ...(chain !== undefined && { chain }) };
    });
    if (iptablesRestore(netfilter, ['-c'], plain, { version: '1.8.9' }).exitCode === 0) continue;
    const text = tableText(table, unknown, texts, assumptions, (rule, isChain) => modelledRule(rule, false, isChain));
    const { exitCode, stderr } = iptablesRestore(netfilter, ['-c'], text, { version: '1.8.9' });
    if (exitCode !== 0) restoreOneByOne(machine, table, text, stderr, unknown);
  }
  loadNft(machine, facts, tables, unknown, assumptions);
  const doubts = new Map(unknown.map((one) => [`${one.table} ${one.chain} ${one.rule}`, one]));
  return { unknown, texts: byRule(machine, texts), doubtful: byRule(machine, doubts) };
}

/** What is known by `table chain number`, by the rule that is there. */
function byRule<Fact>({ net }: Machine, facts: ReadonlyMap<string, Fact>): ReadonlyMap<Rule, Fact> {
  return new Map(
    [...facts].flatMap(([key, fact]): readonly (readonly [Rule, Fact])[] => {
      const [table = '', chain = '', number] = key.split(' ');
      const rules = isOfIptables(table) ? net.netfilter.tables.get(table)?.chains.get(chain)?.rules : undefined;
      const rule = rules?.[Number(number) - 1];
      return rule === undefined ? [] : [[rule, fact]];
    }),
  );
}

/** The table `security`, and those of other kernels: an empty one says nothing. */
function setAside({ name, chains, rules }: TableFact, unknown: UnknownRule[]): void {
  const why = `the table ${name} is not modelled`;
  const numbers = new Map<string, number>();
  for (const { name: chain, policy, at } of chains)
    if (policy === 'DROP')
      unknown.push({ table: name, chain, rule: 0, text: 'policy DROP', why, conditional: false, at });
  for (const { chain, text, at } of rules) {
    const rule = (numbers.get(chain) ?? 0) + 1;
    numbers.set(chain, rule);
    unknown.push({ table: name, chain, rule, text, why, conditional: false, at });
  }
}

/** Of a table that was printed twice, as by a listing and by iptables-save, the one with more is taken. */
function mergeTables(tables: readonly TableFact[], assumptions: Assumptions): readonly TableFact[] {
  const best = new Map<string, TableFact>();
  for (const table of tables) {
    const key = `${table.family} ${table.name}`;
    const other = best.get(key);
    if (other === undefined) best.set(key, table);
    else {
      const taken = table.rules.length > other.rules.length ? table : other;
      best.set(key, taken);
      if (table.rules.length > 0 && other.rules.length > 0)
        assumptions.add(
          `The table ${table.name} was printed more than once; that of ${taken.at.file} line ${taken.at.line} is used.`,
        );
    }
  }
  return [...best.values()];
}

/** As iptables-restore takes it: chains before rules, counters at each. */
function tableText(
  table: TableFact,
  unknown: UnknownRule[],
  texts: Map<string, RuleFact>,
  assumptions: Assumptions,
  model: (text: string, isChain: (name: string) => boolean) => ModelledRule,
): string {
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  const lines = [`*${table.name}`];
  for (const { name, policy, counters } of chains.values()) {
    const builtin = isBuiltinChain(table.name, name);
    if (builtin && policy === undefined)
      assumptions.add(`The policy of ${table.name} ${name} is ACCEPT.`, 'iptables-save -c');
    lines.push(`:${name} ${builtin ? (policy ?? 'ACCEPT') : '-'} [${counters?.packets ?? 0}:${counters?.bytes ?? 0}]`);
  }
  const numbers = new Map<string, number>();
  const rules: string[] = [];
  const known = new Set(chains.keys());
  const needed = new Set<string>();
  for (const rule of table.rules) {
    const number = (numbers.get(rule.chain) ?? 0) + 1;
    numbers.set(rule.chain, number);
    const key = `${table.name} ${rule.chain} ${number}`;
    texts.set(key, rule);
    needed.add(rule.chain);
    const { text, problem, chain } = model(rule.text, (name) => known.has(name));
    if (chain !== undefined) needed.add(chain);
    if (problem !== undefined)
      unknown.push({ table: table.name, chain: rule.chain, rule: number, text: rule.text, at: rule.at, ...problem });
    rules.push(`[${rule.counters?.packets ?? 0}:${rule.counters?.bytes ?? 0}] -A ${rule.chain} ${text}`);
  }
  for (const chain of needed) {
    if (known.has(chain) || isBuiltinChain(table.name, chain)) continue;
    lines.push(`:${chain} - [0:0]`);
    assumptions.add(
      `The chain ${chain} of ${table.name}, which rules jump to, was not printed, and is empty.`,
      'iptables-save -c',
    );
  }
  return `${[...lines, ...rules].join('\n')}\nCOMMIT\n`;
}

/** A rule that the kernel refuses, though it can be read, is set aside, and the rest is tried again. */
function restoreOneByOne(
  machine: Machine,
  table: TableFact,
  text: string,
  complaint: string,
  unknown: UnknownRule[],
): void {
  const lines = text.split('\n');
  const { netfilter } = machine.net;
  const rules = lines.filter((line) => line.startsWith('['));
  const head = lines.filter((line) => !line.startsWith('[') && line !== 'COMMIT' && line !== '');
  iptablesRestore(netfilter, ['-c'], `${head.join('\n')}\nCOMMIT\n`, { version: '1.8.9' });
  rules.forEach((line, index) => {
    const one = `*${table.name}\n${line}\nCOMMIT\n`;
    const { exitCode, stderr } = iptablesRestore(netfilter, ['-c', '-n'], one, { version: '1.8.9' });
    const rule = table.rules[index];
    if (exitCode === 0 || rule === undefined) return;
    const number = table.rules.slice(0, index + 1).filter(({ chain }) => chain === rule.chain).length;
    const why = (stderr || complaint).split('\n')[0] ?? 'refused';
    unknown.push({
      table: table.name,
      chain: rule.chain,
      rule: number,
      text: rule.text,
      why,
      conditional: false,
      at: rule.at,
    });
    iptablesRestore(netfilter, ['-c', '-n'], `*${table.name}\n-A ${rule.chain} ${NEVER}\nCOMMIT\n`, {
      version: '1.8.9',
    });
  });
}

function loadSets(machine: Machine, { sets, tables }: HostFacts, assumptions: Assumptions): void {
  for (const { text, at } of sets) {
    const { exitCode, stderr } = ipset(machine, text.split(/\s+/), '');
    if (exitCode !== 0) assumptions.add(`${at.file} line ${at.line}: ${stderr.trim()}; the set lacks it.`);
  }
  for (const { text } of tables.flatMap(({ rules }) => rules)) {
    const name = /--match-set (\S+)/.exec(text)?.[1];
    if (name === undefined || machine.net.netfilter.sets.get(name) !== undefined) continue;
    ipset(machine, ['create', name, 'hash:net'], '');
    assumptions.add(`The set ${name}, which rules ask for, was not printed, and is empty.`, 'ipset save');
  }
}

/** Tables of nf_tables, but for those that are iptables' own and were printed by it as well. */
function loadNft(
  machine: Machine,
  { nft: tables }: HostFacts,
  known: readonly TableFact[],
  unknown: UnknownRule[],
  assumptions: Assumptions,
): void {
  for (const { family, name, text, at } of tables) {
    const mirrored =
      (family === 'ip' || family === 'ip6') && known.some((table) => table.name === name) && TABLES.includes(name);
    if (mirrored) {
      assumptions.add(`The table ${family} ${name} of nf_tables is the one that iptables-nft prints, and counts once.`);
      continue;
    }
    const { exitCode, stderr } = nft(machine, ['-f', '-'], text);
    if (exitCode === 0) continue;
    const lines = text.split('\n');
    const problem = stderr.split('\n')[0]?.replace(/^\S*?:(\d+):[\d-]+: /, '') ?? '';
    if (reduceNft(machine, lines, unknown, `${family} ${name}`, at)) continue;
    unknown.push({
      table: `${family} ${name}`,
      chain: '',
      rule: 0,
      text: lines[0] ?? '',
      why: problem,
      conditional: false,
      at,
    });
  }
}

/** Takes the lines out that nft complains about, one after the other. */
function reduceNft(
  machine: Machine,
  lines: readonly string[],
  unknown: UnknownRule[],
  table: string,
  at: SourceLine,
): boolean {
  const left: (string | undefined)[] = [...lines];
  for (let times = 0; times < 200; times++) {
    const { exitCode, stderr } = nft(machine, ['-f', '-'], `${left.map((line) => line ?? '').join('\n')}\n`);
    if (exitCode === 0) return true;
    const number = Number(/:(\d+):\d+-\d+: /.exec(stderr)?.[1] ?? 0);
    const line = left[number - 1];
    if (line === undefined || /[{}]\s*$/.test(line) || line === '') return false;
    left[number - 1] = undefined;
    const chain =
      lines
        .slice(0, number)
        .reverse()
        .find((one) => /^chain /.test(one))
        ?.split(' ')[1] ?? '';
    unknown.push({
      table,
      chain,
      rule: 0,
      text: line,
      why: (stderr.split('\n')[0] ?? '').replace(/^.*?Error: /, ''),
      conditional: true,
      at: { file: at.file, line: at.line + number - 1 },
    });
  }
  return false;
}
