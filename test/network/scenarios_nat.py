"""Address translation, asked of the real kernel: see scenarios.py."""
SYN, RST, ACK = 2, 4, 16
CLIENT, SERVER, OUTER = '10.1.0.2', '10.2.0.2', '10.1.0.1'
GUESTS = ('10.1.0.9', '10.1.0.10', '10.1.0.77', '10.1.0.200', '10.9.8.7', '172.20.200.3', '192.168.33.44', '10.1.255.254')
STATES = ('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'SNAT', 'DNAT')


def datagrams(target, start, node='client', sources=GUESTS):
    """A datagram from each of the guests' addresses."""
    return [(node, start + 40 * number, [f'spoof {source} {target}', 'wait 20']) for number, source in enumerate(sources)]


def begun(start, node, source, sequence, *then, port=4000):
    """A SYN, and other segments of the same end, 30 ms apart."""
    calls = [f'segment {source} {SERVER} {port} 80 64 {SYN} {sequence} 0 1000 0', 'wait 30']
    for flags, number in then:
        calls += [f'segment {source} {SERVER} {port} 80 64 {flags} {number} {5000 if flags & ACK else 0} 1000 0', 'wait 30']
    return (node, start, calls)


def watched(*chains):
    return [f'-t mangle -A {chain} -m conntrack --ctstate {state}' for chain in chains for state in STATES]


QUIET = {'silent': ['server', 'client', 'other', 'c1', 'c2']}
POOL = '10.2.0.100-10.2.0.131'
TWO_PORTS = ['-t nat -A POSTROUTING -o inner -p tcp -j SNAT --to-source 10.2.0.1:6000-6001', *watched('PREROUTING', 'POSTROUTING')]

SCENARIOS = {
    'an address of many for each client and server': {
        'rules': [f'-t nat -A POSTROUTING -o inner -j SNAT --to-source {POOL}', '-t nat -A PREROUTING -d 10.1.0.1 -j DNAT --to-destination 10.2.0.2-10.2.0.9'],
        'programs': [*datagrams(SERVER, 100), *datagrams('10.2.0.7', 500), *datagrams(OUTER, 900)],
    },
    'an address of many for each client': {
        'rules': [f'-t nat -A POSTROUTING -o inner -j SNAT --to-source {POOL} --persistent', '-t nat -A PREROUTING -d 10.1.0.1 -j DNAT --to-destination 10.2.0.2-10.2.0.9 --persistent'],
        'programs': [*datagrams(SERVER, 100), *datagrams('10.2.0.7', 500), *datagrams(OUTER, 900)],
    },
    'one source is the same in its connections to many': {
        'rules': ['-t nat -A POSTROUTING -o inner -p udp --dport 1 -j SNAT --to-source 10.2.0.1:5000', '-t nat -A POSTROUTING -o inner -p udp ! --dport 9 -j SNAT --to-source 10.2.0.1:4995-5020'],
        'programs': [('client', 100, ['udp 4000', *[word for port in (1, 2, 3, 1, 9) for word in (f'sendto {SERVER} {port} 10', 'wait 20')], 'sendto 10.2.0.7 3 10', 'wait 20']),
                     ('c1', 400, ['udp 5000', f'sendto {SERVER} 7 10', 'wait 20', 'sendto 10.2.0.7 3 10', 'wait 20']), ('client', 500, [f'ping {SERVER} 77 1', 'wait 20'])],
    },
    'a connection with an end stands in nobody’s way': {
        **QUIET, 'rules': TWO_PORTS,
        'programs': [begun(100, 'client', CLIENT, 1000, (RST, 1001)), begun(200, 'other', '10.3.0.2', 5000, (RST, 5001)), begun(300, 'c1', '172.20.0.2', 500), begun(400, 'c1', '172.20.0.2', 3000),
                     begun(500, 'c2', '172.20.0.3', 4000), begun(600, 'c2', '172.20.0.3', 5000), begun(700, 'c2', '172.20.0.3', 5001), begun(800, 'client', CLIENT, 9000)],
    },
    'a connection without an end stands in the way': {
        **QUIET, 'rules': TWO_PORTS,
        'programs': [begun(100, 'client', CLIENT, 1000), begun(200, 'other', '10.3.0.2', 5000), begun(300, 'c1', '172.20.0.2', 9000, (SYN, 9000)), begun(450, 'client', CLIENT, 1000, (RST, 1001)), begun(600, 'c1', '172.20.0.2', 9000)],
    },
    'numbers that begin again': {
        **QUIET, 'rules': TWO_PORTS,
        'programs': [begun(100, 'client', CLIENT, 4_294_967_200, (RST, 4_294_967_201)), begun(200, 'other', '10.3.0.2', 4_294_967_200, (RST, 4_294_967_201)), begun(300, 'c1', '172.20.0.2', 100),
                     begun(400, 'c2', '172.20.0.3', 2_147_483_700)],
    },
    'MASQUERADE, and then another way out': {
        'rules': ['-t nat -A POSTROUTING ! -o outer -j MASQUERADE', *watched('FORWARD', 'POSTROUTING')],
        'settings': [('server', 'net.ipv4.ip_forward=1'), ('other', 'net.ipv4.ip_forward=1')],
        'commands': [('router', 'ip route add 10.77.0.0/24 via 10.2.0.2')],
        'programs': [('client', 100, ['udp 4000', *['sendto 10.77.0.5 53 10', 'wait 100'] * 5]), ('client', 130, ['udp 5000', *['sendto 10.77.0.6 53 10', 'wait 100'] * 5]), ('router', 250, ['route 10.77.0.5/32 10.3.0.2'])],
    },
    'SNAT, and then another way out': {
        'rules': ['-t nat -A POSTROUTING ! -o outer -j SNAT --to-source 10.2.0.1', *watched('FORWARD', 'POSTROUTING')],
        'settings': [('server', 'net.ipv4.ip_forward=1'), ('other', 'net.ipv4.ip_forward=1')],
        'commands': [('router', 'ip route add 10.77.0.0/24 via 10.2.0.2')],
        'programs': [('client', 100, ['udp 4000', *['sendto 10.77.0.5 53 10', 'wait 100'] * 5]), ('router', 250, ['route 10.77.0.5/32 10.3.0.2'])],
    },
}
