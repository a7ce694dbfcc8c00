"""Matches and targets of iptables, asked of the real kernel: see scenarios.py."""
SERVER, OUTER, INNER, BRIDGE, C1, C2 = '10.2.0.2', '10.1.0.1', '10.2.0.1', '172.20.0.1', '172.20.0.2', '172.20.0.3'
CHAINS = ('PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING')
STATES = ('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED', 'SNAT', 'DNAT')


def server(node='server', port=80, request=100, reply=200):
    return (node, 0, [f'listen {port}', 'accept', f'recv {request}', f'send {reply}', 'eof', 'close'])


def client(address, port=80, node='client', start=100, request=100, reply=200):
    return (node, start, [f'connect {address} {port}', f'send {request}', f'recv {reply}', 'close'])


def pings(address, count, pause, node='client', start=100):
    calls = []
    for number in range(count):
        calls += [f'ping {address} 77 {number}', f'wait {pause}']
    return (node, start, calls)


def each(chains, *matches, table='mangle'):
    return [f'-t {table} -A {chain} {match}' for chain in chains for match in matches]


def states(*chains):
    return each(chains, *[f'-m conntrack --ctstate {state}' for state in STATES])


MARKS = each(('FORWARD', 'POSTROUTING'), *[f'-m {match} --mark {mark}' for match in ('mark', 'connmark') for mark in (
    '0', '0x1234', '0x34/0xff', '0x3400/0xff00', '0x12/0xff', '0x1200', '0x3412')], '-m connmark ! --mark 0', '-m mark ! --mark 0')
OWNERS = [f'-m owner {option}' for option in (
    '--uid-owner 0', '! --uid-owner 0', '--uid-owner 5-9', '! --uid-owner 5-9', '--gid-owner 0', '! --gid-owner 3', '--socket-exists', '! --socket-exists',
    '--uid-owner 0 --socket-exists', '! --uid-owner 5 --socket-exists', '! --uid-owner 5 ! --socket-exists')]
PHYSDEVS = [f'-m physdev {option}' for option in (
    '--physdev-in p1', '--physdev-in p2', '! --physdev-in p1', '--physdev-in p+', '--physdev-is-in', '! --physdev-is-in', '--physdev-is-bridged',
    '! --physdev-is-bridged', '--physdev-in p1 --physdev-is-bridged')]
PHYSDEVS_OUT = [f'-m physdev {option}' for option in (
    '--physdev-out p2', '! --physdev-out p2', '--physdev-out p+', '--physdev-is-out', '! --physdev-is-out', '--physdev-in p1 --physdev-out p2', '! --physdev-in p2 ! --physdev-out p1')]
CONNECTIONS = [f'-m conntrack {option}' for option in (
    '--ctproto tcp', '! --ctproto tcp', '--ctproto udp', '--ctproto icmp', f'--ctorigsrc 10.1.0.2', '! --ctorigsrc 10.1.0.0/24', f'--ctorigdst {OUTER}', f'--ctreplsrc {SERVER}',
    f'--ctrepldst {INNER}', '--ctrepldst 10.2.0.77/24', '--ctorigdstport 8080', '--ctorigdstport 8000:8079', '--ctreplsrcport 80', '! --ctreplsrcport 80', '--ctrepldstport 1024:65535',
    '--ctorigsrcport 0:1023', '--ctstatus NONE', '! --ctstatus NONE', '--ctstatus SEEN_REPLY', '--ctstatus ASSURED', '--ctstatus CONFIRMED', '! --ctstatus CONFIRMED', '--ctstatus EXPECTED,ASSURED',
    '--ctdir ORIGINAL', '--ctdir REPLY', '--ctexpire 0', '--ctexpire 1:100', '--ctexpire 100:130', '! --ctexpire 0', '--ctexpire 1000:', '--ctstate NEW --ctdir ORIGINAL', '--ctstate ESTABLISHED --ctdir REPLY',
    '--ctstate INVALID --ctproto tcp', '--ctstate INVALID ! --ctproto tcp')]
TRANSLATED = [f'-t nat -A PREROUTING -d {OUTER} -p tcp --dport 8080 -j DNAT --to-destination {SERVER}:80', '-t nat -A POSTROUTING -o inner -j MASQUERADE']

FIXED_MACS = [('client', 'ip link set eth0 address 02:00:00:00:00:01'), ('router', 'ip link set outer address 02:00:00:00:00:02'), ('server', 'ip link set eth0 address 02:00:00:00:00:03'),
              ('router', 'ip link set inner address 02:00:00:00:00:04'), ('c1', 'ip link set eth0 address 02:00:00:00:00:05'), ('c2', 'ip link set eth0 address 02:00:00:00:00:06'),
              ('router', 'ip link set br0 address 02:00:00:00:00:07')]

RECENTS = [f'-m recent {option}' for option in (
    '--rcheck --name A', '--rcheck --name A --seconds 1', '--rcheck --name A --hitcount 3', '--rcheck --name A --hitcount 3 --seconds 1', '! --rcheck --name A', '--rcheck --name A --rdest', '--update --name B --hitcount 2',
    '--update --name B --seconds 1 --hitcount 3', '--rcheck --name A --rttl', '--rcheck --name N')]
