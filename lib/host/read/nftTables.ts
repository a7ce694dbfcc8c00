/** `nft list ruleset`, or a file for `nft -f`: table by table, as text. */
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const TABLE = /^table\s+(?:(ip|ip6|inet|arp|bridge|netdev)\s+)?([\w.-]{1,128})\s*\{/;
const OTHER =
  /^(?:flush ruleset|(?:add|create|delete|destroy|flush) table .*|define \$?\w+\s*=.*|include ".*"|#!.*nft.*)$/;
/** What is quoted, and comments: braces in them do not count. */
const QUOTED = /"[^"]*"|#.*$/g;

export const nftReader: Reader = {
  begins: (text) => TABLE.test(text) || OTHER.test(text) || text.startsWith('# Warning: table'),
  open: (context) => new NftSection(context),
};

class NftSection implements Section {
  readonly kind = 'nft list ruleset';
  readonly #context: SectionContext;
  #lines: string[] = [];
  #depth = 0;
  #family = '';
  #name = '';
  #at: DumpLine['at'] | undefined;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (this.#depth === 0) {
      if (text === '' || text.startsWith('# Warning: table')) return true;
      const table = TABLE.exec(text);
      if (table === null) return OTHER.test(text);
      this.#family = table[1] ?? 'ip';
      this.#name = table[2] ?? '';
      this.#at = at;
      this.#lines = [];
    }
    this.#lines.push(text);
    const bare = text.replace(QUOTED, '');
    for (const letter of bare) this.#depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (this.#depth <= 0) this.#end();
    return true;
  }

  close(): void {
    if (this.#depth > 0 && this.#at !== undefined)
      this.#context.draft.unread.push({ text: this.#lines[0] ?? '', why: 'the table has no end', at: this.#at });
    this.#depth = 0;
  }

  #end(): void {
    this.#depth = 0;
    if (this.#at === undefined || this.#context.place !== '') return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#context.draft.nft.push({ family: this.#family, name: this.#name, text, at: this.#at });
  }
}
