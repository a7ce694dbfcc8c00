/** Which release of the engine has which rule book. */
import { type EngineRelease, newestOf } from '../../release';
import type { RuleBook } from '../ruleBook';
import { BOOK_20 } from './book20';
import { BOOK_27 } from './book27';
import { BOOK_28 } from './book28';
import { BOOK_28_0 } from './book28_0';
import { BOOK_28_2 } from './book28_2';
import { BOOK_29 } from './book29';

/** Rule books, by the first release that has them. */
const RULE_BOOKS: readonly (readonly [string, RuleBook])[] = [
  ['29.0.0', BOOK_29],
  ['28.2.0', BOOK_28_2],
  ['28.0.1', BOOK_28],
  ['28.0.0', BOOK_28_0],
  ['27.0.1', BOOK_27],
  ['20.10.0', BOOK_20],
];

/** The rules of a release. */
export function ruleBookOf({ version }: EngineRelease): RuleBook {
  return newestOf(version, RULE_BOOKS);
}
