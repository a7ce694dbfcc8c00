/** What programs print as JSON: `docker inspect`, `docker network inspect`, `ip -j`. */
import { readDockerJson } from './dockerJson';
import type { DumpLine } from './dumpLines';
import { readIpJson } from './ipJson';
import type { Reader, Section, SectionContext } from './section';

const FIRST = /^(?:\[$|\{$|\[\s*[{\]]|\{\s*")/;

export const jsonReader: Reader = {
  begins: (text) => FIRST.test(text),
  open: (context) => new JsonSection(context),
};

class JsonSection implements Section {
  kind = 'JSON';
  readonly #context: SectionContext;
  readonly #lines: string[] = [];
  #first: DumpLine | undefined;
  #depth = 0;
  #inString = false;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take(line: DumpLine): boolean {
    // The value is complete: what follows begins another section.
    if (this.#lines.length > 0 && this.#depth === 0) return line.text === '';
    this.#first ??= line;
    this.#lines.push(line.text);
    this.#count(line.text);
    return true;
  }

  close(): void {
    const first = this.#first;
    if (first === undefined) return;
    const { draft } = this.#context;
    try {
      const value: unknown = JSON.parse(this.#lines.join('\n'));
      const kind = readIpJson(this.#context, value, first.at) ?? readDockerJson(draft, value, first.at);
      if (kind !== undefined) this.kind = kind;
      else draft.unread.push({ text: first.text, why: 'JSON of another program', at: first.at });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      draft.unread.push({ text: first.text, why: 'JSON that is not complete', at: first.at });
    }
  }

  #count(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const letter = text[at];
      if (this.#inString) {
        if (letter === '\\') at += 1;
        else if (letter === '"') this.#inString = false;
      } else if (letter === '"') this.#inString = true;
      else if (letter === '{' || letter === '[') this.#depth += 1;
      else if (letter === '}' || letter === ']') this.#depth -= 1;
    }
    // No string of JSON goes over the end of a line.
    this.#inString = false;
  }
}
