/** REDIRECT: the destination becomes this machine. Userspace: extensions/libxt_NAT.c. */
import type { RedirectTarget } from '../../../netfilter';
import type { Extension, GivenOption } from '../extension';
import { canonical, flagOptions, formatPorts, parseOnlyPorts, saveFlags, savePortsOption, withFlag } from '../natRange';
import { parameterProblem } from '../program';

/** What the tool knows of target REDIRECT. */
export const REDIRECT: Extension<RedirectTarget> = {
  name: 'REDIRECT',
  options: [{ name: 'to-ports', argument: true }, ...flagOptions('random')],
  initial: { kind: 'REDIRECT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'REDIRECT',
    range: name === 'to-ports' ? { ...range, ports: parseUnshifted(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'REDIRECT', range: canonical(range) }),
  save: ({ range }) => savePortsOption(range) + saveFlags(range, ' --'),
  print: ({ range }) => `${range.ports ? ` redir ports ${formatPorts(range.ports)}` : ''}${saveFlags(range, ' ')}`,
};

function parseUnshifted(text: string, protocol: GivenOption['protocol']): ReturnType<typeof parseOnlyPorts> {
  const ports = parseOnlyPorts(text, protocol);
  if (ports.base === undefined) return ports;
  throw parameterProblem('Shifted portmap ranges not supported with this kernel');
}
