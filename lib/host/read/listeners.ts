/** Sockets that wait: `ss -lntup`, `netstat -lntup`, and docker-proxy's command lines of `ps`. */
import type { DumpLine } from './dumpLines';
import type { Reader, Section, SectionContext } from './section';

const HEADER =
  /^(?:Netid\s+)?State\s+Recv-Q\s+Send-Q\s+Local|^Proto\s+Recv-Q\s+Send-Q\s+Local|^Active Internet|^Active UNIX/;
const SS = /^(?:(tcp|udp)\s+)?(LISTEN|UNCONN)\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+(?:\s+users:\(\("([^"]{1,64})".*)?/;
const OTHER_SS =
  /^(?:nl|u_str|u_dgr|p_raw|p_dgr|raw|icmp6|sctp|v_str)\s+(?:LISTEN|UNCONN)\b|^(?:tcp|udp)\s+(?:LISTEN|UNCONN)\s/;
const NETSTAT = /^(tcp|udp)6?\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+(?:\s+(LISTEN))?(?:\s+\d+\/(\S+).*)?/;
const PROXY =
  /docker-proxy (?:\S+ )*?-proto (tcp|udp) -host-ip (\S+) -host-port (\d{1,5}) -container-ip (\S+) -container-port (\d{1,5})/;

export const listenerReader: Reader = {
  begins: (text) =>
    HEADER.test(text) || (text.length < 2000 && (SS.test(text) || NETSTAT.test(text) || PROXY.test(text))),
  open: (context) => new ListenerSection(context),
};

class ListenerSection implements Section {
  kind = 'ss -lntup';
  readonly #context: SectionContext;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '' || HEADER.test(text)) return true;
    if (text.length >= 2000) return false;
    const { listeners } = this.#context.draft.place(this.#context.place);
    const proxy = PROXY.exec(text);
    if (proxy !== null) {
      const [, protocol, address = '', port, container = '', inside] = proxy;
      this.kind = 'ps';
      listeners.push({
        protocol: protocol === 'udp' ? 'udp' : 'tcp',
        address,
        port: Number(port),
        program: 'docker-proxy',
        container: { address: container, port: Number(inside) },
        at,
      });
      return true;
    }
    const ss = SS.exec(text);
    if (ss !== null) {
      const [, protocol, state, address = '', port, program] = ss;
      const kind = protocol ?? (state === 'LISTEN' ? 'tcp' : 'udp');
      listeners.push({ ...socketOf(kind, address, port, at), ...(program !== undefined && { program }) });
      return true;
    }
    const netstat = NETSTAT.exec(text);
    if (netstat !== null) {
      const [, protocol = '', address = '', port, state, program] = netstat;
      if (protocol === 'tcp' && state !== 'LISTEN') return true;
      listeners.push({ ...socketOf(protocol, address, port, at), ...(program !== undefined && { program }) });
      return true;
    }
    return OTHER_SS.test(text);
  }

  close(): void {}
}

/** `*` is every address of both versions, `[::]` too, and `127.0.0.53%lo` one at a device. */
function socketOf(protocol: string, address: string, port: string | undefined, at: DumpLine['at']) {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const every = plain === '*' || plain === '::' || plain === '0.0.0.0';
  return {
    protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const),
    address: every ? '0.0.0.0' : plain.replace(/^::ffff:/, ''),
    port: Number(port),
    at,
  };
}
