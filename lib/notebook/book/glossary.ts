/** The terms of the book, each in one to three sentences. */

/** A term. Its text is plain. */
export interface Term {
  readonly name: string;
  /** The words of the text that mean it, as they stand or with a capital: plurals, verbs, the long form. */
  readonly words: readonly string[];
  readonly text: string;
  /** The notebook that shows what it is, if not the first one after the contents that uses it; the beginning of its name. */
  readonly shownIn?: string;
}

/** The terms, in the order of the alphabet. */
export const GLOSSARY: readonly Term[] = [
  {
    name: 'bridge',
    words: ['bridge', 'bridges'],
    text: 'A switch inside the kernel: interfaces are attached to it, and it passes frames from one to another. Docker makes one for each of its networks, so that containers of one network are neighbours. The host has an interface on it too, with an address of its own.',
    shownIn: '02',
  },
  {
    name: 'builtin chain',
    words: ['builtin chain', 'builtin chains'],
    text: 'A chain that comes with its table and has the name of a hook: PREROUTING, INPUT, FORWARD, OUTPUT or POSTROUTING. The kernel begins here; all other chains are reached only by a jump. Only a builtin chain has a policy.',
  },
  {
    name: 'chain',
    words: ['chain', 'chains'],
    text: 'A list of rules in a table. A packet meets the rules from the first to the last, until one of them gives a verdict.',
  },
  {
    name: 'connection entry',
    words: ['connection entry', 'conntrack entry', 'connection’s entry', "connection's entry"],
    text: 'What the kernel notes about one connection, also called conntrack entry: the addresses and ports of both directions, its state, and what NAT decided about it. Every later packet, and every reply, is rewritten as the entry says, without a look at the nat table.',
    shownIn: '04',
  },
  {
    name: 'connection tracking',
    words: ['connection tracking', 'conntrack', 'tracks connections'],
    text: 'The part of the kernel that knows which packets belong to one connection; its short name is conntrack. NAT and rules about the state of a connection need it. Where no rule needs it, the kernel tracks nothing.',
  },
  {
    name: 'counter',
    words: ['counter', 'counters'],
    text: 'Two numbers of a rule or a policy: how many packets it matched, and how many bytes these had, IP header included. They grow by what passes and never shrink on their own, so one reads them before and after.',
  },
  {
    name: 'DNAT',
    words: ['DNAT'],
    text: 'Destination NAT: the packet gets another destination address or port, before the routing decision. Docker publishes a port with it: what is sent to the host, port 8001, goes on to the container, port 80.',
    shownIn: '03',
  },
  {
    name: 'docker-proxy',
    words: ['docker-proxy'],
    text: 'A program that Docker starts for each published port. It listens on the port of the host, accepts a connection, opens a second one to the container, and copies bytes from each to the other.',
  },
  {
    name: 'engine',
    words: ['engine', 'Docker engine', 'dockerd'],
    text: 'The daemon that does what the docker command asks for; its program is dockerd. It makes networks, starts containers, and writes the rules of iptables.',
    shownIn: '02',
  },
  {
    name: 'FIN',
    words: ['FIN'],
    text: 'A TCP packet that says: I have nothing more to send. A connection is over when both sides have said so, and each FIN was acknowledged.',
  },
  {
    name: 'forwarding',
    words: ['forwarding', 'forwarded', 'forwards'],
    text: 'What a router does: a packet comes in by one interface, is not for this machine, and leaves by another interface. Linux does it only where ip_forward is 1; such packets pass the hook FORWARD.',
    shownIn: '02',
  },
  {
    name: 'gateway',
    words: ['gateway', 'default gateway'],
    text: 'The neighbour that gets all packets for which there is no nearer way. A container’s gateway is the address of its bridge, and so the host.',
  },
  {
    name: 'hairpin',
    words: ['hairpin', 'hairpin mode', 'hairpin rule'],
    text: 'The path of a packet that is sent back to where it came from: a container asks for its own published port. Two things are needed: the packet gets another source address, so that the answer comes back the same way, and the bridge may let it out by the port by which it came in.',
    shownIn: '03',
  },
  {
    name: 'handshake',
    words: ['handshake'],
    text: 'The three packets that begin a TCP connection: SYN, SYN-ACK and ACK. The kernel does it alone, before the program that listens knows of the connection.',
  },
  {
    name: 'hook',
    words: ['hook', 'hooks'],
    text: 'A place on a packet’s path through the kernel where tables are asked about it. There are five: PREROUTING, INPUT, FORWARD, OUTPUT and POSTROUTING.',
  },
  {
    name: 'internal network',
    words: ['internal network', 'internal networks'],
    text: 'A network of Docker, made with --internal, whose containers reach each other and the host, and nobody outside.',
    shownIn: '08',
  },
  {
    name: 'iptables-legacy',
    words: ['iptables-legacy'],
    text: 'The iptables program that writes into the kernel’s older tables, x_tables. The real hosts of this book used it, and our machines have it.',
  },
  {
    name: 'iptables-nft',
    words: ['iptables-nft'],
    text: 'The iptables program of today’s distributions. It takes the same commands and writes them as rules of nf_tables. Rules count the same packets and bytes as with iptables-legacy.',
  },
  {
    name: 'isolation chains',
    words: ['isolation chains', 'isolation rules'],
    text: 'DOCKER-ISOLATION-STAGE-1 and -STAGE-2, two chains that FORWARD jumps to. The first finds packets that leave a bridge, the second drops those of them that go to another bridge.',
    shownIn: '06',
  },
  {
    name: 'jump',
    words: ['jump', 'jumps'],
    text: 'A rule whose target is another chain. The packet meets the rules of that chain, and comes back behind the jump if none of them gave a verdict.',
    shownIn: '02',
  },
  {
    name: 'loopback',
    words: ['loopback'],
    text: 'The interface lo, by which a machine talks to itself. What goes out there comes in again at once, and passes the hooks of both directions.',
  },
  {
    name: 'MASQUERADE',
    words: ['MASQUERADE', 'masquerades', 'masqueraded', 'masquerade'],
    text: 'Source NAT without a fixed address: the packet gets the address of the interface by which it leaves. Answers then come back to the host, which sends them on to the container.',
    shownIn: '05',
  },
  {
    name: 'NAT',
    words: ['NAT', 'network address translation'],
    text: 'Network address translation: addresses or ports of a connection are rewritten on the way. The nat table is asked once for each connection; the connection entry does the rest.',
  },
  {
    name: 'network namespace',
    words: ['network namespace', 'network namespaces', 'namespace', 'namespaces'],
    text: 'A network of its own inside one kernel: interfaces, routes, tables and sockets that nobody outside of it sees. Each container has one, and the host’s own is the first.',
    shownIn: '03',
  },
  {
    name: 'packet',
    words: ['packet', 'packets'],
    text: 'What the network carries at a time: an IP header with addresses, and what it brings along. A packet of TCP is also called a segment; it carries a part of a connection’s bytes, or none.',
    shownIn: '01',
  },
  {
    name: 'policy',
    words: ['policy', 'policies'],
    text: 'What becomes of a packet that reaches the end of a builtin chain: ACCEPT or DROP. It has counters, as a rule has.',
  },
  {
    name: 'published port',
    words: ['published port', 'published ports', 'publishes'],
    text: 'A port of the host that leads to a port of a container: -p 8001:80 of docker run. Docker writes three rules for it and starts docker-proxy, once for IPv4 and once for IPv6.',
    shownIn: '03',
  },
  {
    name: 'retransmission',
    words: ['retransmission', 'retransmissions', 'repetitions'],
    text: 'A packet that is sent again, because no answer came in time. TCP waits about twice as long before each further try.',
  },
  {
    name: 'route',
    words: ['route', 'routes'],
    text: 'A line that says by which interface, and by which gateway if any, packets for some addresses leave. The most exact line for an address counts.',
    shownIn: '01',
  },
  {
    name: 'routing decision',
    words: ['routing decision'],
    text: 'The moment at which the kernel decides where a packet goes: to this machine, or out by which interface. For a packet that came in, it lies behind PREROUTING; so a packet that DNAT has rewritten goes to its new destination.',
  },
  {
    name: 'RST',
    words: ['RST'],
    text: 'A TCP packet that refuses or breaks off a connection, for example because nobody listens on the port.',
  },
  {
    name: 'rule',
    words: ['rule', 'rules'],
    text: 'A line of a chain: which packets it is for, and its target, that is, what to do with them. It counts the packets that it matches. A rule without a target only counts.',
    shownIn: '01',
  },
  {
    name: 'socket',
    words: ['socket', 'sockets', 'listening socket', 'listening sockets'],
    text: 'A program’s end of a connection, or its place to wait for connections on a port.',
  },
  {
    name: 'SYN',
    words: ['SYN', 'SYNs'],
    text: 'The first packet of a TCP connection: it asks for one. Here it has 60 bytes.',
  },
  {
    name: 'SYN-ACK',
    words: ['SYN-ACK', 'SYN-ACKs'],
    text: 'The answer to a SYN: the other side agrees. The ACK that follows completes the handshake.',
  },
  {
    name: 'table',
    words: ['tables', 'four tables', 'tables of iptables', 'nat table', 'a table'],
    text: 'A set of chains with one purpose: raw decides what is tracked, mangle changes packets, nat translates addresses, filter lets packets pass or not. At each hook the kernel asks the tables in this order.',
  },
  {
    name: 'target',
    words: ['target', 'targets'],
    text: 'What a rule does with a packet that it matches, written behind -j: a verdict such as ACCEPT or DROP, a change such as DNAT, or a jump to another chain.',
  },
  {
    name: 'TRACE',
    words: ['TRACE'],
    text: 'A target that makes the kernel tell, rule by rule, which path a packet takes through the tables. The paths in this book are in its words.',
  },
  {
    name: 'userland-proxy',
    words: ['userland-proxy', 'userland-proxy=false'],
    text: 'The setting of the engine that says whether docker-proxy is started. Without it, other rules do most of its work.',
  },
  {
    name: 'verdict',
    words: ['verdict', 'verdicts'],
    text: 'A rule’s last word about a packet in its table: ACCEPT lets it go on, DROP throws it away in silence, REJECT throws it away and says so. DNAT and MASQUERADE are verdicts too. RETURN is none: it only leaves the chain.',
    shownIn: '01',
  },
  {
    name: 'veth pair',
    words: ['veth pair', 'veth pairs', 'veth', 'veths'],
    text: 'A cable made of software: two interfaces, and what goes in at one comes out at the other. One end is in the container and is called eth0 there, the other is attached to the bridge.',
    shownIn: '03',
  },
];
