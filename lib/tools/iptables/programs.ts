/** The commands of iptables: which engine they work on is the machine's choice, or said by their name. */
import type { Place, Program } from '../../machine';
import { ctime } from '../common/calendar';
import { program } from '../common/command';
import { iptables } from './iptables';
import { iptablesRestore } from './iptablesRestore';
import { iptablesSave } from './iptablesSave';
import type { IptablesOptions, IptablesVariant } from './program';

/** `iptables`, `iptables-save`, `iptables-restore`, and the same of each variant: `iptables-nft-save`. */
export const IPTABLES_PROGRAMS: readonly (readonly [string, Program])[] = [
  ...programsOf('iptables', undefined),
  ...programsOf('iptables-legacy', 'legacy'),
  ...programsOf('iptables-nft', 'nft'),
];

function programsOf(name: string, variant: IptablesVariant | undefined): readonly (readonly [string, Program])[] {
  const options = ({ machine }: Place, calledAs: string): IptablesOptions => ({
    version: machine.iptablesVersion,
    variant: variant ?? machine.iptablesVariant,
    calledAs,
  });
  const [save, restore] = [`${name}-save`, `${name}-restore`];
  return [
    [name, program((place, argv) => iptables(place.net.netfilter, argv, options(place, name)))],
    [
      restore,
      program((place, argv, stdin) => iptablesRestore(place.net.netfilter, argv, stdin, options(place, restore))),
    ],
    [
      save,
      program((place, argv) =>
        iptablesSave(place.net.netfilter, argv, { ...options(place, save), date: ctime(place.machine.date()) }),
      ),
    ],
  ];
}
