/** `conntrack -L`, and /proc/net/nf_conntrack. */
import type { DumpLine } from './dumpLines';
import type { TupleFact } from './facts';
import type { Reader, Section, SectionContext } from './section';

const CONNECTION = /^(?:ipv[46]\s+\d+\s+)?([a-z]\w{1,15})\s+(\d{1,3})\s+(?:(\d{1,9})\s+)?(?:([A-Z_]+)\s+)?src=/;
const TUPLE = /src=(\S+) dst=(\S+)(?: (?:sport=(\d+) dport=(\d+)|type=(\d+) code=(\d+) id=(\d+)))?/g;
const END = /^conntrack v\S+ .*flow entries/;
const ICMP_ECHO = 8;

export const connectionReader: Reader = {
  begins: (text) => CONNECTION.test(text) || END.test(text),
  open: (context) => new ConnectionSection(context),
};

class ConnectionSection implements Section {
  readonly kind = 'conntrack -L';
  readonly #context: SectionContext;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '' || END.test(text)) return true;
    const head = CONNECTION.exec(text);
    if (head === null) return false;
    const { draft, place } = this.#context;
    const [, protocol = '', , timeout, state] = head;
    const [original, reply] = [...text.matchAll(TUPLE)].map(tupleOf);
    if (original === undefined || reply === undefined) return false;
    if (place !== '' || original.source.includes(':')) return true;
    if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp') {
      draft.unread.push({ text: text.slice(0, 200), why: `connections of ${protocol} are not kept`, at });
      return true;
    }
    draft.connections.push({
      protocol,
      timeout: Number(timeout ?? 30),
      original,
      reply,
      unreplied: text.includes('[UNREPLIED]'),
      assured: text.includes('[ASSURED]'),
      mark: Number(/ mark=(\d+)/.exec(text)?.[1] ?? 0),
      text,
      at,
      ...(state !== undefined && { state }),
    });
    return true;
  }

  close(): void {}
}

/** Of ICMP the identifier stands for the source port, type and code for the destination port. */
function tupleOf([, source = '', destination = '', sport, dport, type, code, id]: RegExpMatchArray): TupleFact {
  const ends = { source, destination };
  if (id !== undefined)
    return { ...ends, sourcePort: Number(id), destinationPort: Number(type ?? ICMP_ECHO) * 256 + Number(code ?? 0) };
  return { ...ends, sourcePort: Number(sport ?? 0), destinationPort: Number(dport ?? 0) };
}