HASHLIMITS = [f'-m hashlimit {option}' for option in (
    '--hashlimit-upto 1/sec --hashlimit-burst 2 --hashlimit-name a', '--hashlimit-above 1/sec --hashlimit-burst 2 --hashlimit-name b --hashlimit-mode srcip', '--hashlimit-upto 1/hour --hashlimit-name c --hashlimit-mode dstip',
    '--hashlimit-upto 2/min --hashlimit-burst 1 --hashlimit-name d --hashlimit-mode srcip,dstip --hashlimit-srcmask 8', '--hashlimit-upto 1/hour --hashlimit-burst 1 --hashlimit-name e --hashlimit-mode srcport,dstport')]
CONNLIMITS = [f'-m connlimit {option}' for option in (
    '--connlimit-above 1', '--connlimit-upto 1', '--connlimit-above 2', '--connlimit-above 1 --connlimit-daddr', '--connlimit-upto 2 --connlimit-mask 0', '--connlimit-above 0 --connlimit-mask 16')]
STRINGS = [f'-m string --algo {option}' for option in (
    'bm --hex-string |0050|', 'kmp --hex-string |0050| --from 24', 'bm --hex-string |0050| --to 24', 'bm --hex-string |0050| --to 23', 'bm ! --hex-string |4500|', 'bm --hex-string |4500| --from 1', 'kmp --hex-string |0a010002|',
    'bm --hex-string |0a010002| --from 12 --to 16', 'bm --hex-string |0a010002| --from 13')]

CONNBYTES = [f'-m connbytes --connbytes {option}' for option in (
    '0:3 --connbytes-mode packets --connbytes-dir original', '2 --connbytes-mode packets --connbytes-dir reply', '5:8 --connbytes-mode packets --connbytes-dir both', '300 --connbytes-mode bytes --connbytes-dir original',
    '0:1000 --connbytes-mode bytes --connbytes-dir reply', '2000: --connbytes-mode bytes --connbytes-dir both', '0:60 --connbytes-mode avgpkt --connbytes-dir original', '300:700 --connbytes-mode avgpkt --connbytes-dir both',
    '0:0 --connbytes-mode avgpkt --connbytes-dir reply')] + ['-m connbytes ! --connbytes 2:4 --connbytes-mode packets --connbytes-dir original', '-m connbytes ! --connbytes 3 --connbytes-mode packets --connbytes-dir both']
TIMES = [f'-m time {option}' for option in (
    '--datestart 2020 --datestop 2037', '--datestart 2037 --datestop 2038', '--datestop 2021-06', '--timestart 00:00 --timestop 12:00', '--timestart 12:00 --timestop 23:59:59', '--timestart 22:00 --timestop 13:00',
    '--timestart 13:00 --timestop 01:00', '--weekdays Mon', '--weekdays Tue', '--weekdays Wed', '--weekdays Thu', '--weekdays Fri', '--weekdays Sat', '--weekdays Sun', '! --weekdays Sat,Sun', '--kerneltz',
    '--timestart 22:00 --timestop 13:00 --weekdays Mon --contiguous', '--timestart 22:00 --timestop 13:00 --weekdays Sun --contiguous', '--timestart 22:00 --timestop 13:00 --weekdays Sat --contiguous',
    '--timestart 22:00 --timestop 13:00 --monthdays 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 --contiguous', '--monthdays 1,2,3,4,5,6,7,8,9,10', '--monthdays 11,12,13,14,15,16,17,18,19,20', '! --monthdays 29,30,31', '--monthdays 30',
    '--monthdays 1')]
NUMBERS = [f'-m u32 --u32 {option}' for option in (
    '6&0xFF=6', '6&0xFF=1', '0>>16&0xFF=0x10', '0&0xFFFF=60', '0&0xFFFF=53:152', '0&0xFFFF=52,60,84', '12=0x0a010002', '16=0x0a020002', '6&0xFF=6&&4&0x1FFF=0&&0>>22&0x3C@12>>24&0x1=1', '0>>22&0x3C@0>>16=80', '0>>22&0x3C@0&0xFFFF=80',
    '0<<8>>24=0', '56=0:0xFFFFFFFF', '57=0:0xFFFFFFFF', '80=0:0xFFFFFFFF', '0>>22&0x3C@36=0:0xFFFFFFFF', '0>>22&0x3C@37=0:0xFFFFFFFF')] + ['-m u32 ! --u32 6&0xFF=6', '-m u32 ! --u32 200=1', '-p tcp -m u32 --u32 0>>22&0x3C@12>>26&0x3C@0=0x78787878']
