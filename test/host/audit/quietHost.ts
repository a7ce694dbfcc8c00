/** A host with Docker at which an audit finds nothing, and changes of it. */
import type { Dump } from '../../../lib/host';

const RULES = `*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -j RETURN
COMMIT
`;
const ADDRESSES = `1: lo: <LOOPBACK,UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
2: eth0: <UP> mtu 1500
    link/ether 02:00:00:00:00:01
    inet 192.0.2.10/24 scope global eth0
3: docker0: <UP> mtu 1500
    link/ether 02:42:00:00:00:01
    inet 172.17.0.1/16 scope global docker0
`;
const ROUTES = `default via 192.0.2.1 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.10
172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1
`;
const SETTINGS = `net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.ipv4.conf.all.rp_filter = 0
`;

/** The dumps; each may be changed. */
export interface HostChange {
  readonly rules?: (text: string) => string;
  readonly addresses?: (text: string) => string;
  readonly routes?: (text: string) => string;
  readonly settings?: (text: string) => string;
  readonly more?: readonly Dump[];
}

/** The quiet host, changed. */
export function changedHost({ rules, addresses, routes, settings, more = [] }: HostChange = {}): readonly Dump[] {
  const same = (text: string) => text;
  return [
    { name: 'iptables-save', text: (rules ?? same)(RULES) },
    { name: 'ip address', text: (addresses ?? same)(ADDRESSES) },
    { name: 'ip route', text: (routes ?? same)(ROUTES) },
    { name: 'sysctl', text: (settings ?? same)(SETTINGS) },
    ...more,
  ];
}

/** Rules before those of a table, or behind its last. */
export function insertRules(before: string, rules: string): (text: string) => string {
  return (text) => {
    if (!text.includes(before)) throw new RangeError(`there is no ${before}`);
    return text.replace(before, `${rules}\n${before}`);
  };
}

/** Another text for one that is there. */
export function replaceText(old: string, now: string): (text: string) => string {
  return (text) => {
    if (!text.includes(old)) throw new RangeError(`there is no ${old}`);
    return text.replace(old, now);
  };
}
