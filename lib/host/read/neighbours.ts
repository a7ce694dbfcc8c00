/** `ip neigh`. */
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const NEIGHBOUR =
  /^([0-9a-f.:]{2,45}) dev (\S{1,64})(?: lladdr ([0-9a-f]{2}(?::[0-9a-f]{2}){5}))?(?: \S+)*? (PERMANENT|NOARP|REACHABLE|STALE|DELAY|PROBE|INCOMPLETE|FAILED)\s*$/;

export const neighbourReader: Reader = {
  begins: (text) => text.length < 300 && NEIGHBOUR.test(text),
  open: (context) => new NeighbourSection(context),
};

class NeighbourSection implements Section {
  readonly kind = 'ip neighbour';
  readonly #context: SectionContext;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '') return true;
    const [, address = '', device = '', mac, state = ''] = (text.length < 300 && NEIGHBOUR.exec(text)) || [];
    if (address === '') return false;
    const { draft, place } = this.#context;
    if (place === '' && !address.includes(':'))
      draft.neighbours.push({ address, device, state, at, ...(mac !== undefined && { mac }) });
    return true;
  }

  close(): void {}
}
