/** connbytes: what a connection has carried. Userspace: extensions/libxt_connbytes.c. */
import type { ConnbytesMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { LONGEST_NUMBER, parseLongs } from '../guided';
import { parameterProblem } from '../program';

const MODES: readonly ConnbytesMatch['mode'][] = ['packets', 'bytes', 'avgpkt'];
const DIRECTIONS: readonly ConnbytesMatch['direction'][] = ['original', 'reply', 'both'];

/** What the tool knows of match connbytes. */
export const connbytes: Extension<ConnbytesMatch> = {
  name: 'connbytes',
  options: [
    { name: 'connbytes', argument: true, invertible: true, required: true },
    { name: 'connbytes-dir', argument: true, required: true },
    { name: 'connbytes-mode', argument: true, required: true },
  ],
  initial: { kind: 'connbytes', from: 0n, to: 0n, mode: 'packets', direction: 'original', invert: false },

  parse(match, { name, argument, invert }) {
    if (name === 'connbytes-mode') return { ...match, mode: choose(MODES, name, argument) };
    if (name === 'connbytes-dir') return { ...match, direction: choose(DIRECTIONS, name, argument) };
    const { from, to = LONGEST_NUMBER } = parseLongs('connbytes', name, argument);
    if (to < from) throw parameterProblem(`${from} should be less than ${to}`);
    // The kernel is told of an inversion by a range that runs backwards, which one of a single number cannot.
    return { ...match, from, to, invert: invert && from < to };
  },

  save: (match) => `${describeRange(match, '--')} --connbytes-mode ${match.mode} --connbytes-dir ${match.direction}`,
  print: (match) => `${describeRange(match, '')} connbytes mode ${match.mode} connbytes direction ${match.direction}`,
};

function choose<Word extends string>(words: readonly Word[], option: string, text: string): Word {
  const word = words.find((one) => one === text);
  if (word === undefined) throw parameterProblem(`Unknown --${option} \`${text}'`);
  return word;
}

function describeRange({ from, to, invert }: ConnbytesMatch, dashes: string): string {
  const end = to === 0n || to === LONGEST_NUMBER ? '' : `:${to}`;
  return `${invert ? ' !' : ''} ${dashes}connbytes ${from}${end}`;
}
