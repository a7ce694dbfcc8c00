"""TCP as connection tracking follows it, asked of the real kernel: see scenarios.py."""
from random import Random

FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32
CLIENT, SERVER = '10.1.0.2', '10.2.0.2'
PORTS = (4000, 80)
STATES = ('NEW', 'ESTABLISHED', 'INVALID')
EXPIRY = ('5:10', '25:30', '50:60', '115:120', '290:300', '431990:432000')
FIRST_TTL = 64
PAUSE = 30


def story(*segments, settings=(), rules=()):
    """Segments one after the other, c(…) from the client and s(…) from the server; each is known by its time to live."""
    programs, watch = [], []
    for number, (node, *fields) in enumerate(segments):
        source, target = (CLIENT, SERVER) if node == 'client' else (SERVER, CLIENT)
        sport, dport = PORTS if node == 'client' else reversed(PORTS)
        ttl = FIRST_TTL - number
        words = ' '.join(str(field) for field in fields if field != '')
        programs.append((node, 100 + PAUSE * number, [f'segment {source} {target} {sport} {dport} {ttl} {words}']))
        for match in [f'--ctstate {state}' for state in STATES] + [f'--ctexpire {range_}' for range_ in EXPIRY]:
            watch.append(f'-t mangle -A PREROUTING -m ttl --ttl-eq {ttl} -m conntrack {match}')
    return {'silent': ['client', 'server'], 'settings': [('router', setting) for setting in settings], 'rules': [*rules, *watch], 'programs': programs}


def c(flags, sequence, acknowledgement=0, length=0, window=1000, options=''):
    return ('client', flags, sequence, acknowledgement, window, length, options)


def s(flags, sequence, acknowledgement=0, length=0, window=1000, options=''):
    return ('server', flags, sequence, acknowledgement, window, length, options)


# How often a segment of each kind comes up in a story made up by chance.
KINDS = ((ACK, 6), (ACK | PSH, 6), (FIN | ACK, 3), (RST, 2), (RST | ACK, 2), (SYN, 3), (SYN | ACK, 2))
LENGTHS = (0, 1, 100, 700, 1400)
WINDOWS = (0, 0, 1, 500, 1000, 1000, 4000)
STRAY = (0, 0, 0, 0, 0, 1, -1, 100, -100, 999, 1000, 1001, -1000, 66_000, -70_000)
CARRIED = [f'-t mangle -A PREROUTING -m connbytes --connbytes {packets}:{packets} --connbytes-dir {way} --connbytes-mode packets' for packets in range(8) for way in ('original', 'reply')]
ORDINARY = ((), ('net.netfilter.nf_conntrack_tcp_be_liberal=1',), ('net.netfilter.nf_conntrack_tcp_ignore_invalid_rst=1',), ('net.netfilter.nf_conntrack_tcp_loose=0',))


def wandering(seed, opening=(), count=12):
    """What two ends say that mostly go by what they heard, and now and then do not."""
    random = Random(seed)
    nexts = {'client': 1000 if opening else 999, 'server': 5000 if opening else 4999}
    segments = list(opening)
    while len(segments) < len(opening) + count:
        node, peer = random.choice((('client', 'server'), ('server', 'client')))
        flags = random.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
        length = random.choice(LENGTHS) if flags == ACK | PSH else 0
        sequence = (nexts[node] + random.choice(STRAY)) % 2**32
        acknowledgement = (nexts[peer] + random.choice(STRAY)) % 2**32 if flags & ACK else 0
        if flags & RST and random.random() < 0.2:
            sequence = 0
        nexts[node] = (sequence + length + bool(flags & (SYN | FIN))) % 2**32
        options = f'ws{random.choice((0, 3, 7))}' if flags & SYN and random.random() < 0.5 else ''
        segment = (node, flags, sequence, acknowledgement, random.choice(WINDOWS), length, options)
        segments += [segment] * random.choice((1, 1, 1, 1, 2, 4))
    return story(*segments[:len(opening) + count], settings=ORDINARY[seed % 4] if seed % 3 == 0 else (), rules=CARRIED if seed % 4 == 1 else ())


HANDSHAKE = (c(SYN, 999), s(SYN | ACK, 4999, 1000), c(ACK, 1000, 5000))
EXCHANGE = (*HANDSHAKE, c(ACK | PSH, 1000, 5000, 100), s(ACK, 5000, 1100), s(ACK | PSH, 5000, 1100, 200), c(ACK, 1100, 5200))

