/** A random host, and questions about it. */
import fc from 'fast-check';
import type { Question } from '../../../lib/host';
import type { FuzzCase } from '../case';
import { nftRules } from '../nftRules';
import { rules } from '../rules';
import { settings } from '../traffic';

/** A question as both sides take it. */
export interface HostQuestion extends Pick<Question, 'from' | 'to'> {
  /** The namespace that asks on the real kernel. */
  readonly node: string;
  /** The address that the program is bound to; '' for none. */
  readonly source: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
}

/** What a host is made of, and what is asked. */
export interface HostCase extends Pick<FuzzCase, 'settings' | 'rules' | 'program' | 'nft'> {
  readonly questions: readonly HostQuestion[];
}

/** Who may ask: nodes of the network, by their addresses as a question names them. */
const SENDERS = {
  client: '10.1.0.2',
  other: '10.3.0.2',
  server: '10.2.0.2',
  far: '10.9.0.1',
  c1: '172.20.0.2',
  c2: '172.20.0.3',
  router: 'host',
} as const;
const RECEIVERS = [
  '10.1.0.1',
  '10.1.0.1',
  '10.2.0.1',
  '172.20.0.1',
  '10.1.0.2',
  '10.3.0.2',
  '10.2.0.2',
  '10.9.0.1',
  '172.20.0.2',
  '172.20.0.3',
  '10.77.0.1',
  '10.78.0.1',
] as const;
const TCP_PORTS = [80, 80, 80, 22, 53, 81, 443, 8080, 5000] as const;
const UDP_PORTS = [53, 53, 54, 80, 5000] as const;
/** A question's number for a host: more tell little more. */
export const QUESTIONS = 20;

const question: fc.Arbitrary<HostQuestion> = fc
  .record({
    node: fc.constantFrom(...(Object.keys(SENDERS) as (keyof typeof SENDERS)[])),
    address: fc.constantFrom<string>(...RECEIVERS),
    protocol: fc.constantFrom<HostQuestion['protocol']>('tcp', 'tcp', 'tcp', 'udp', 'icmp'),
    tcp: fc.constantFrom(...TCP_PORTS),
    udp: fc.constantFrom(...UDP_PORTS),
  })
  // Who asks itself, or its neighbour at the same link, does not ask the host; who is behind the server may not ask it.
  .filter(
    ({ node, address }) =>
      SENDERS[node] !== address &&
      !(node === 'far' && address === SENDERS.server) &&
      !(node === 'server' && address === SENDERS.far),
  )
  .map(({ node, address, protocol, tcp, udp }) => {
    const port = protocol === 'icmp' ? 0 : protocol === 'tcp' ? tcp : udp;
    return {
      from: SENDERS[node],
      to: port === 0 ? address : `${address}:${port}`,
      node,
      source: node === 'router' || protocol === 'icmp' ? '' : SENDERS[node],
      address,
      port,
      protocol,
    };
  });

/** What a machine draws cannot be the same on both sides; what iptables-save does not print, of `! -o +` nothing;
 * a text that may stand in ports and checksums; and connlimit, which kernel 6.18.44 asks for packets of closed connections otherwise than before. */
const DRAWN =
  /! -[io] \+ |10\.2\.0\.2-|--random|--to-ports? \d+-|:\d+-\d+|--to-source 10\.2\.0\.1:20000|NETMAP|--probability|--string|connlimit/;

const base = fc.record({
  settings,
  // The server answers for more addresses than one, which a host cannot know: 10.2.0.9 is one of them.
  rules: rules.map((some) =>
    some.filter((text) => !DRAWN.test(text)).map((text) => text.replace(/10\.2\.0\.9/g, '10.2.0.2')),
  ),
  questions: fc.array(question, { minLength: QUESTIONS, maxLength: QUESTIONS }),
});

/** Hosts of either back end. */
export const hosts: fc.Arbitrary<HostCase> = fc.oneof(
  { weight: 3, arbitrary: base },
  { weight: 2, arbitrary: fc.tuple(base, nftRules).map(([host, nft]) => ({ ...host, rules: [], nft })) },
);
