/** conntrack --ctstate, and state, its older name. Userspace: extensions/libxt_conntrack.c. */
import type { ConntrackMatch, ConntrackState } from '../../../netfilter';
import type { Extension, OptionDefinition } from '../extension';
import { parameterProblem } from '../program';

/** In the order in which states are looked for by the beginning of their names. */
const STATES: readonly ConntrackState[] = ['INVALID', 'NEW', 'ESTABLISHED', 'RELATED', 'UNTRACKED', 'SNAT', 'DNAT'];
/** In the order in which they are written. */
const WRITTEN: readonly ConntrackState[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];
const OLD_STATES = STATES.filter((state) => state !== 'SNAT' && state !== 'DNAT');

const UNMODELLED: readonly OptionDefinition[] = [
  'ctproto',
  'ctorigsrc',
  'ctorigdst',
  'ctreplsrc',
  'ctrepldst',
  'ctstatus',
  'ctexpire',
  'ctorigsrcport',
  'ctorigdstport',
  'ctreplsrcport',
  'ctrepldstport',
  'ctdir',
].map((name) => ({ name, argument: true, invertible: true, modelled: false }));

export const conntrack: Extension<ConntrackMatch> = {
  name: 'conntrack',
  options: [{ name: 'ctstate', argument: true, invertible: true }, ...UNMODELLED],
  initial: { kind: 'conntrack', states: [], invert: false, asState: false },
  parse: (match, { argument, invert }) => ({ ...match, states: parseStates(argument, STATES, 'ctstate'), invert }),
  finish(match, given) {
    if (given.size === 0) throw parameterProblem('conntrack: At least one option is required');
    return match;
  },
  save: ({ states, invert }) => `${invert ? ' !' : ''} --ctstate ${states.join(',')}`,
  print: ({ states, invert }) => `${invert ? ' !' : ''} ctstate ${states.join(',')}`,
};

export const state: Extension<ConntrackMatch> = {
  name: 'state',
  options: [{ name: 'state', argument: true, invertible: true, required: true }],
  initial: { kind: 'conntrack', states: [], invert: false, asState: true },
  parse(match, { argument, invert }) {
    if (argument === '' || argument.endsWith(',')) {
      throw parameterProblem('"--state" requires a list of states with no spaces, e.g. ESTABLISHED,RELATED');
    }
    return { ...match, states: parseStates(argument, OLD_STATES, 'state'), invert };
  },
  save: ({ states, invert }) => `${invert ? ' !' : ''} --state ${states.join(',')}`,
  print: ({ states, invert }) => `${invert ? ' !' : ''} state ${states.join(',')}`,
};

/** States by the beginnings of their names, between commas; in the order in which they are written. */
function parseStates(text: string, known: readonly ConntrackState[], what: string): readonly ConntrackState[] {
  const words = text.split(',');
  const found = words.map((word, index) => {
    const name = known.find((one) => word !== '' && one.startsWith(word.toUpperCase()));
    if (name === undefined) throw parameterProblem(`Bad ${what} "${words.slice(index).join(',')}"`);
    return name;
  });
  return WRITTEN.filter((one) => found.includes(one));
}
