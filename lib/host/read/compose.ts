/** A compose file, alone or among other things. */
import { readComposeFile } from './composeFile';
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const FIRST = /^(?:services:|version:\s*['"]?\d[\d.]*['"]?|networks:)\s*(?:#.*)?$/;
/** What may stand at the beginning of a line of YAML, where nothing is indented. */
const TOP = /^(?:[\w.-]+:(?:\s.*)?$|#|- |-$|---|\.\.\.$|<<:)/;

export const composeReader: Reader = {
  begins: (text) => FIRST.test(text),
  open: (context) => new ComposeSection(context),
};

class ComposeSection implements Section {
  readonly kind = 'compose file';
  readonly #context: SectionContext;
  readonly #lines: string[] = [];
  #indent = '';
  #first: DumpLine | undefined;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take(line: DumpLine): boolean {
    if (this.#first === undefined) {
      this.#first = line;
      this.#indent = /^\s*/.exec(line.raw)?.[0] ?? '';
    }
    // The whole of it may have been pasted with an indentation.
    const raw = line.raw.trimEnd();
    const own = raw.startsWith(this.#indent) ? raw.slice(this.#indent.length) : raw.trimStart();
    if (own !== '' && !/^\s/.test(own) && !TOP.test(own)) return false;
    // What stands in between was taken by nobody else, or was empty.
    while (this.#lines.length < line.at.line - this.#first.at.line) this.#lines.push('');
    this.#lines.push(own);
    return true;
  }

  close(): void {
    if (this.#first === undefined) return;
    readComposeFile(this.#context.draft, this.#lines.join('\n'), this.#first.at);
  }
}
