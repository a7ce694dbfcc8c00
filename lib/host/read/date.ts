/** `date -u +%Y-%m-%dT%H:%M:%SZ`: when the dump was made. */
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export const dateReader: Reader = {
  begins: (text) => TIME.test(text),
  open: ({ draft }: SectionContext): Section => ({
    kind: 'date',
    take({ text }: DumpLine): boolean {
      const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
      if (!Number.isNaN(time)) draft.printedAt = time;
      return text === '' || !Number.isNaN(time);
    },
    close() {},
  }),
};
