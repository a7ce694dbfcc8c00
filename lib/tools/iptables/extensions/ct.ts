/** CT and NOTRACK: leave a packet untracked. Userspace: extensions/libxt_CT.c. Not modelled: zones, helpers, time-out policies, events. */
import type { CtTarget } from '../../../netfilter';
import type { Extension, OptionDefinition } from '../extension';

const UNMODELLED: readonly OptionDefinition[] = [
  'helper',
  'timeout',
  'ctevents',
  'expevents',
  'zone',
  'zone-orig',
  'zone-reply',
].map((name) => ({ name, argument: true, modelled: false }));

/** What the tool knows of target CT. */
export const CT: Extension<CtTarget> = {
  name: 'CT',
  options: [{ name: 'notrack', argument: false }, ...UNMODELLED],
  initial: { kind: 'CT', notrack: false, asNotrack: false },
  parse: (target) => ({ ...target, notrack: true }),
  save: ({ notrack }) => (notrack ? ' --notrack' : ''),
  print: ({ notrack }) => ` CT${notrack ? ' notrack' : ''}`,
};

/** What the tool knows of target NOTRACK. */
export const NOTRACK: Extension<CtTarget> = {
  name: 'NOTRACK',
  options: [],
  initial: { kind: 'CT', notrack: true, asNotrack: true },
  parse: (target) => target,
  save: () => '',
  print: () => ' NOTRACK',
};
