/** What bash says of an expression: its text as it was written, and where what is wrong begins. bash: expr.c (muldiv, evalerror). */

/** A division as the parser has it: the whole expression's text, and where its right side begins there. */
export interface Division {
  readonly text?: string;
  readonly at?: number;
}

/** What is said of one by nothing; the text is not known of what an assignment divides by. */
export function sayDivision({ text, at = 0 }: Division = {}): string {
  if (text === undefined) return 'division by 0';
  return `${text.trimStart()}: division by 0 (error token is "${text.slice(at).trimStart()}")`;
}

/** The text of `((…))`: as it was written, if the words that the parser puts together again are the same but for blanks. */
export function asWritten(joined: string, written: string): string {
  const [one, other] = [joined, written].map((text) => text.replace(/\s/g, ''));
  return one === other ? written.trimStart() : joined.trim();
}

/** What `let` says, whose expression the parser has between brackets and blanks. */
export function sayLet(expression: string, message: string): string {
  const token = / : division by 0 \(error token is "(.*?) *"\)$/.exec(message)?.[1];
  return token === undefined ? `${expression}: ${message}` : `${expression}: division by 0 (error token is "${token}")`;
}
