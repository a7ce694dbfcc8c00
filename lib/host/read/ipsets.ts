/** `ipset save`. */
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const LINE = /^(?:create \S+ (?:hash|bitmap|list):\S+|add \S+ \S+)/;

export const ipsetReader: Reader = {
  begins: (text) => LINE.test(text),
  open: ({ draft, place }: SectionContext): Section => ({
    kind: 'ipset save',
    take({ text, at }: DumpLine): boolean {
      if (text === '') return true;
      if (!LINE.test(text)) return false;
      if (place === '') draft.sets.push({ text, at });
      return true;
    },
    close() {},
  }),
};
