/** Names for containers that were given none: an adjective and a person of networking. moby: pkg/namesgenerator; the words are our own. */
import type { Random } from '../../network';

/** The first words of names that are drawn here. */
export const OWN_ADJECTIVES = [
  'brisk',
  'calm',
  'clever',
  'curious',
  'eager',
  'gentle',
  'happy',
  'keen',
  'lively',
  'mellow',
  'patient',
  'quiet',
  'sunny',
  'tidy',
  'wise',
  'zesty',
];
const PEOPLE = [
  'baran',
  'bellovin',
  'cerf',
  'clark',
  'deering',
  'estrin',
  'feinler',
  'floyd',
  'jacobson',
  'kahn',
  'karn',
  'lovelace',
  'metcalfe',
  'nagle',
  'perlman',
  'postel',
];

/** A name that none of `taken` has. */
export function randomName(random: Random, taken: ReadonlySet<string>): string {
  const pick = (words: readonly string[]) => words[random.below(words.length)] ?? '';
  for (let attempt = 0; ; attempt++) {
    const name = `${pick(OWN_ADJECTIVES)}_${pick(PEOPLE)}${attempt < 5 ? '' : attempt}`;
    if (!taken.has(name)) return name;
  }
}
