/** DNAT, SNAT and MASQUERADE. Userspace: extensions/libxt_NAT.c. Not modelled: ports that are shifted (`:80-90/8080`). */
import type { DnatTarget, MasqueradeTarget, RedirectTarget, SnatTarget } from '../../../netfilter';
import type { Extension, OptionDefinition } from '../extension';
import { canonical, flags, formatPorts, formatRange, parseOnlyPorts, parseTo, withFlag } from './natRange';

const RANDOM: OptionDefinition = { name: 'random', argument: false };
const RANDOM_FULLY: OptionDefinition = { name: 'random-fully', argument: false };
const PERSISTENT: OptionDefinition = { name: 'persistent', argument: false };

export const DNAT: Extension<DnatTarget> = {
  name: 'DNAT',
  options: [{ name: 'to-destination', argument: true, required: true }, RANDOM, PERSISTENT],
  initial: { kind: 'DNAT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'DNAT',
    range: name === 'to-destination' ? { ...range, ...parseTo(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'DNAT', range: canonical(range) }),
  save: ({ range }) => ` --to-destination ${formatRange(range)}${flags(range, ' --')}`,
  print: ({ range }) => ` to:${formatRange(range)}${flags(range, ' ')}`,
};

export const SNAT: Extension<SnatTarget> = {
  name: 'SNAT',
  options: [{ name: 'to-source', argument: true, required: true }, RANDOM, RANDOM_FULLY, PERSISTENT],
  initial: { kind: 'SNAT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'SNAT',
    range: name === 'to-source' ? { ...range, ...parseTo(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'SNAT', range: canonical(range) }),
  save: ({ range }) => ` --to-source ${formatRange(range)}${flags(range, ' --')}`,
  print: ({ range }) => ` to:${formatRange(range)}${flags(range, ' ')}`,
};

export const MASQUERADE: Extension<MasqueradeTarget> = {
  name: 'MASQUERADE',
  options: [{ name: 'to-ports', argument: true }, RANDOM, RANDOM_FULLY],
  initial: { kind: 'MASQUERADE', range: {} },
  parse({ range }, { name, argument, protocol }) {
    if (name !== 'to-ports') return { kind: 'MASQUERADE', range: withFlag(range, name) };
    return { kind: 'MASQUERADE', range: { ...range, ports: parseOnlyPorts(argument, protocol) } };
  },
  finish: ({ range }) => ({ kind: 'MASQUERADE', range: canonical(range) }),
  save: ({ range }) => `${range.ports ? ` --to-ports ${formatPorts(range.ports)}` : ''}${flags(range, ' --')}`,
  print: ({ range }) => `${range.ports ? ` masq ports: ${formatPorts(range.ports)}` : ''}${flags(range, ' ')}`,
};

export const REDIRECT: Extension<RedirectTarget> = {
  name: 'REDIRECT',
  options: [{ name: 'to-ports', argument: true }, RANDOM],
  initial: { kind: 'REDIRECT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'REDIRECT',
    range: name === 'to-ports' ? { ...range, ports: parseOnlyPorts(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'REDIRECT', range: canonical(range) }),
  save: ({ range }) => `${range.ports ? ` --to-ports ${formatPorts(range.ports)}` : ''}${flags(range, ' --')}`,
  print: ({ range }) => `${range.ports ? ` redir ports ${formatPorts(range.ports)}` : ''}${flags(range, ' ')}`,
};