PATHS_BACK = [f'-m rpfilter{option}' for option in ('', ' --invert', ' --loose', ' --loose --invert', ' --accept-local', ' --accept-local --loose', ' --validmark', ' --accept-local --invert')]
QUOTAS = [f'-m quota {option}' for option in ('--quota 300', '! --quota 300', '--quota 84', '--quota 83', '--quota 0', '--quota 1000000', '--quota 200')]
SERVICES = [f'-m tos {option}' for option in ('--tos 0x10', '--tos Minimize-Delay', '! --tos 0', '--tos 0x10/0x1c', '--tos 0/0xff', '--tos 0x18/0x10')]
BYTES = [f'-m hashlimit {option}' for option in (
    '--hashlimit-upto 300b/s --hashlimit-name a', '--hashlimit-above 200b/s --hashlimit-burst 400b --hashlimit-mode srcip --hashlimit-name b', '--hashlimit-upto 1kb/s --hashlimit-mode dstip --hashlimit-name c', '--hashlimit-upto 16b/s --hashlimit-name d',
    '--hashlimit-upto 2/sec --hashlimit-burst 1 --hashlimit-rate-match --hashlimit-name e', '--hashlimit-above 3/sec --hashlimit-burst 1 --hashlimit-rate-match --hashlimit-mode srcip --hashlimit-name f',
    '--hashlimit-upto 400b/s --hashlimit-rate-match --hashlimit-name g', '--hashlimit-above 200b/s --hashlimit-burst 400b --hashlimit-rate-match --hashlimit-rate-interval 2 --hashlimit-name h',
    '--hashlimit-upto 40/sec --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name i')]
SETS = ['create ips hash:ip counters', 'add ips 10.1.0.2', 'create nets hash:net counters', 'add nets 10.1.0.0/16', 'add nets 10.1.0.0/24 nomatch', 'add nets 10.2.0.0/30', 'create ports hash:ip,port counters', 'add ports 10.2.0.2,tcp:80',
        'add ports 10.2.0.2,udp:53', 'add ports 10.2.0.2,icmp:8/0', 'create ifaces hash:net,iface', 'add ifaces 10.1.0.0/24,outer', 'add ifaces 172.20.0.0/16,inner', 'add ifaces 10.2.0.0/16,outer', 'create numbers bitmap:port range 0-1000', 'add numbers 80',
        'create all list:set counters', 'create first hash:ip', 'create second hash:net', 'add second 10.2.0.0/24', 'add all first', 'add all second', 'create masked hash:ip netmask 24', 'add masked 10.1.0.0']
IN_SETS = [f'-m set {option}' for option in (
    '--match-set ips src', '--match-set ips dst', '! --match-set ips src', '--match-set nets src', '--match-set nets dst', '--match-set nets src --return-nomatch', '--match-set ports dst,dst', '--match-set ports src,src', '--match-set ports dst,src',
    '--match-set ifaces src,src', '--match-set ifaces dst,src', '--match-set ifaces dst,dst', '--match-set ifaces src,dst', '--match-set numbers dst', '--match-set numbers src', '--match-set all src', '--match-set all dst', '--match-set masked src')]
COUNTED = [f'-m set --match-set ips src {option}' for option in ('--packets-gt 3', '--packets-lt 3', '--packets-eq 2', '--bytes-gt 200', '! --packets-eq 4', '! --update-counters', '--packets-gt 1 ! --update-counters')]

