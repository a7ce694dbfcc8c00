"""What is asked of the real kernel, and of the simulated one.

rules: iptables' arguments, run in the router. settings: (node, sysctl). hairpin: bridge ports in hairpin mode.
commands: (node, ip …) run before. delays: by node, how many ms what it sends takes to the router.
unmodelled: (node, sysctl) that only the real kernel knows. programs: (node, start in ms, calls); see record.py and replay.ts for the calls.
sets: ipset's lines, run in the router before the rules; what is in them afterwards is compared too. clock: the time of day is that of the recording.
log: what LOG and TRACE told the kernel log is compared too.
silent: nodes whose TCP hears nothing, so that it answers nothing.
summary: compare how many packets of each look there were, not their order.
"""
from scenarios_followed import SCENARIOS as FOLLOWED
from scenarios_matches import SCENARIOS as MATCHES
from scenarios_nat import SCENARIOS as NAT
from scenarios_tcp import SCENARIOS as TRACKED_TCP

SERVER, OUTER, INNER, SECOND, BRIDGE, C1, C2 = (
    '10.2.0.2', '10.1.0.1', '10.2.0.1', '10.3.0.1', '172.20.0.1', '172.20.0.2', '172.20.0.3')
FAR = {'client': 10, 'server': 10}
FIN = 1
SYN = 2
RST = 4
ACK = 16
REJECTS = ('icmp-net-unreachable', 'icmp-host-unreachable', 'icmp-proto-unreachable', 'icmp-port-unreachable',
           'icmp-net-prohibited', 'icmp-host-prohibited', 'icmp-admin-prohibited', 'tcp-reset')
STATES = ('NEW', 'ESTABLISHED', 'RELATED', 'INVALID')


def server(node='server', port=80, request=100, reply=200):
    return (node, 0, [f'listen {port}', 'accept', f'recv {request}', f'send {reply}', 'eof', 'close'])


def client(address, port=80, node='client', start=100, request=100, reply=200, source=''):
    return (node, start, [f'connect {address} {port} 5000 {source}'.strip() if source else f'connect {address} {port}',
                          f'send {request}', f'recv {reply}', 'close'])


def by_state(*chains):
    return [f'-A {chain} -m conntrack --ctstate {state}' for chain in chains for state in STATES]


DNAT = f'-t nat -A PREROUTING -d {OUTER} -p tcp --dport 8080 -j DNAT --to-destination {SERVER}:80'
HAIRPIN = [f'-t nat -A PREROUTING -d {BRIDGE} -p tcp --dport 8080 -j DNAT --to-destination {C2}:80',
           f'-t nat -A POSTROUTING -s 172.20.0.0/16 -d {C2} -p tcp --dport 80 -j MASQUERADE']
OWN = [f'-t nat -A PREROUTING -d {BRIDGE} -p tcp --dport 8080 -j DNAT --to-destination {C1}:80',
       f'-t nat -A POSTROUTING -s {C1} -d {C1} -p tcp --dport 80 -j MASQUERADE']

