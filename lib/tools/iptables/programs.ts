/** The commands of iptables: which engine they work on is the machine's choice, or said by their name. */
import type { Place, Program } from '../../machine';
import { ctime } from '../common/calendar';
import { program } from '../common/command';
import { loadIptablesNft } from '../loadNft';
import { ip6tables, iptables } from './iptables';
import { ip6tablesRestore, iptablesRestore } from './iptablesRestore';
import { ip6tablesSave, iptablesSave } from './iptablesSave';
import type { IptablesOptions, IptablesVariant } from './program';

/** The three programs of a family. */
interface FamilyPrograms {
  readonly tables: typeof iptables;
  readonly restore: typeof iptablesRestore;
  readonly save: typeof iptablesSave;
}

const FAMILY: FamilyPrograms = { tables: iptables, restore: iptablesRestore, save: iptablesSave };

/** `iptables`, `iptables-save`, `iptables-restore`, and the same of each variant: `iptables-nft-save`. */
export const IPTABLES_PROGRAMS: readonly (readonly [string, Program])[] = [
  ...programsOf('iptables', undefined, FAMILY),
  ...programsOf('iptables-legacy', 'legacy', FAMILY),
  ...programsOf('iptables-nft', 'nft', FAMILY).map(
    ([name, run]) => [name, Object.assign(run, { load: loadIptablesNft })] as const,
  ),
];

/** Those of ip6tables are always legacy. */
export const IP6TABLES_PROGRAMS: readonly (readonly [string, Program])[] = programsOf('ip6tables', 'legacy', {
  tables: ip6tables,
  restore: ip6tablesRestore,
  save: ip6tablesSave,
});

function programsOf(
  name: string,
  variant: IptablesVariant | undefined,
  family: FamilyPrograms,
): readonly (readonly [string, Program])[] {
  const options = ({ machine }: Place, calledAs: string): IptablesOptions => ({
    version: machine.iptablesVersion,
    variant: variant ?? machine.iptablesVariant,
    calledAs,
  });
  const [save, restore] = [`${name}-save`, `${name}-restore`];
  return [
    [name, program((place, argv) => family.tables(place.net.netfilter, argv, options(place, name)))],
    [
      restore,
      program((place, argv, stdin) => family.restore(place.net.netfilter, argv, stdin, options(place, restore))),
    ],
    [
      save,
      program((place, argv) =>
        family.save(place.net.netfilter, argv, { ...options(place, save), date: ctime(place.machine.date()) }),
      ),
    ],
  ];
}
