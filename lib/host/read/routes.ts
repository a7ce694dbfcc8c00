/** `ip route`, of one table or of all. Routes of the table `local` come with the addresses, and are not kept. */
import type { DumpLine } from './dumpLines';
import { optionOf, type Reader, type Section, type SectionContext } from './section';

const ROUTE =
  /^(?:(unicast|local|broadcast|unreachable|prohibit|blackhole|throw|multicast|anycast) )?(default|\d{1,3}(?:\.\d{1,3}){0,3}(?:\/\d{1,2})?)(?: (.*))?$/;
const WORDS = /\b(?:dev|via|proto|scope|metric|table|nexthop)\b/;
const NEXTHOP = /^nexthop (?:via (\S+) )?dev (\S+)/;
const IPV6 =
  /^(?:(?:local|multicast|anycast|unreachable|blackhole) )?(?:default|[0-9a-f:]*:[0-9a-f:]*(?:\/\d{1,3})?)(?: .*)? (?:dev|metric) /i;

export const routeReader: Reader = {
  begins: (text) => isRoute(text) || IPV6.test(text),
  open: (context) => new RouteSection(context),
};

function isRoute(text: string): boolean {
  const route = ROUTE.exec(text);
  return (
    route !== null && (route[1] !== undefined || WORDS.test(route[3] ?? '')) && !/ lladdr |FAILED|INCOMPLETE/.test(text)
  );
}

class RouteSection implements Section {
  readonly kind = 'ip route';
  readonly #context: SectionContext;
  readonly #table: string;
  #multipath: { readonly destination: string; readonly table: string; readonly metric: number } | undefined;

  constructor(context: SectionContext) {
    this.#context = context;
    const table = optionOf(context.command, 'table');
    this.#table = table === undefined || table === 'all' || table === '254' ? 'main' : table;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '') return true;
    const routes = this.#context.draft.place(this.#context.place).routes;
    const hop = NEXTHOP.exec(text);
    if (hop !== null && this.#multipath !== undefined) {
      // The first next hop stands for all.
      const [, gateway, device = ''] = hop;
      routes.push({ ...this.#multipath, type: 'unicast', device, at, ...(gateway !== undefined && { gateway }) });
      this.#multipath = undefined;
      return true;
    }
    if (hop !== null) {
      this.#context.draft.unread.push({ text, why: 'of several next hops only the first is used', at });
      return true;
    }
    if (IPV6.test(text) && !isRoute(text)) return true;
    if (!isRoute(text)) return false;
    const [, type = 'unicast', destination = '', rest = ''] = ROUTE.exec(text) ?? [];
    if (['local', 'broadcast', 'multicast', 'anycast', 'throw'].includes(type)) return true;
    const after = (name: string) => new RegExp(`(?:^| )${name} (\\S+)`).exec(rest)?.[1];
    const [gateway, device, source] = [after('via'), after('dev'), after('src')];
    const table = after('table') ?? this.#table;
    const metric = Number(after('metric') ?? 0);
    if (table === 'local') return true;
    if (type === 'unicast' && device === undefined) {
      this.#multipath = { destination, table, metric };
      return true;
    }
    routes.push({
      table,
      type: type === 'unreachable' || type === 'prohibit' || type === 'blackhole' ? type : 'unicast',
      destination,
      metric,
      at,
      ...(gateway !== undefined && gateway !== 'inet6' && { gateway }),
      ...(device !== undefined && { device }),
      ...(source !== undefined && { source }),
    });
    return true;
  }

  close(): void {}
}