SCENARIOS = {
    'TCP through a router': {'rules': by_state('FORWARD'), 'programs': [server(), client(SERVER)]},
    'DNAT': {'rules': [DNAT], 'programs': [server(), client(OUTER, 8080)]},
    'SNAT': {
        'rules': ['-t nat -A POSTROUTING -o inner -j SNAT --to-source 10.2.0.1'],
        'programs': [server(), client(SERVER)],
    },
    'SNAT with ports': {
        'rules': ['-t nat -A POSTROUTING -o inner -p tcp -j SNAT --to-source 10.2.0.1:5000'],
        'programs': [server(), client(SERVER)],
    },
    'MASQUERADE': {'rules': ['-t nat -A POSTROUTING -o inner -j MASQUERADE'], 'programs': [server(), client(SERVER)]},
    'SNAT of two clients with one source port': {
        'rules': ['-t nat -A POSTROUTING -o inner -j MASQUERADE'],
        'programs': [
            ('server', 0, ['listen 80', 'accept', 'recv 100', 'send 200', 'eof', 'close', 'accept', 'recv 100', 'send 200', 'eof', 'close']),
            client(SERVER, source='4000'),
            client(SERVER, source='4000', node='other', start=300),
        ],
    },
    'MASQUERADE only what is not to the bridge': {
        'rules': ['-t nat -A POSTROUTING -s 172.20.0.0/16 ! -o br0 -j MASQUERADE'],
        'programs': [server(), client(SERVER, node='c1')],
    },
    'DNAT and MASQUERADE between two of a bridge': {
        'rules': [*HAIRPIN, '-A FORWARD -i br0 -o br0', '-A FORWARD -i br0 ! -o br0'],
        'programs': [server('c2'), client(BRIDGE, 8080, 'c1')],
    },
    'DNAT to oneself over a bridge port in hairpin mode': {
        'rules': OWN, 'hairpin': ['p1'],
        'programs': [server('c1'), client(BRIDGE, 8080, 'c1')],
    },
    'DNAT to oneself over a bridge port without hairpin mode': {
        'rules': OWN, 'settings': [('c1', 'net.ipv4.tcp_syn_retries=1')],
        'programs': [('c1', 0, ['listen 80', 'accept']), ('c1', 100, [f'connect {BRIDGE} 8080 2500'])],
    },
    'DNAT between two of a bridge without MASQUERADE': {
        'rules': HAIRPIN[:1], 'settings': [('c1', 'net.ipv4.tcp_syn_retries=1')],
        'programs': [server('c2'), client(BRIDGE, 8080, 'c1')],
    },
    'DNAT between two of a bridge without bridge-nf': {
        'rules': HAIRPIN, 'settings': [('router', 'net.bridge.bridge-nf-call-iptables=0')],
        'programs': [server('c2'), client(BRIDGE, 8080, 'c1')],
    },
    'bridged DNAT of a packet that was not for the bridge': {
        'rules': [f'-t nat -A PREROUTING -s {C1} -d 172.20.0.3 -p tcp --dport 8080 -j DNAT --to-destination {C2}:80'],
        'programs': [server('c2'), client(C2, 8080, 'c1')],
    },
    'bridged, then DNATed to another network': {
        'rules': [f'-t nat -A PREROUTING -d {C2} -p tcp --dport 8080 -j DNAT --to-destination {SERVER}:80'],
        'programs': [('c2', 0, []), server(), client(C2, 8080, 'c1')],
    },
    'between two of a bridge': {
        'rules': ['-A FORWARD -i br0 -o br0', *by_state('FORWARD')],
        'programs': [server('c2'), client(C2, node='c1')],
    },
    'between two of a bridge without bridge-nf': {
        'rules': by_state('FORWARD'), 'settings': [('router', 'net.bridge.bridge-nf-call-iptables=0')],
        'programs': [server('c2'), client(C2, node='c1')],
    },
    'from outside to the bridge': {
        'rules': [f'-t nat -A PREROUTING -i outer -p tcp --dport 8080 -j DNAT --to-destination {C1}:80', '-A FORWARD -o br0', '-A FORWARD -i br0'],
        'programs': [server('c1'), client(OUTER, 8080)],
    },
    'from the bridge to the router itself': {
        'rules': [*by_state('INPUT', 'OUTPUT')],
        'programs': [server('router'), client(BRIDGE, node='c1')],
    },
    'from the bridge to another address of the router': {
        'rules': [*by_state('INPUT', 'OUTPUT')],
        'programs': [server('router'), client(OUTER, node='c1')],
    },
    'from the router to one of its bridge': {
        'rules': [*by_state('INPUT', 'OUTPUT')],
        'programs': [server('c1'), client(C1, node='router')],
    },
    'to the machine’s own address': {
        'rules': [*by_state('INPUT', 'OUTPUT'), '-t nat -A OUTPUT -o lo', '-t nat -A POSTROUTING -o lo', '-t nat -A INPUT -i lo'],
        'programs': [server('router'), client(OUTER, node='router')],
    },
    'to 127.0.0.1': {
        'rules': ['-t nat -A OUTPUT -o lo'],
        'programs': [server('router'), client('127.0.0.1', node='router')],
    },
    'DNAT in OUTPUT to another machine': {
        'rules': [f'-t nat -A OUTPUT -d {OUTER} -p tcp --dport 8080 -j DNAT --to-destination {SERVER}:80'],
        'programs': [server(), client(OUTER, 8080, 'router')],
    },
    'REDIRECT by DNAT to the router itself': {
        'rules': [f'-t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination {OUTER}:80'],
        'programs': [server('router'), client(SERVER, 8080)],
    },
    **{f'REJECT in FORWARD with {kind}': {
        'rules': [f'-A FORWARD -p tcp --dport 80 -j REJECT --reject-with {kind}', *by_state('OUTPUT')],
        'programs': [('client', 100, [f'connect {SERVER} 80 600'])],
    } for kind in REJECTS},
    'REJECT in FORWARD with tcp-reset, untracked': {
        'rules': ['-A FORWARD -p tcp --dport 80 -j REJECT --reject-with tcp-reset'],
        'programs': [('client', 100, [f'connect {SERVER} 80 600'])],
    },
    'REJECT in INPUT': {
        'rules': ['-A INPUT -p tcp --dport 80 -j REJECT', *by_state('OUTPUT')],
        'programs': [server('router'), ('client', 100, [f'connect {OUTER} 80 600'])],
    },
    'REJECT in INPUT with tcp-reset': {
        'rules': ['-A INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset', *by_state('OUTPUT')],
        'programs': [server('router'), ('client', 100, [f'connect {OUTER} 80 600'])],
    },
    'REJECT in OUTPUT': {
        'rules': ['-A OUTPUT -p tcp --dport 80 -j REJECT', *by_state('OUTPUT', 'INPUT')],
        'programs': [('router', 100, [f'connect {SERVER} 80 600'])],
    },
    'REJECT in OUTPUT with tcp-reset': {
        'rules': ['-A OUTPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset', *by_state('OUTPUT', 'INPUT')],
        'programs': [('router', 100, [f'connect {SERVER} 80 600'])],
    },
    'REJECT of a DNATed connection': {
        'rules': [DNAT, '-A FORWARD -p tcp --dport 80 -j REJECT', *by_state('OUTPUT')],
        'programs': [('client', 100, [f'connect {OUTER} 8080 600'])],
    },
    'REJECT of a DNATed connection with tcp-reset': {
        'rules': [DNAT, '-A FORWARD -p tcp --dport 80 -j REJECT --reject-with tcp-reset', *by_state('OUTPUT')],
        'programs': [('client', 100, [f'connect {OUTER} 8080 600'])],
    },
    'REJECT in the middle of a connection': {
        'rules': ['-A FORWARD -s 10.2.0.2 -p tcp --tcp-flags PSH PSH -j REJECT --reject-with tcp-reset', *by_state('OUTPUT')],
        'programs': [server(), ('client', 100, [f'connect {SERVER} 80', 'send 100', 'wait 100', 'close'])],
    },
    'REJECT on a bridge': {
        'rules': ['-A FORWARD -p tcp --dport 80 -j REJECT', *by_state('OUTPUT')],
        'programs': [('c1', 100, [f'connect {C2} 80 600'])],
    },
    **{f'an answer to a SYN that is refused with {kind}': {
        'rules': [f'-A FORWARD -s {SERVER} -p tcp -j REJECT --reject-with {kind}', *by_state('FORWARD')],
        'programs': [('server', 0, ['listen 80', 'wait 3900']), ('client', 100, [f'connect {SERVER} 80 3500'])],
    } for kind in REJECTS},
    'DROP in FORWARD': {
        'rules': [DNAT, '-A FORWARD -p tcp --dport 80 -j DROP', *by_state('FORWARD')],
        'programs': [('client', 100, [f'connect {OUTER} 8080 3500'])],
    },
    'DROP by the policy': {
        'rules': ['-P FORWARD DROP', '-t nat -A POSTROUTING -j MASQUERADE'],
        'programs': [('client', 100, [f'connect {SERVER} 80 1500'])],
    },
    'closed TCP port': {
        'rules': by_state('FORWARD'),
        'programs': [('client', 100, [f'connect {SERVER} 81'])],
    },
    'closed TCP port behind DNAT': {
        'rules': [DNAT], 'programs': [('client', 100, [f'connect {OUTER} 8080'])],
    },
    'closed UDP port': {
        'rules': by_state('FORWARD'),
        'programs': [('client', 100, ['udp', f'associate {SERVER} 53', 'send 30', 'await_datagram 300'])],
    },
    'closed UDP port behind DNAT': {
        'rules': [f'-t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination {SERVER}:54', *by_state('FORWARD')],
        'programs': [('client', 100, ['udp', f'associate {OUTER} 53', 'send 30', 'await_datagram 300'])],
    },
    'closed UDP port of the router': {
        'rules': by_state('INPUT', 'OUTPUT'),
        'programs': [('client', 100, ['udp', f'associate {OUTER} 53', 'send 30', 'await_datagram 300'])],
    },
    'UDP request and reply': {
        'rules': by_state('FORWARD'),
        'programs': [('server', 0, ['udp 53', 'echo', 'echo']),
                     ('client', 100, ['udp', f'sendto {SERVER} 53 30', 'await_datagram 300', f'sendto {SERVER} 53 40', 'await_datagram 300'])],
    },
    'UDP through DNAT and MASQUERADE': {
        'rules': [f'-t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination {SERVER}:54', '-t nat -A POSTROUTING -j MASQUERADE'],
        'programs': [('server', 0, ['udp 54', 'echo']), ('client', 100, ['udp', f'sendto {OUTER} 53 30', 'await_datagram 300'])],
    },
    'ping through MASQUERADE': {
        'rules': ['-t nat -A POSTROUTING -o inner -j MASQUERADE', *by_state('FORWARD')],
        'programs': [('client', 100, [f'ping {SERVER} 77 1', 'wait 100', f'ping {SERVER} 77 2', 'wait 100'])],
    },
    'ping of two clients with one identifier': {
        'rules': ['-t nat -A POSTROUTING -o inner -j MASQUERADE'],
        'programs': [('client', 100, [f'ping {SERVER} 77 1']), ('other', 200, [f'ping {SERVER} 77 1'])],
    },
    'ping of the router': {
        'rules': by_state('INPUT', 'OUTPUT'),
        'programs': [('client', 100, [f'ping {OUTER} 77 1', 'wait 100', f'ping {INNER} 77 2'])],
    },
    'ping whose TTL runs out at the router': {
        'rules': by_state('FORWARD', 'OUTPUT'),
        'programs': [('client', 100, [f'ping {SERVER} 77 1 1'])],
    },
    'ping whose TTL runs out behind MASQUERADE': {
        'rules': ['-t nat -A POSTROUTING -o inner -j MASQUERADE', *by_state('FORWARD')],
        'settings': [('server', 'net.ipv4.ip_forward=1')],
        'commands': [('router', 'ip route add 10.9.0.0/24 via 10.2.0.2'), ('server', 'ip route add 10.9.0.0/24 via 10.2.0.1')],
        'programs': [('client', 100, ['ping 10.9.0.1 77 1 2'])],
    },
    'TCP whose TTL runs out behind DNAT': {
        'rules': ['-t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 8080 -j DNAT --to-destination 10.9.0.1:80', '-t nat -A POSTROUTING -o inner -j MASQUERADE', *by_state('FORWARD')],
        'settings': [('server', 'net.ipv4.ip_forward=1'), ('client', 'net.ipv4.ip_default_ttl=2')],
        'commands': [('router', 'ip route add 10.9.0.0/24 via 10.2.0.2')],
        'programs': [('client', 100, [f'connect {OUTER} 8080 600'])],
    },
    'no route': {
        'rules': by_state('FORWARD', 'OUTPUT'),
        'programs': [('client', 100, ['udp', 'associate 10.77.0.1 53', 'send 30', 'await_datagram 300'])],
    },
    'unreachable route': {
        'commands': [('router', 'ip route add unreachable 10.77.0.0/24'), ('router', 'ip route add prohibit 10.78.0.0/24'), ('router', 'ip route add blackhole 10.79.0.0/24')],
        'programs': [('client', 100, ['udp', 'associate 10.77.0.1 53', 'send 30', 'await_datagram 300']),
                     ('client', 500, ['udp', 'associate 10.78.0.1 53', 'send 30', 'await_datagram 300']),
                     ('client', 900, ['udp', 'associate 10.79.0.1 53', 'send 30', 'await_datagram 300'])],
    },
    'ip_forward 0': {
        'rules': by_state('FORWARD'), 'settings': [('router', 'net.ipv4.ip_forward=0')],
        'programs': [('client', 100, [f'connect {SERVER} 80 600'])],
    },
    'host unreachable': {
        'rules': by_state('FORWARD', 'OUTPUT'),
        'programs': [('client', 100, ['udp', 'associate 10.2.0.99 53', 'send 30', 'await_datagram 4000'])],
    },
    'host unreachable from the router itself': {
        'rules': by_state('OUTPUT', 'INPUT'),
        'programs': [('router', 100, ['connect 10.2.0.99 80 4000'])],
    },
    'no route from the router itself': {
        'programs': [('router', 100, ['connect 10.77.0.1 80']), ('router', 200, ['udp', 'associate 10.77.0.1 53'])],
    },
    'TCP out of the blue': {
        'rules': by_state('FORWARD', 'OUTPUT'),
        'programs': [('client', 100, [f'bare 10.1.0.2 {SERVER} 4000 80 {ACK}', f'wait 100', f'bare 10.1.0.2 {SERVER} 4000 81 {SYN | ACK}', 'wait 100',
                                      f'bare 10.1.0.2 {SERVER} 4000 82 {RST}', 'wait 100', f'bare 10.1.0.2 {SERVER} 4000 83 {FIN | ACK}', 'wait 100',
                                      f'bare 10.1.0.2 {SERVER} 4000 84 0'])],
    },
    'RETURN, goto and nested chains': {
        'rules': ['-N A', '-N B', '-N C', '-A C -p udp -j ACCEPT', '-A C -i outer', '-A B -j C', '-A B -p tcp -g A', '-A B', '-A A -s 10.1.0.2 -j RETURN', '-A A',
                  '-A FORWARD -j B', '-A FORWARD -s 10.1.0.2 -j RETURN', '-A FORWARD', '-t mangle -A FORWARD -p tcp -j RETURN', '-t mangle -A FORWARD',
                  '-t mangle -A PREROUTING -j ACCEPT', '-t mangle -A PREROUTING', '-t nat -A PREROUTING -j RETURN', '-t nat -A PREROUTING -j DNAT --to-destination 10.9.9.9'],
        'programs': [server(), client(SERVER)],
    },
    'interface wildcards': {
        'rules': ['-A FORWARD -i out+', '-A FORWARD -i +', '-A FORWARD ! -i out+', '-A FORWARD -o in+ -i o+', '-A FORWARD -i oute', '-A FORWARD ! -o inner+', '-t mangle -A POSTROUTING -o inn+'],
        'programs': [server(), client(SERVER)],
    },
    'matches on addresses, ports and flags': {
        'rules': ['-A FORWARD -s 10.1.0.0/24', '-A FORWARD ! -s 10.1.0.2', '-A FORWARD -d 10.2.0.0/30 -p tcp', '-A FORWARD -p tcp --syn', '-A FORWARD -p tcp ! --syn',
                  '-A FORWARD -p tcp --tcp-flags ALL ACK', '-A FORWARD -p tcp --tcp-flags FIN,RST FIN', '-A FORWARD -p tcp --sport 80', '-A FORWARD -p tcp --dport 1024:',
                  '-A FORWARD ! -p udp', '-A FORWARD -f', '-A FORWARD -m addrtype --src-type LOCAL', '-t mangle -A PREROUTING -m addrtype --dst-type LOCAL',
                  '-t mangle -A POSTROUTING -m addrtype --dst-type UNICAST', '-A FORWARD -p tcp -m multiport --dports 22,80:90'],
        'programs': [server(), client(SERVER)],
    },
    'three exchanges on one connection': {
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 100', 'send 200', 'recv 100', 'send 200', 'recv 100', 'send 200', 'eof', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'recv 200', 'wait 20', 'send 100', 'recv 200', 'wait 100', 'send 100', 'recv 200', 'close'])],
    },
    'three short writes and Nagle': {
        'delays': FAR,
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 300', 'wait 100', 'eof', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'send 100', 'send 100', 'wait 100', 'close'])],
    },
    'three short writes without Nagle': {
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 300', 'eof', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'nodelay', 'send 100', 'wait 10', 'send 100', 'wait 10', 'send 100', 'wait 100', 'close'])],
    },
    'a delayed acknowledgement': {
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 100', 'send 100', 'recv 100', 'wait 300', 'send 100', 'eof', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'recv 100', 'send 100', 'recv 100', 'close'])],
    },
    'close with unread data': {
        'programs': [('server', 0, ['listen 80', 'accept', 'wait 100', 'close']), ('client', 100, [f'connect {SERVER} 80', 'send 100', 'wait 300', 'recv 1'])],
    },
    'half-close': {
        'delays': FAR,
        'programs': [('server', 0, ['listen 80', 'accept', 'eof', 'wait 50', 'send 200', 'wait 50', 'send 200', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'shutdown', 'recv 400', 'eof', 'close'])],
    },
    'the server closes first': {
        'delays': FAR,
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 100', 'send 200', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'recv 200', 'wait 100', 'eof', 'close'])],
    },
    'data for a closed socket': {
        'programs': [('server', 0, ['listen 80', 'accept', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'wait 50', 'send 100', 'wait 100', 'send 100'])],
    },
    'both close at once': {
        'delays': FAR,
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 100', 'wait 200', 'close']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'wait 50', 'shutdown', 'wait 100', 'close'])],
    },
    'a reply too late for a closed client': {
        'delays': FAR,
        'programs': [('server', 0, ['listen 80', 'accept', 'recv 100', 'wait 100', 'send 200', 'wait 50']),
                     ('client', 100, [f'connect {SERVER} 80', 'send 100', 'close'])],
    },
    '100 kB from the server': {
        'rules': by_state('FORWARD'), 'summary': True,
        'programs': [server(reply=100_000), client(SERVER, reply=100_000)],
    },
    '100 kB from the client': {
        'rules': [DNAT], 'summary': True,
        'programs': [server(request=100_000), client(OUTER, 8080, request=100_000)],
    },
    'three full segments': {
        'programs': [server(reply=4344), client(SERVER, reply=4344)],
    },
    'a segment and a half': {
        'programs': [server(reply=2000), client(SERVER, reply=2000)],
    },
    'the first segments from a server far away': {
        'delays': FAR,
        'programs': [server(reply=20_000), client(SERVER, reply=20_000)],
    },
    'SYN-ACK dropped': {
        'rules': ['-A FORWARD -s 10.2.0.2 -j DROP', *by_state('FORWARD')],
        'programs': [('server', 0, ['listen 80', 'wait 4200']), ('client', 100, [f'connect {SERVER} 80 3800'])],
    },
    'data dropped': {
        'rules': ['-A FORWARD -p tcp --tcp-flags PSH PSH -j DROP'],
        'programs': [('server', 0, ['listen 80', 'accept', 'wait 1300']), ('client', 100, [f'connect {SERVER} 80', 'send 100', 'wait 1300'])],
    },
    'data dropped, far away': {
        'rules': ['-A FORWARD -p tcp --tcp-flags PSH PSH -j DROP'], 'delays': FAR,
        'programs': [('server', 0, ['listen 80', 'accept', 'wait 1300']), ('client', 100, [f'connect {SERVER} 80', 'send 100', 'wait 1300'])],
    },
    'FIN dropped': {
        'rules': ['-A FORWARD -s 10.1.0.2 -p tcp --tcp-flags FIN FIN -j DROP'],
        'programs': [('server', 0, ['listen 80', 'accept', 'wait 1500']), ('client', 100, [f'connect {SERVER} 80', 'close', 'wait 1000'])],
    },
    'routed back to where it came from': {
        'rules': ['-A FORWARD -i br0 -o br0', *by_state('OUTPUT')],
        'commands': [('router', 'ip route add 10.50.0.0/24 via 172.20.0.3')],
        'unmodelled': [('c1', 'net.ipv4.conf.all.accept_redirects=0'), ('c1', 'net.ipv4.conf.eth0.accept_redirects=0')],
        'programs': [('c1', 100, ['ping 10.50.0.1 77 1', 'wait 60', 'ping 10.50.0.1 77 2', 'wait 20', 'ping 10.50.0.1 77 3', 'wait 80', 'ping 10.50.0.1 77 4'])],
    },
    'bridged DNAT without ip_forward': {
        'rules': HAIRPIN, 'settings': [('router', 'net.ipv4.ip_forward=0')],
        'programs': [('c2', 0, ['listen 80', 'accept', 'recv 100', 'send 200', 'eof']), ('c1', 100, [f'connect {BRIDGE} 8080 600'])],
    },
    'a connection used again': {
        'rules': [*by_state('FORWARD'), DNAT],
        'programs': [('server', 0, ['listen 80', 'accept', 'close', 'accept', 'close']),
                     ('client', 100, [f'connect {OUTER} 8080 5000 4000', 'eof', 'close', 'wait 200', f'connect {OUTER} 8080 5000 4000', 'eof', 'close'])],
    },
    **MATCHES,
    **TRACKED_TCP,
    **NAT,
    **FOLLOWED,
}
