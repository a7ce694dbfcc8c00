/** Who may ask whom on a host with Docker: the accesses at which engines differ, and those at which they must not. */
import type { Request } from '../learn/matrix';

/** One access: a request, and its name among the captures of real engines. */
export interface Access extends Request {
  /** `client to published`, as in `data/engines/matrix.json`. */
  readonly name: string;
}

const HOST = '192.168.70.6';
const CLIENT = '192.168.70.1';
const LOOPBACK = '127.0.0.1';
const C1 = '172.17.0.2';

const CALLED: Readonly<Record<string, string>> = {
  c2: 'c2 (bridge of c1)',
  d1: 'd1 (other bridge)',
  cl: 'cl (published at 127.0.0.1)',
  n1: 'n1 (icc=false)',
  i1: 'i1 (internal)',
  s1: 's1 (isolated)',
  m1: 'm1 (no masquerade)',
  r1: 'r1 (routed)',
  h1: 'h1 (SNAT)',
};

/** By captured name: who asks, who is asked as the row says it, protocol, address and port. */
const LISTED: readonly (readonly [string, string, string, 'tcp' | 'udp', string, number])[] = [
  ['client to published', 'client', 'c1, published', 'tcp', HOST, 8001],
  ['client to published udp', 'client', 'c1, published, UDP', 'udp', HOST, 5301],
  ['client to published range', 'client', 'cr, published as a range', 'tcp', HOST, 9001],
  ['client to published on one address', 'client', 'cr, published at one address', 'tcp', HOST, 8004],
  ['client to container, published port, routed', 'client', 'address of c1, published port', 'tcp', C1, 80],
  ['client to container, published udp, routed', 'client', 'address of c1, published UDP port', 'udp', C1, 53],
  ['client to container, unpublished port, routed', 'client', 'address of c1, unpublished port', 'tcp', C1, 81],
  ['client to container without published ports, routed', 'client', 'address of c2', 'tcp', '172.17.0.3', 80],
  ['own published via host ip', 'c1', 'c1 itself, published', 'tcp', HOST, 8001],
  ['own published via host ip udp', 'c1', 'c1 itself, published, UDP', 'udp', HOST, 5301],
  ['same bridge to published via host ip', 'c2', 'c1, published', 'tcp', HOST, 8001],
  ['same bridge to published via host ip udp', 'c2', 'c1, published, UDP', 'udp', HOST, 5301],
  ['other bridge to published via host ip', 'd1', 'c1, published', 'tcp', HOST, 8001],
  ['other bridge to published via host ip udp', 'd1', 'c1, published, UDP', 'udp', HOST, 5301],
  ['container to published via gateway', 'c2', 'c1, published, by the gateway', 'tcp', '172.17.0.1', 8001],
  [
    'other bridge to published via its own gateway',
    'd1',
    'c1, published, by its own gateway',
    'tcp',
    '172.18.0.1',
    8001,
  ],
  ['same bridge direct', 'c2', 'address of c1', 'tcp', C1, 80],
  ['same bridge direct udp', 'c2', 'address of c1, UDP', 'udp', C1, 53],
  ['other bridge direct, published port', 'd1', 'address of c1, published port', 'tcp', C1, 80],
  ['other bridge direct, unpublished port', 'd1', 'address of c1, unpublished port', 'tcp', C1, 81],
  ['other bridge direct udp', 'd1', 'address of c1, UDP', 'udp', C1, 53],
  ['host to 127.0.0.1', 'host', 'c1, published, at 127.0.0.1', 'tcp', LOOPBACK, 8001],
  ['host to 127.0.0.1 udp', 'host', 'c1, published, at 127.0.0.1, UDP', 'udp', LOOPBACK, 5301],
  ['host to own ip', 'host', 'c1, published', 'tcp', HOST, 8001],
  ['host to own ip udp', 'host', 'c1, published, UDP', 'udp', HOST, 5301],
  ['host to container direct', 'host', 'address of c1, unpublished port', 'tcp', C1, 81],
  ['host to 127.0.0.1 loopback-published', 'host', 'cl, published at 127.0.0.1 only', 'tcp', LOOPBACK, 8003],
  ['host to own ip loopback-published', 'host', 'cl, by the host’s address', 'tcp', HOST, 8003],
  ['container to host service', 'c1', 'the host’s own server', 'tcp', HOST, 2222],
  ['container to outside', 'c1', 'the client outside', 'tcp', CLIENT, 9090],
  ['container to outside udp', 'c1', 'the client outside, UDP', 'udp', CLIENT, 9090],
  ['client to loopback-published via own ip', 'client', 'cl, by the host’s address', 'tcp', HOST, 8003],
  ['icc=false same bridge direct', 'n1', 'address of n2, same bridge', 'tcp', '172.19.0.3', 80],
  ['icc=false same bridge to published via host ip', 'n1', 'n2, published', 'tcp', HOST, 8005],
  ['icc=false client to published', 'client', 'n2 (icc=false), published', 'tcp', HOST, 8005],
  ['icc=false client direct, published port', 'client', 'address of n2 (icc=false)', 'tcp', '172.19.0.3', 80],
  ['internal same bridge', 'i1', 'address of i2, same bridge', 'tcp', '172.20.0.3', 80],
  ['internal to outside', 'i1', 'the client outside', 'tcp', CLIENT, 9090],
  ['internal to published via host ip', 'i1', 'c1, published', 'tcp', HOST, 8001],
  ['internal to host service via gateway', 'i1', 'the host’s own server, by the gateway', 'tcp', '172.20.0.1', 2222],
  ['internal to container of another bridge', 'i1', 'address of c1', 'tcp', C1, 80],
  ['container of another bridge to internal', 'c1', 'address of i2 (internal)', 'tcp', '172.20.0.3', 80],
  ['client to internal, routed', 'client', 'address of i2 (internal)', 'tcp', '172.20.0.3', 80],
  ['client to published port of internal container', 'client', 'i2 (internal), published', 'tcp', HOST, 8006],
  ['host to internal', 'host', 'address of i2 (internal)', 'tcp', '172.20.0.3', 80],
  ['isolated: to gateway', 's1', 'the host’s own server, by the gateway', 'tcp', '172.24.0.1', 2222],
  ['no masquerade to outside', 'm1', 'the client outside', 'tcp', CLIENT, 9090],
  ['no masquerade: client to published', 'client', 'm1 (no masquerade), published', 'tcp', HOST, 8007],
  ['no masquerade: own published via host ip', 'm1', 'm1 itself, published', 'tcp', HOST, 8007],
  ['routed: client to published port', 'client', 'address of r1 (routed), published port', 'tcp', '172.22.0.2', 80],
  ['routed: client to unpublished port', 'client', 'address of r1 (routed), unpublished port', 'tcp', '172.22.0.2', 81],
  ['routed: to outside', 'r1', 'the client outside', 'tcp', CLIENT, 9090],
  ['routed: other bridge to published port', 'c1', 'address of r1 (routed), published port', 'tcp', '172.22.0.2', 80],
  [
    'routed: other bridge to unpublished port',
    'c1',
    'address of r1 (routed), unpublished port',
    'tcp',
    '172.22.0.2',
    81,
  ],
  ['routed: to other bridge published port', 'r1', 'address of c1, published port', 'tcp', C1, 80],
  [
    'unprotected: client direct published',
    'client',
    'address of u1 (unprotected), published port',
    'tcp',
    '172.23.0.2',
    80,
  ],
  [
    'unprotected: client direct unpublished',
    'client',
    'address of u1 (unprotected), unpublished port',
    'tcp',
    '172.23.0.2',
    81,
  ],
  [
    'unprotected: other bridge direct unpublished',
    'c1',
    'address of u1 (unprotected), unpublished port',
    'tcp',
    '172.23.0.2',
    81,
  ],
  ['unprotected: client to published', 'client', 'u1 (unprotected), published', 'tcp', HOST, 8008],
  ['snat: to outside', 'h1', 'the client outside', 'tcp', CLIENT, 9090],
  [
    'neighbour to 127.0.0.1 of the host, loopback-published',
    'client',
    'cl, at 127.0.0.1 of the host',
    'tcp',
    LOOPBACK,
    8003,
  ],
  [
    'neighbour to 127.0.0.1 of the host, loopback-published udp',
    'client',
    'cl, at 127.0.0.1 of the host, UDP',
    'udp',
    LOOPBACK,
    5303,
  ],
  [
    'neighbour to 127.0.0.1 of the host, published everywhere',
    'client',
    'c1, at 127.0.0.1 of the host',
    'tcp',
    LOOPBACK,
    8001,
  ],
];

/**
 * 63 accesses over IPv4, for `requestMatrix` and the machines of {@link accessMachines}; each waits 2 s at most. They are those that real engines from
 * 20.10 to 29 were asked.
 *
 * @example
 * ```ts
 * import { accesses } from 'chainwalk';
 *
 * accesses.length; // → 63
 * accesses[1]?.line; // → 'client# echo hello | nc -u -w 2 192.168.70.6 5301'
 * ```
 */
export const accesses: readonly Access[] = LISTED.map(([name, place, to, protocol, address, port]) => ({
  name,
  from: CALLED[place] ?? place,
  to,
  line: `${place}# ${protocol === 'udp' ? 'echo hello | nc -u' : 'nc'} -w 2 ${address} ${port}`,
}));
