/** REDIRECT: the destination becomes this machine. Userspace: extensions/libxt_NAT.c. */
import type { RedirectTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { canonical, flagOptions, formatPorts, parseOnlyPorts, saveFlags, savePortsOption, withFlag } from '../natRange';

/** What the tool knows of target REDIRECT. */
export const REDIRECT: Extension<RedirectTarget> = {
  name: 'REDIRECT',
  options: [{ name: 'to-ports', argument: true }, ...flagOptions('random')],
  initial: { kind: 'REDIRECT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'REDIRECT',
    range: name === 'to-ports' ? { ...range, ports: parseOnlyPorts(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'REDIRECT', range: canonical(range) }),
  save: ({ range }) => savePortsOption(range) + saveFlags(range, ' --'),
  print: ({ range }) => `${range.ports ? ` redir ports ${formatPorts(range.ports)}` : ''}${saveFlags(range, ' ')}`,
};
