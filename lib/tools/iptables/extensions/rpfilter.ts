/** rpfilter: the path back to a packet's source. Userspace: extensions/libxt_rpfilter.c. */
import type { RpfilterMatch } from '../../../netfilter';
import type { Extension } from '../extension';

/** In the order in which they are written. */
const FLAGS = { loose: 'loose', validmark: 'validMark', 'accept-local': 'acceptLocal', invert: 'invert' } as const;

/** What the tool knows of match rpfilter. */
export const rpfilter: Extension<RpfilterMatch> = {
  name: 'rpfilter',
  options: Object.keys(FLAGS).map((name) => ({ name, argument: false })),
  initial: { kind: 'rpfilter', loose: false, validMark: false, acceptLocal: false, invert: false },
  parse: (match, { name }) => ({ ...match, [FLAGS[name as keyof typeof FLAGS]]: true }),
  save: (match) => describe(match, '--'),
  print: (match) => ` rpfilter${describe(match, '')}`,
};

function describe(match: RpfilterMatch, dashes: string): string {
  return Object.entries(FLAGS)
    .filter(([, part]) => match[part])
    .map(([name]) => ` ${dashes}${name}`)
    .join('');
}