SCENARIOS = {
    'marks of packets and connections': {
        'rules': ['-t mangle -A PREROUTING -m connmark ! --mark 0 -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xffff',
                  '-t mangle -A PREROUTING -p tcp --dport 80 -m conntrack --ctstate NEW -j MARK --set-mark 0x1234', '-t mangle -A FORWARD -m mark --mark 0x1234 -j CONNMARK --save-mark --nfmask 0xff00 --ctmask 0xff',
                  '-t mangle -A FORWARD -m mark --mark 0x1234 -j CONNMARK --or-mark 0x12', '-t mangle -A POSTROUTING -m conntrack --ctdir REPLY -j MARK --xor-mark 0x26', *MARKS],
        'programs': [server(), client(SERVER)],
    },
    'marks set by value and mask': {
        'rules': [rule for number, change in enumerate(('--set-mark 0xff', '--set-mark 0x100/0xf0', '--set-xmark 0x3/0x1', '--and-mark 0xfe', '--or-mark 0x1000', '--xor-mark 0xffff', '--set-xmark 5/0xffffffff'))
                  for rule in (f'-t mangle -A PREROUTING -j MARK {change}', *[f'-t mangle -A PREROUTING -m mark --mark {mark}' for mark in (
                      0xff, 0x10f, 0x10d, 0x10c, 0x110c, 0xeef3, 5)], f'-t mangle -A INPUT -j CONNMARK {change}', *[f'-t mangle -A INPUT -m connmark --mark {mark}' for mark in (
                      0xff, 0x10f, 0x10d, 0x10c, 0x110c, 0xeef3, 5)])],
        'programs': [pings(OUTER, 2, 20)],
    },
    'so many packets a second': {
        'rules': [f'-A FORWARD -p icmp -m limit --limit {limit}' for limit in ('2/second --limit-burst 3', '2/second', '60/minute --limit-burst 1', '10/hour', '1000/second', '1/hour --limit-burst 1')],
        'programs': [pings(SERVER, 18, 130)],
    },
    'every so many packets': {
        'rules': [f'-A FORWARD -m statistic --mode nth {share}' for share in ('--every 3 --packet 0', '--every 3 --packet 1', '--every 3 --packet 2', '! --every 4 --packet 0', '--every 1 --packet 0')]
        + ['-A FORWARD -m statistic --mode random --probability 1', '-A FORWARD -m statistic --mode random --probability 0', '-A FORWARD -m statistic --mode random ! --probability 0'],
        'programs': [pings(SERVER, 5, 20)],
    },
    'ranges of addresses, lengths and times to live': {
        'rules': each(('PREROUTING', 'FORWARD', 'POSTROUTING'), *[f'-m iprange {option}' for option in (
            '--src-range 10.1.0.0-10.1.0.2', '! --src-range 10.1.0.0-10.1.0.2', '--dst-range 10.1.0.3-10.2.0.2', '--src-range 10.1.0.2-10.1.0.2 ! --dst-range 10.2.0.3-10.2.0.9', '--src-range 10.1.0.9-10.1.0.1')],
            *[f'-m length {option}' for option in ('--length 60', '--length 53:152', '! --length 52', '--length 253:', '--length 200:100')],
            *[f'-m ttl {option}' for option in ('--ttl-eq 64', '! --ttl-eq 64', '--ttl-lt 64', '--ttl-gt 63')], '-p tcp --tcp-option 2', '-p tcp ! --tcp-option 8', '-p tcp --tcp-option 1'),
        'programs': [server(), client(SERVER)],
    },
    'time to live set': {
        'rules': ['-t mangle -A PREROUTING -i outer -j TTL --ttl-set 10', '-t mangle -A FORWARD -i outer -j TTL --ttl-inc 3', '-t mangle -A POSTROUTING -o outer -j TTL --ttl-dec 5',
                  '-t mangle -A PREROUTING -i second -j TTL --ttl-set 1', '-t mangle -A OUTPUT -j TTL --ttl-inc 250'],
        'programs': [server(), client(SERVER), pings(SERVER, 1, 20, 'other')],
    },
    'whom frames were for': {
        'rules': each(('PREROUTING', 'INPUT', 'FORWARD'), *[f'-m pkttype --pkt-type {kind}' for kind in ('unicast', 'broadcast', 'multicast')], '-m pkttype ! --pkt-type unicast'),
        'programs': [('client', 100, [f'ping {SERVER} 77 1', 'wait 20', f'ping {OUTER} 77 2']), ('c1', 200, [f'ping {C2} 77 3', 'wait 20', f'ping {SERVER} 77 4']),
                     ('router', 300, ['ping 127.0.0.1 77 5', 'wait 20', f'ping {C1} 77 6'])],
    },
    'untracked on one side': {
        'rules': ['-t raw -A PREROUTING -p udp --dport 53 -j NOTRACK', '-t raw -A PREROUTING -p icmp -i outer -j CT --notrack', '-t raw -A PREROUTING -p tcp -j CT', *states('FORWARD', 'INPUT', 'OUTPUT')],
        'programs': [server(), client(SERVER), ('server', 0, ['udp 53', 'echo']), ('client', 300, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 500']), pings(OUTER, 2, 50, start=400)],
    },
    'untracked on both sides': {
        'rules': ['-t raw -A PREROUTING -p tcp -j NOTRACK', '-t raw -A OUTPUT -p icmp -j NOTRACK', '-t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.9.9.9', *states('FORWARD', 'INPUT', 'OUTPUT')],
        'programs': [server(), client(SERVER), pings(SERVER, 1, 50, 'router', 200)],
    },
    'zones of their own for two networks': {
        'rules': ['-t raw -A PREROUTING -i outer -j CT --zone 5', '-t raw -A PREROUTING -i second -j CT --zone 6', *states('FORWARD'),
                  '-A FORWARD -m connlimit --connlimit-above 1 --connlimit-mask 0'],
        'programs': [server(), client(SERVER), ('server', 0, ['udp 53', 'echo', 'echo']), ('client', 900, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 500']),
                     ('other', 1300, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 500']), pings(OUTER, 1, 50, start=1700)],
    },
    'zones of one direction': {
        'rules': ['-t raw -A PREROUTING -i outer -j CT --zone-orig 5', '-t raw -A PREROUTING -i second -j CT --zone-orig 6', *TRANSLATED, *states('FORWARD')],
        'programs': [server(), client(OUTER, 8080), ('server', 0, ['udp 53', 'echo']), ('client', 900, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 500']), pings(SERVER, 1, 50, 'other', 1300)],
    },
    'zones of one direction, and a port that is free in another': {
        'rules': ['-t raw -A PREROUTING -i outer -j CT --zone 5', '-t raw -A PREROUTING -i second -j CT --zone 6', '-t raw -A PREROUTING -i inner -j CT --zone 6', '-t nat -A POSTROUTING -o inner -j MASQUERADE',
                  *states('FORWARD', 'INPUT')],
        'programs': [('server', 0, ['udp 53', 'echo', 'echo']), ('client', 300, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 300']),
                     ('other', 900, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 300'])],
    },
    'a zone that the mark names, and errors in it': {
        'rules': ['-t raw -A PREROUTING -i outer -j MARK --set-mark 0x10007', '-t raw -A PREROUTING -j CT --zone mark', '-t raw -A OUTPUT -j CT --zone-reply 9', *states('FORWARD', 'INPUT', 'OUTPUT')],
        'programs': [('client', 100, ['udp 4000', f'sendto {SERVER} 9 10', 'await_datagram 300']), pings(OUTER, 1, 50, start=600), pings(SERVER, 1, 50, 'router', 800)],
    },
    'the table security': {
        'rules': ['-t security -A INPUT -p icmp', '-t security -A FORWARD -p tcp -m conntrack --ctstate NEW', '-t security -A FORWARD -p udp -j DROP', '-t security -P OUTPUT DROP', '-A FORWARD -p udp', '-t security -A OUTPUT -p icmp -j ACCEPT'],
        'programs': [server(), client(SERVER), ('client', 300, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 200']), pings(OUTER, 1, 50, start=600), pings(OUTER, 1, 50, 'server', 700)],
    },
    'REDIRECT of what comes in': {
        'rules': ['-t nat -A PREROUTING -i outer -p tcp --dport 8080 -j REDIRECT --to-ports 80', '-t nat -A PREROUTING -i outer -p udp -j REDIRECT', *states('INPUT', 'OUTPUT')],
        'programs': [server('router'), client(SERVER, 8080), ('router', 0, ['udp 53', 'echo']), ('client', 300, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 500'])],
    },
    'REDIRECT of what a bridge carries': {
        'rules': ['-t nat -A PREROUTING -i br0 -p tcp --dport 8080 -j REDIRECT --to-ports 80', *states('INPUT', 'OUTPUT', 'FORWARD')],
        'programs': [server('router'), ('c2', 0, []), client(C2, 8080, 'c1')],
    },
    'REDIRECT of the machine’s own': {
        'rules': ['-t nat -A OUTPUT -p tcp --dport 8080 -j REDIRECT --to-ports 80', *states('INPUT', 'OUTPUT', 'POSTROUTING')],
        'programs': [server('router'), client(SERVER, 8080, 'router')],
    },
    'NETMAP there and back': {
        'rules': ['-t nat -A PREROUTING -d 10.99.7.0/24 -j NETMAP --to 10.2.0.0/24', '-t nat -A POSTROUTING -s 10.1.0.0/24 -o inner -j NETMAP --to 10.88.0.64/26', *states('FORWARD')],
        'programs': [server(), client('10.99.7.2'), pings('10.99.7.2', 1, 50, 'other', 200)],
    },
    'NETMAP of the machine’s own': {
        'commands': [('router', 'ip route add 10.99.7.0/24 via 10.2.0.2')],
        'rules': ['-t nat -A OUTPUT -d 10.99.7.0/24 -j NETMAP --to 10.2.0.0/24', *states('OUTPUT', 'INPUT')],
        'programs': [server(), client('10.99.7.2', node='router')],
    },
    'a smaller segment size': {
        'rules': ['-t mangle -A FORWARD -i outer -p tcp --syn -j TCPMSS --set-mss 500', '-t mangle -A FORWARD -i inner -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 9000'],
        'programs': [server(reply=1200), client(SERVER, reply=1200)],
    },
    'a segment size for a SYN that names none': {
        'rules': ['-t mangle -A FORWARD -p tcp --syn -j TCPMSS --set-mss 1400', *each(('POSTROUTING',), '-p tcp --tcp-option 2', '-p tcp ! --tcp-option 2', '-m length --length 44')],
        'programs': [('client', 100, [f'bare 10.1.0.2 {SERVER} 4000 80 2', 'wait 100'])],
    },
    'options of segments': {
        'rules': each(('FORWARD',), *[f'-p tcp {negation} --tcp-option {option}'.replace('  ', ' ') for option in (1, 2, 3, 4, 5, 8, 10, 254) for negation in ('', '!')]),
        'programs': [server(), client(SERVER), ('client', 300, [f'bare 10.1.0.2 {SERVER} 4000 81 2', 'wait 30', f'segment 10.1.0.2 {SERVER} 4000 82 64 2 9 0 100 0 ws3'])],
    },
    'a segment size that fits the way': {
        'rules': ['-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'], 'commands': [('router', 'ip link set inner mtu 1000')],
        'programs': [server(reply=2000, request=2000), client(SERVER, reply=2000, request=2000)],
    },
    'who sends': {
        'rules': each(('OUTPUT', 'POSTROUTING'), *OWNERS),
        'programs': [server('router'), ('client', 100, [f'connect {OUTER} 80', 'wait 30', 'send 100', 'recv 200', 'close']), server(port=8080), client(SERVER, 8080, 'router', 300), ('client', 500, [f'connect {OUTER} 81']), pings(OUTER, 1, 50, start=550),
                     ('client', 600, ['udp', f'sendto {OUTER} 82 10']), ('router', 700, ['udp', f'sendto {SERVER} 82 10', 'wait 50']), ('server', 650, ['udp 82', 'echo'])],
    },
    'who sends what an orphan leaves behind': {
        'delays': {'client': 20},
        'rules': each(('OUTPUT',), '-m owner --uid-owner 0', '-m owner ! --uid-owner 0', '-m owner --socket-exists', '-m owner ! --socket-exists'),
        'programs': [('router', 0, ['listen 80', 'accept', 'recv 100', 'send 200', 'close']), ('client', 100, [f'connect {OUTER} 80', 'wait 50', 'send 100', 'recv 200', 'wait 100', 'close'])],
    },
    'whose hardware address': {
        'rules': each(('PREROUTING', 'INPUT', 'FORWARD'), *[f'-m mac {option}' for option in (
            '--mac-source 02:11:22:33:44:55', '! --mac-source 02:11:22:33:44:55', '--mac-source 02:11:22:33:44:56', '--mac-source 00:00:00:00:00:00')]),
        'commands': [('client', 'ip link set eth0 address 02:11:22:33:44:55'), ('c1', 'ip link set eth0 address 02:11:22:33:44:56')],
        'programs': [pings(SERVER, 1, 50), pings(OUTER, 1, 50, start=200), pings(C2, 1, 50, 'c1'), pings('127.0.0.1', 1, 50, 'router')],
    },
    'ports of a bridge': {
        'rules': [*each(('PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING', 'OUTPUT'), *PHYSDEVS), *each(('PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING'), *PHYSDEVS_OUT)],
        'programs': [pings(C2, 1, 50, 'c1'), pings(SERVER, 1, 50, 'c1', 200), pings(BRIDGE, 1, 50, 'c1', 300), pings(C1, 1, 50, 'router', 400), pings(C2, 1, 50, start=500), pings(SERVER, 1, 50, start=600)],
    },
    'what is known of a connection': {
        'rules': [*TRANSLATED, *each(('PREROUTING', 'FORWARD', 'POSTROUTING'), *CONNECTIONS)],
        'programs': [server(), client(OUTER, 8080), pings(SERVER, 1, 50, start=300)],
    },
    'what is known of datagrams': {
        'rules': each(('PREROUTING', 'INPUT', 'OUTPUT'), *CONNECTIONS),
        'programs': [('router', 0, ['udp 53', 'echo']), ('client', 300, ['udp 4000', f'sendto {OUTER} 53 10', 'await_datagram 500']), ('client', 400, ['udp 4000', f'sendto {OUTER} 54 10', 'wait 50']),
                     ('client', 500, [f'bare 10.1.0.2 {OUTER} 4000 80 0'])],
    },
    'what the kernel log is told': {
        'log': True, 'commands': FIXED_MACS,
        'rules': [f'-t mangle -A {chain} -j LOG --log-prefix cw-{chain}:' for chain in CHAINS],
        'programs': [server(), client(SERVER), pings(OUTER, 1, 20, start=300), pings('127.0.0.1', 1, 20, 'router', 400), ('client', 500, ['udp 4000', f'sendto {OUTER} 53 10', 'wait 20']),
                     pings('10.66.0.1', 1, 20, start=1900), ('client', 700, [f'bare 10.1.0.2 {SERVER} 4000 80 41'])],
    },
    'what the kernel log is told in full': {
        'log': True, 'delays': {'client': 20}, 'commands': FIXED_MACS,
        'rules': [f'-t mangle -A {chain} -j LOG --log-prefix "cw-{chain} " --log-level 6 --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode'.replace('"', '').replace('  ', ' ') for chain in CHAINS]
        + ['-t mangle -I PREROUTING -j MARK --set-mark 0x1f'],
        'programs': [server('router'), ('client', 100, [f'connect {OUTER} 80', 'wait 20', 'send 100', 'recv 200', 'close']), pings('127.0.0.1', 1, 20, 'router', 400), ('client', 500, ['udp 4000', f'sendto {OUTER} 53 10', 'wait 20'])],
    },
    'what the kernel log is told of a bridge': {
        'log': True, 'commands': FIXED_MACS,
        'rules': [f'-t mangle -A {chain} -j LOG --log-prefix cw-{chain}:' for chain in CHAINS],
        'programs': [pings(C2, 1, 20, 'c1'), pings(SERVER, 1, 20, 'c1', 200), pings(C1, 1, 20, 'router', 300)],
    },
    'what the kernel log is told of a packet that is traced': {
        'log': True, 'commands': FIXED_MACS,
        'rules': ['-t raw -A PREROUTING -p tcp --dport 8080 --syn -j TRACE', '-t raw -A PREROUTING -p tcp --dport 8080', '-t raw -A OUTPUT -p icmp -j TRACE', *TRANSLATED, '-N U', '-N V', '-A U -s 10.1.0.2 -j V', '-A V -p udp', '-A FORWARD -j U',
                  '-A FORWARD -p tcp -g V', '-A OUTPUT -j U', '-A OUTPUT -j ACCEPT', '-t mangle -A FORWARD -j ACCEPT', '-t mangle -A POSTROUTING -j MARK --set-mark 7'],
        'programs': [server(), client(OUTER, 8080), pings(OUTER, 1, 20, start=300)],
    },
    'classes of service and segment sizes': {
        'rules': ['-t mangle -A PREROUTING -p tcp --syn -j DSCP --set-dscp-class EF', '-t mangle -A PREROUTING -p icmp -i inner -j DSCP --set-dscp 3', '-t mangle -A OUTPUT -p icmp -j DSCP --set-dscp 3', '-t mangle -A FORWARD -p udp -j CHECKSUM --checksum-fill',
                  *each(('FORWARD', 'POSTROUTING'), '-m dscp --dscp-class EF', '-m dscp ! --dscp 0', '-m dscp --dscp 3', '-p tcp -m tcpmss --mss 1460', '-p tcp -m tcpmss --mss 1400:1459', '-p tcp -m tcpmss ! --mss 1460:')],
        'programs': [server(), client(SERVER), pings(SERVER, 1, 20, start=300), ('client', 400, ['udp', f'sendto 10.66.0.1 82 10', 'wait 30']), ('client', 500, ['udp', f'sendto {SERVER} 82 10', 'wait 30'])],
    },
    'addresses that were seen before': {
        'rules': [*each(('PREROUTING', 'FORWARD'), *RECENTS), '-t mangle -A FORWARD -m recent --set --name A', '-t mangle -A FORWARD -m recent --set --name B', '-t mangle -A FORWARD -m recent --set --name N --mask 255.255.0.0',
                  '-t mangle -A POSTROUTING -p udp -m recent --remove --name A'],
        'programs': [pings(SERVER, 4, 300), pings(SERVER, 2, 700, 'c1', 200), ('client', 2500, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20']), pings(SERVER, 2, 100, start=2700)],
    },
    'limits for each client': {
        'rules': each(('FORWARD', 'POSTROUTING'), *HASHLIMITS),
        'programs': [pings(SERVER, 6, 300), pings(SERVER, 3, 270, 'c1', 200), ('client', 2500, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20', f'sendto {SERVER} 54 10', 'wait 20', f'sendto {SERVER} 53 10', 'wait 20'])],
    },
    'connections at once': {
        'rules': each(('FORWARD', 'POSTROUTING'), *CONNLIMITS),
        'programs': [pings(SERVER, 3, 100), pings(SERVER, 2, 100, 'c1', 150), ('client', 500, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20']), ('client', 600, ['udp 4001', f'sendto {SERVER} 53 10', 'wait 20'])],
    },
    'bytes in packets, and bits of the type of service': {
        'rules': [*each(('FORWARD',), *STRINGS), '-t mangle -A PREROUTING -p tcp --syn -j TOS --set-tos 0x10/0x1c', '-t mangle -A PREROUTING -p icmp -j TOS --or-tos 8', '-t mangle -A FORWARD -p icmp -j TOS --xor-tos 0x18', '-t mangle -A FORWARD -j NFLOG',
                  *each(('POSTROUTING',), '-m dscp --dscp 4', '-m dscp --dscp 0', '-m dscp --dscp 2', '-m dscp --dscp 6')],
        'programs': [server(), client(SERVER), pings(SERVER, 1, 20, start=300)],
    },
    'what connections have carried': {
        'rules': each(('PREROUTING', 'FORWARD', 'POSTROUTING'), *CONNBYTES),
        'programs': [server(reply=3000), client(SERVER, reply=3000), pings(SERVER, 3, 20, start=300), ('server', 0, ['udp 53', 'echo']), ('client', 500, ['udp 4000', f'sendto {SERVER} 53 10', 'await_datagram 500']),
                     ('client', 600, ['connect 10.2.0.2 81']), ('client', 700, ['bare 10.1.0.2 10.2.0.2 4000 80 16', 'wait 50', 'bare 10.1.0.2 10.2.0.2 4000 80 2', 'wait 50', 'bare 10.1.0.2 10.2.0.2 4000 80 2', 'wait 50'])],
    },
    'the time of day, and the date': {
        'clock': True, 'rules': each(('FORWARD',), *TIMES), 'programs': [pings(SERVER, 1, 20)],
    },
    'numbers in packets': {
        'rules': each(('FORWARD',), *NUMBERS), 'programs': [server(), client(SERVER), pings(SERVER, 1, 20, start=300), ('client', 400, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 30'])],
    },
    'paths back': {
        'rules': [*each(('PREROUTING',), *PATHS_BACK), *each(('PREROUTING',), *PATHS_BACK[:2], table='raw')],
        'commands': [('router', 'ip route add unreachable 10.77.0.0/24'), ('router', 'ip route add 10.99.7.0/24 via 10.2.0.2')],
        'programs': [pings(SERVER, 1, 20), *[('client', 200 + 100 * number, [f'spoof {source} {SERVER}', 'wait 20']) for number, source in enumerate(
            ('10.3.0.9', '10.1.0.9', '10.2.0.7', '172.20.0.9', '10.77.0.5', '10.99.7.4', '10.66.0.4', '10.1.0.255', '10.2.0.255'))],
                     pings(C2, 1, 20, 'c1', 1200), pings('127.0.0.1', 1, 20, 'router', 1300), pings(SERVER, 1, 20, 'other', 1400)],
    },
    'so many bytes': {
        'rules': each(('FORWARD', 'POSTROUTING'), *QUOTAS), 'programs': [pings(SERVER, 3, 20), ('client', 300, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 30', f'sendto {SERVER} 53 10', 'wait 30'])],
    },
    'types of service': {
        'rules': ['-t mangle -A PREROUTING -p tcp --syn -j TOS --set-tos 0x10', '-t mangle -A PREROUTING -p icmp -j TOS --or-tos 0x18', *each(('FORWARD',), *SERVICES)], 'programs': [server(), client(SERVER), pings(SERVER, 1, 20, start=300)],
    },
    'bytes for each client, and what passes in an interval': {
        'rules': each(('FORWARD', 'POSTROUTING'), *BYTES), 'programs': [pings(SERVER, 12, 290), pings(SERVER, 3, 290, 'c1', 250)],
    },
    'ports that are shifted': {
        'rules': ['-t nat -A PREROUTING -i outer -p tcp -j DNAT --to-destination 10.2.0.2:80-90/8080', '-t nat -A PREROUTING -i outer -p udp -j DNAT --to-destination :53-54/700', '-t nat -A POSTROUTING -o inner -p udp -s 10.1.0.2 -j SNAT --to-source 10.2.0.1:500-599/5'],
        'programs': [server(), client(OUTER, 8080), ('client', 300, ['connect 10.1.0.1 8079 1000']), ('client', 500, ['udp 4000', f'sendto {OUTER} 700 10', 'wait 20', f'sendto {OUTER} 701 10', 'wait 20', f'sendto {OUTER} 702 10', 'wait 20', f'sendto {OUTER} 699 10', 'wait 20']),
                     ('client', 700, ['udp 5000', f'sendto {OUTER} 700 10', 'wait 20']), ('other', 800, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20', f'sendto {SERVER} 54 10', 'wait 20'])],
    },
    'what is in IP sets': {
        'sets': SETS, 'rules': each(('FORWARD',), *IN_SETS) + each(('INPUT', 'OUTPUT'), *IN_SETS[:4], *IN_SETS[6:9]),
        'programs': [server(), client(SERVER), pings(SERVER, 1, 20, start=300), pings(SERVER, 1, 20, 'c1', 350), pings(OUTER, 1, 20, start=380), ('client', 400, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20', f'sendto {SERVER} 80 10', 'wait 20', f'sendto {SERVER} 1001 10', 'wait 20'])],
    },
    'counters of IP sets': {
        'sets': ['create ips hash:ip counters', 'add ips 10.1.0.2', 'add ips 10.2.0.2 packets 2 bytes 100'], 'rules': each(('FORWARD',), *COUNTED), 'programs': [pings(SERVER, 3, 20)],
    },
    'members of IP sets that expire': {
        'sets': ['create short hash:ip timeout 2 counters', 'add short 10.1.0.2', 'add short 10.2.0.2 timeout 0', 'add short 172.20.0.2 timeout 100'],
        'rules': each(('FORWARD',), '-m set --match-set short src', '-m set ! --match-set short src'), 'programs': [pings(SERVER, 4, 1200), pings(SERVER, 1, 20, 'c1', 4000)],
    },
    'members that packets add and take away': {
        'sets': ['create seen hash:ip counters', 'create asked hash:ip,port timeout 300', 'create gone hash:ip', 'add gone 10.1.0.2', 'add gone 10.2.0.2', 'create short hash:ip timeout 1', 'create some hash:net maxelem 2', 'create numbers bitmap:port range 0-100', 'create ifs hash:net,iface', 'create both list:set', 'add both seen'],
        'rules': ['-t mangle -A FORWARD -m set --match-set gone src', '-t mangle -A FORWARD -m set --match-set short src', '-t mangle -A FORWARD -m set --match-set asked dst,dst', '-t mangle -A FORWARD -m set --match-set seen src', '-t mangle -A FORWARD -p icmp -i outer -j SET --add-set short src',
                  '-t mangle -A FORWARD -j SET --add-set seen src', '-t mangle -A FORWARD -i outer -j SET --add-set asked dst,dst --exist --timeout 200', '-t mangle -A FORWARD -i outer -p icmp -j SET --del-set gone src', '-t mangle -A FORWARD -j SET --add-set some src',
                  '-t mangle -A FORWARD -j SET --add-set numbers dst', '-t mangle -A FORWARD -i outer -j SET --add-set ifs src,src', '-t mangle -A FORWARD -i outer -j SET --add-set both dst', '-t mangle -A POSTROUTING -m set --match-set seen src'],
        'programs': [server(), client(SERVER), pings(SERVER, 4, 600, start=300), pings(SERVER, 1, 20, 'c1', 350), ('client', 3000, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20'])],
    },
}
