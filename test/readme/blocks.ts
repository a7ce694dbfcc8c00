/** What the READMEs show, read out of their text. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** The project's, and the package's, which npm shows. */
export const READMES = ['README.md', 'lib/README.md'] as const;

/** The text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The session that a README hands to `chainwalk run -`. Throws an Error if it has none. */
export function sessionOf(readme: string): string {
  return only(/chainwalk run - <<'EOF'\n([\s\S]*?)EOF/.exec(readme), 'session');
}

/** What a README says that the session prints. Throws an Error if it does not. */
export function transcriptOf(readme: string): string {
  return only(/```text\n([\s\S]*?)```/.exec(readme), 'transcript');
}

/** The program that a README shows. Throws an Error if it has none. */
export function programOf(readme: string): string {
  const [program] = programsOf(readme);
  if (program === undefined) throw new Error('the README has no program');
  return program;
}

/** All programs that a text shows, in its order. */
export function programsOf(text: string): readonly string[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
}

function only(found: RegExpExecArray | null, what: string): string {
  const [, text] = found ?? [];
  if (text === undefined) throw new Error(`the README has no ${what}`);
  return text;
}