SCENARIOS = {
    'tracked: a conversation in order': story(*EXCHANGE, c(FIN | ACK, 1100, 5200), s(ACK, 5200, 1101), s(FIN | ACK, 5200, 1101), c(ACK, 1101, 5201)),
    'tracked: the end of both at once': story(*HANDSHAKE, c(FIN | ACK, 1000, 5000), s(FIN | ACK, 5000, 1000), c(ACK, 1001, 5001), s(ACK, 5001, 1001)),
    'tracked: beyond the window': story(*HANDSHAKE, c(ACK, 1999, 5000, 10), c(ACK, 2000, 5000, 10), c(ACK, 2001, 5000, 10), c(ACK, 1500, 5000, 700), c(ACK, 1500, 5000, 1400), c(ACK, 5000, 5000, 10), s(ACK, 5000, 2200),
                                        s(ACK, 5000, 9000), c(ACK, 2200, 5000)),
    'tracked: before the window': story(*EXCHANGE, c(ACK, 1000, 5200, 100), c(ACK, 99, 5200, 1), c(ACK, 98, 5200, 1), c(ACK, 4_294_900_000, 5200, 1), c(ACK, 1100, 5000), c(ACK, 1100, 4_294_940_000), s(ACK, 5200, 1101), s(ACK, 5200, 1100)),
    'tracked: windows that are scaled': story(c(SYN, 999, options='ws7'), s(SYN | ACK, 4999, 1000, options='ws3'), c(ACK, 1000, 5000), s(ACK, 5000, 1000, 100_000 % 1400), c(ACK, 9000, 5000, 100),
                                              c(ACK, 9001, 5000, 100), s(ACK, 120_000, 9100, 100), s(ACK, 140_000, 9100, 100)),
    'tracked: windows of which one is scaled': story(c(SYN, 999, options='ws7'), s(SYN | ACK, 4999, 1000), c(ACK, 1000, 5000), s(ACK, 5000, 1000, 100), c(ACK, 1900, 5000, 100), c(ACK, 9000, 5000, 100), s(ACK, 6000, 2000, 10), s(ACK, 6001, 2000, 10)),
    'tracked: resets that are exact and that are not': story(*EXCHANGE, c(RST, 1050), c(RST, 1200), s(RST | ACK, 5100, 1100), s(ACK, 5200, 1100), c(RST, 1100), s(ACK, 5200, 1100)),
    'tracked: a reset after its last data': story(*EXCHANGE, s(ACK | PSH, 5200, 1100, 50), s(RST | ACK, 5250, 1100), c(ACK, 1100, 5250)),
    'tracked: resets without mercy': story(*EXCHANGE, c(RST, 1050), c(RST, 1200), settings=('net.netfilter.nf_conntrack_tcp_ignore_invalid_rst=1',)),
    'tracked: a reset that answers a SYN': story(c(SYN, 999), s(RST | ACK, 0, 1000), c(SYN, 1999), s(SYN | ACK, 4999, 2000), s(RST | ACK, 0, 2000)),
    'tracked: out of the window both ways': story(*EXCHANGE, c(FIN | ACK, 90_000, 5200), s(RST | ACK, 90_000, 1100), s(FIN | ACK, 91_000, 1100), c(FIN | ACK, 92_000, 5200), c(ACK, 1100, 5200)),
    'tracked: liberally': story(*HANDSHAKE, c(ACK, 50_000, 5000, 10), s(ACK, 5000, 90_000), c(RST, 900), settings=('net.netfilter.nf_conntrack_tcp_be_liberal=1',)),
    'tracked: a SYN again and again': story(c(SYN, 999), c(SYN, 999), c(SYN, 1999), s(SYN | ACK, 4999, 1000), s(SYN | ACK, 4999, 2000), c(SYN, 1999), c(ACK, 2000, 5000)),
    'tracked: acknowledged again and again': story(*HANDSHAKE, c(ACK, 1000, 5000), c(ACK, 1000, 5000), c(ACK, 1000, 5000), c(ACK, 1000, 5000), s(ACK, 5000, 1000)),
    'tracked: a shut window': story(*HANDSHAKE, s(ACK, 5000, 1000, 0, 0), c(ACK, 1000, 5000, 1), s(ACK, 5000, 1000, 0, 0), s(ACK, 5000, 1001, 0, 500), c(ACK, 1001, 5000)),
    'tracked: both ends ask': story(c(SYN, 999), s(SYN, 4999), c(SYN | ACK, 999, 5000), s(SYN | ACK, 4999, 1000), c(ACK, 1000, 5000), s(ACK, 5000, 1000)),
    'tracked: both ends ask, and only acknowledge': story(c(SYN, 999), s(SYN, 4999), c(SYN | ACK, 999, 5000), s(ACK, 5000, 1000), c(ACK, 1000, 5000)),
    'tracked: a half-open connection': story(c(SYN, 999), s(ACK, 7000, 8000), c(RST, 8000), c(SYN, 999), s(SYN | ACK, 4999, 1000), c(ACK, 1000, 5000)),
    'tracked: a SYN in the middle': story(*EXCHANGE, c(SYN, 20_000), s(ACK, 5200, 1100), c(RST, 1100), c(SYN, 20_000), s(SYN | ACK, 30_000, 20_001), c(ACK, 20_001, 30_001)),
    'tracked: a SYN in the middle that is answered': story(*EXCHANGE, c(SYN, 20_000, options='ws2'), s(SYN | ACK, 30_000, 20_001, options='ws3'), c(ACK, 20_001, 30_001), s(ACK, 30_001, 20_001, 100), c(ACK, 27_900, 30_101, 50), c(ACK, 29_000, 30_101, 50)),
    'tracked: a SYN in the middle that is refused': story(*EXCHANGE, c(SYN, 20_000), s(RST | ACK, 0, 20_001), c(SYN, 20_000), s(SYN | ACK, 30_000, 20_001)),
    'tracked: a SYN while the last acknowledgement is missing': story(*HANDSHAKE, c(FIN | ACK, 1000, 5000), s(FIN | ACK, 5000, 1001), c(SYN, 20_000), s(ACK, 5001, 1001), c(RST, 1001), c(SYN, 20_000)),
    'tracked: opened again after an orderly end': story(*HANDSHAKE, c(FIN | ACK, 1000, 5000), s(FIN | ACK, 5000, 1001), c(ACK, 1001, 5001), c(SYN, 50_000), s(SYN | ACK, 60_000, 50_001), c(ACK, 50_001, 60_001)),
    'tracked: opened again after a reset': story(*EXCHANGE, s(RST | ACK, 5200, 1100), c(SYN, 50_000), s(SYN | ACK, 60_000, 50_001), c(ACK, 50_001, 60_001)),
    'tracked: opened again after one’s own reset': story(*EXCHANGE, c(RST | ACK, 1100, 5200), c(SYN, 50_000), s(SYN | ACK, 60_000, 50_001), c(ACK, 50_001, 60_001)),
    'tracked: picked up in the middle': story(c(ACK, 1000, 5000, 100), s(ACK, 5000, 1100), s(ACK, 90_000, 1100, 10), c(ACK, 1100, 90_010), c(FIN | ACK, 1100, 90_010), s(RST, 77)),
    'tracked: not picked up in the middle': story(c(ACK, 1000, 5000, 100), s(ACK, 5000, 1100), c(SYN, 999), c(FIN | ACK, 1100, 5000), settings=('net.netfilter.nf_conntrack_tcp_loose=0',)),
    'tracked: flags that make no sense': story(*HANDSHAKE, *[c(flags, 1000, 5000, 10) for flags in (0, FIN, PSH, URG, SYN | FIN, SYN | RST, RST | FIN, ACK | RST | FIN, SYN | URG, ACK | URG, FIN | ACK | URG, RST | URG)]),
    'tracked: begun with what begins nothing': story(c(SYN | ACK, 999, 5000), c(FIN | ACK, 1000, 5000), c(RST, 1000), c(0, 1000), s(SYN | ACK, 999, 5000), c(SYN | PSH, 999)),
    'tracked: time-outs of one’s own': story(*EXCHANGE, c(FIN | ACK, 1100, 5200), s(RST, 5200), settings=(
        'net.netfilter.nf_conntrack_tcp_timeout_established=300', 'net.netfilter.nf_conntrack_tcp_timeout_unacknowledged=60', 'net.netfilter.nf_conntrack_tcp_timeout_syn_recv=30', 'net.netfilter.nf_conntrack_tcp_timeout_fin_wait=300',
        'net.netfilter.nf_conntrack_tcp_timeout_close=120')),
    **{f'tracked: made up, {seed}': wandering(seed, EXCHANGE[:seed % 8]) for seed in range(1, 33)},
}
