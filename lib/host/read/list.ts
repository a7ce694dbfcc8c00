/** `iptables -L -n -v`, with or without `--line-numbers`. Without `-v` it leaves out interfaces, and is refused. */
import { DumpError } from './dumpError';
import type { DumpLine } from './dumpLines';
import { listedOptions } from './listedOptions';
import { optionOf, type Reader, type Section, type SectionContext } from './section';
import { TableDraft } from './tableDraft';

const CHAIN =
  /^Chain (\S{1,64}) \((?:policy (ACCEPT|DROP)(?: (\d{1,20}[KMGTP]?) packets, (\d{1,20}[KMGTP]?) bytes)?|-?\d+ references?)\)$/;
const HEADER = /^(?:num\s+)?pkts\s+bytes\s+target\s+prot\s+opt\s+in\s+out\s+source\s+destination$/;
const SHORT_HEADER = /^(?:num\s+)?target\s+prot\s+opt\s+source\s+destination$/;
const NUMBER = /^\d{1,20}[KMGTP]?$/;
const UNITS = 'KMGTP';

export const listReader: Reader = {
  begins: (text) => CHAIN.test(text) || SHORT_HEADER.test(text),
  open: (context) => new ListSection(context),
};

class ListSection implements Section {
  readonly kind = 'iptables -L';
  readonly #context: SectionContext;
  #table: TableDraft | undefined;
  #chain: string | undefined;
  #numbered = false;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '') return true;
    if (SHORT_HEADER.test(text))
      throw new DumpError(
        '"iptables -L" without -v does not show interfaces, and rules without them say too little: print "iptables-save -c", or "iptables -L -n -v"',
        at,
      );
    const chain = CHAIN.exec(text);
    if (chain !== null) {
      const [, name = '', policy, packets, bytes] = chain;
      // The same chain again: another table's listing begins.
      if (this.#table === undefined || (policy !== undefined && this.#table.hasPolicy(name))) this.#begin(at);
      this.#chain = name;
      this.#table?.addChain({
        name,
        at,
        ...((policy === 'ACCEPT' || policy === 'DROP') && { policy }),
        ...(packets !== undefined &&
          bytes !== undefined && { counters: { packets: numberOf(packets), bytes: numberOf(bytes) } }),
      });
      return true;
    }
    if (HEADER.test(text)) {
      this.#numbered = text.startsWith('num');
      return this.#chain !== undefined;
    }
    return this.#chain !== undefined && this.#rule(text, this.#chain, at);
  }

  close(): void {
    if (this.#table !== undefined && this.#context.place === '') this.#context.draft.tables.push(this.#table.finish());
    this.#table = undefined;
  }

  #begin(at: DumpLine['at']): void {
    this.close();
    this.#table = new TableDraft(optionOf(this.#context.command, '-t', '--table'), at, true);
    if (this.#context.command?.words[0]?.startsWith('ip6tables')) this.#table.family = 'ipv6';
  }

  /** `3 180 DROP tcp -- !docker0 * 0.0.0.0/0 10.1.215.5 tcp dpt:2181`; a rule without target has nothing in its place. */
  #rule(text: string, chain: string, at: DumpLine['at']): boolean {
    const words = text.split(/\s+/, 12);
    const skipped = this.#numbered ? 1 : 0;
    const [packets = '', bytes = ''] = words.slice(skipped);
    if (!NUMBER.test(packets) || !NUMBER.test(bytes)) return false;
    const option = words.findIndex((word, index) => index >= skipped + 3 && /^(?:--|-f|!f)$/.test(word));
    if (option < 0 || option > skipped + 4) return false;
    const target = option === skipped + 4 ? words[skipped + 2] : undefined;
    const [input = '*', output = '*', source = '', destination = ''] = words.slice(option + 1);
    if (source === '' || destination === '') return false;
    const rest = restAfter(text, option + 5);
    const options = listedOptions({
      protocol: words[option - 1] ?? 'all',
      fragment: words[option] ?? '--',
      input,
      output,
      source,
      destination,
      target,
      rest,
    });
    const counters = { packets: numberOf(packets), bytes: numberOf(bytes) };
    this.#table?.addRule(chain, options, counters, at);
    return true;
  }
}

/** What follows so many words. */
function restAfter(text: string, count: number): string {
  let at = 0;
  for (let word = 0; word < count; word++) {
    while (at < text.length && !/\s/.test(text[at] ?? '')) at += 1;
    while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  }
  return text.slice(at);
}

/** `12K` is 12,000. */
function numberOf(text: string): bigint {
  const unit = UNITS.indexOf(text.at(-1) ?? '');
  return unit < 0 ? BigInt(text) : BigInt(text.slice(0, -1)) * 1000n ** BigInt(unit + 1);
}
