/** mark and connmark: the marks of a packet and of its connection. Userspace: extensions/libxt_mark.c, libxt_connmark.c. */
import type { ConnmarkMatch, MarkMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, parseMarkMask } from '../guided';

const OPTIONS = [{ name: 'mark', argument: true, invertible: true, required: true }] as const;

export const mark: Extension<MarkMatch> = {
  name: 'mark',
  options: OPTIONS,
  initial: { kind: 'mark', mark: 0, mask: ALL_BITS, invert: false },
  parse: (_, { argument, invert }) => ({ kind: 'mark', ...parseMarkMask('mark', 'mark', argument), invert }),
  save: (match) => `${match.invert ? ' !' : ''} --mark ${format(match)}`,
  print: (match) => ` mark match${match.invert ? ' !' : ''} ${format(match)}`,
};

export const connmark: Extension<ConnmarkMatch> = {
  name: 'connmark',
  options: OPTIONS,
  initial: { kind: 'connmark', mark: 0, mask: ALL_BITS, invert: false },
  parse: (_, { argument, invert }) => ({ kind: 'connmark', ...parseMarkMask('connmark', 'mark', argument), invert }),
  save: (match) => `${match.invert ? ' !' : ''} --mark ${format(match)}`,
  print: (match) => ` connmark match ${match.invert ? '!' : ''} ${format(match)}`,
};

function format({ mark: value, mask }: MarkMatch | ConnmarkMatch): string {
  return `0x${value.toString(16)}${mask === ALL_BITS ? '' : `/0x${mask.toString(16)}`}`;
}
