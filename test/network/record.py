#!/usr/bin/env python3
"""Asks the real kernel: runs the scenarios of scenarios.py in network namespaces of its own and writes what iptables
counted, what each interface of the router carried and what conntrack knew to data/kernel/scenarios.json.

    python3 test/network/record.py [NAME…]        all scenarios, or those named; the others keep their recordings

Needs root, Linux, iproute2, ethtool, iptables-legacy, conntrack and ipset (IPSET names another than the one on PATH). The namespaces are called $PREFIX-… (cwq-…), are made anew for
each scenario and removed after it; nothing outside of them is touched.

The network:  client 10.1.0.2 ── outer 10.1.0.1 ┐
              other  10.3.0.2 ── second 10.3.0.1 ┤ router ─ inner 10.2.0.1 ── 10.2.0.2 server
              c1 172.20.0.2 ── p1 ┐              │
              c2 172.20.0.3 ── p2 ┴ br0 172.20.0.1
"""
import ctypes
import errno
import json
import os
import platform
import queue
import re
import socket
import struct
import subprocess
import sys
import threading
import time

from scenarios import SCENARIOS

OUTPUT = os.environ.get('OUTPUT') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../data/kernel/scenarios.json')
CABLES = {
    'client': ('outer', '10.1.0.2/24', '10.1.0.1/24'),
    'other': ('second', '10.3.0.2/24', '10.3.0.1/24'),
    'server': ('inner', '10.2.0.2/24', '10.2.0.1/24'),
    'c1': ('p1', '172.20.0.2/16', '172.20.0.1/16'),
    'c2': ('p2', '172.20.0.3/16', '172.20.0.1/16'),
}
PORTS = ('p1', 'p2')
INTERFACES = ('outer', 'second', 'inner', 'br0', 'p1', 'p2', 'lo')
SETTINGS = ('net.ipv6.conf.all.disable_ipv6=1', 'net.ipv4.tcp_syn_linear_timeouts=0', 'net.ipv4.icmp_ratelimit=0')
TABLES = ('raw', 'mangle', 'nat', 'filter')
PROTOCOLS = {1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6'}
IPSET = os.environ.get('IPSET', 'ipset')
PREFIX = os.environ.get('PREFIX', 'cwq')
TIMEOUT = 5
LISTEN_TIMEOUT = 3
QUIET = 0.4
libc = ctypes.CDLL(None, use_errno=True)


def sh(*argv, node=None):
    prefix = ['ip', 'netns', 'exec', f'{PREFIX}-{node}'] if node else []
    return subprocess.run([*prefix, *argv], check=True, capture_output=True, text=True).stdout


def enter(node):
    """Moves the calling thread into a node's namespace."""
    with open(f'/run/netns/{PREFIX}-{node}') as namespace:
        if libc.setns(namespace.fileno(), 0x40000000):
            raise OSError(ctypes.get_errno(), 'setns')


def build(scenario):
    for node in ('router', *CABLES):
        sh('ip', 'netns', 'add', f'{PREFIX}-{node}')
        sh('sysctl', '-qw', *SETTINGS, node=node)
        sh('ip', 'link', 'set', 'lo', 'up', node=node)
    sh('ip', 'link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0', node='router')
    for node, (name, address, gateway) in CABLES.items():
        if node in scenario.get('delays', {}):
            lengthen(node, name, scenario['delays'][node] / 1000)
        else:
            cable(node, 'eth0', 'router', name)
        sh('ip', 'addr', 'add', address, 'brd', '+', 'dev', 'eth0', node=node)
        if name in PORTS:
            sh('ip', 'link', 'set', name, 'master', 'br0', node='router')
        else:
            sh('ip', 'addr', 'add', gateway, 'brd', '+', 'dev', name, node='router')
        sh('ip', 'route', 'add', 'default', 'via', gateway.split('/')[0], node=node)
    sh('ip', 'addr', 'add', '172.20.0.1/16', 'brd', '+', 'dev', 'br0', node='router')
    sh('ethtool', '-K', 'br0', 'tx', 'off', 'sg', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off', node='router')
    sh('ip', 'link', 'set', 'br0', 'up', node='router')
    sh('sysctl', '-qw', 'net.ipv4.ip_forward=1', node='router')
    for node, setting in scenario.get('settings', []):
        sh('sysctl', '-qw', setting, node=node)
    for node, setting in scenario.get('unmodelled', []):
        sh('sysctl', '-qw', setting, node=node)
    for port in scenario.get('hairpin', []):
        sh('ip', 'link', 'set', port, 'type', 'bridge_slave', 'hairpin', 'on', node='router')
    for node, command in scenario.get('commands', []):
        sh(*command.split(), node=node)
    for table in TABLES:
        sh('iptables-legacy', '-t', table, '-L', '-n', node='router')
    for node in scenario.get('silent', []):
        sh('iptables-legacy', '-A', 'INPUT', '-p', 'tcp', '-j', 'DROP', node=node)
    for line in scenario.get('sets', []):
        sh(IPSET, *line.split(), node='router')
    for rule in scenario.get('rules', []):
        sh('iptables-legacy', *rule.split(), node='router')


def cable(node, device, other, end):
    sh('ip', 'link', 'add', device, 'netns', f'{PREFIX}-{node}', 'type', 'veth', 'peer', 'name', end, 'netns', f'{PREFIX}-{other}')
    for where, name in ((node, device), (other, end)):
        sh('ethtool', '-K', name, 'tx', 'off', 'rx', 'off', 'sg', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off', node=where)
        sh('ip', 'link', 'set', name, 'up', node=where)


def lengthen(node, port, delay):
    """A cable whose frames take a while from the node to the router: a namespace in between hands them on."""
    sh('ip', 'netns', 'add', f'{PREFIX}-w-{node}')
    sh('sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', node=f'w-{node}')
    cable(node, 'eth0', f'w-{node}', 'near')
    cable('router', port, f'w-{node}', 'far')
    ready = threading.Barrier(3)
    for source, target, wait in (('near', 'far', delay), ('far', 'near', 0)):
        threading.Thread(target=hand_on, args=(f'w-{node}', source, target, wait, ready), daemon=True).start()
    ready.wait()


def hand_on(node, source, target, delay, ready):
    enter(node)
    sockets = [socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003)) for _ in range(2)]
    for tapped, name in zip(sockets, (source, target)):
        tapped.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)
        tapped.bind((name, 0x0003 if name == source else 0))
    incoming, outgoing = sockets
    waiting = queue.Queue()

    def send():
        while True:
            at, frame = waiting.get()
            time.sleep(max(0, at - time.monotonic()))
            try:
                outgoing.send(frame)
            except OSError:
                return
    threading.Thread(target=send, daemon=True).start()
    ready.wait()
    while True:
        try:
            frame, (_, _, kind, _, _) = incoming.recvfrom(65600)
        except OSError:
            return
        if kind != 4:
            waiting.put((time.monotonic() + delay, frame))


def destroy():
    for node in [f'w-{name}' for name in CABLES] + ['router', *CABLES]:
        subprocess.run(['ip', 'netns', 'del', f'{PREFIX}-{node}'], capture_output=True)


# --- Programs: a list of calls each; what went wrong, or what came, is the outcome.

class Program(threading.Thread):
    def __init__(self, node, calls):
        super().__init__(daemon=True)
        self.node, self.calls, self.outcome, self.socket, self.listener = node, calls, 'ok', None, None

    def run(self):
        enter(self.node)
        try:
            for call in self.calls:
                name, *arguments = call.split()
                getattr(self, name)(*[int(a) if a.isdigit() else a for a in arguments])
        except TimeoutError:
            self.outcome = 'ETIMEDOUT'
        except OSError as error:
            self.outcome = errno.errorcode.get(error.errno, str(error))
        finally:
            for held in (self.socket, self.listener):
                if held:
                    held.close()

    def new(self, kind, *arguments):
        self.socket = socket.socket(socket.AF_INET, kind, *arguments)
        self.socket.settimeout(TIMEOUT)

    def wait(self, milliseconds):
        time.sleep(milliseconds / 1000)

    def listen(self, port):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(('0.0.0.0', port))
        self.listener.listen()
        self.listener.settimeout(LISTEN_TIMEOUT)

    def accept(self):
        self.socket, _ = self.listener.accept()
        self.socket.settimeout(TIMEOUT)

    def connect(self, address, port, timeout=TIMEOUT * 1000, source=0):
        self.new(socket.SOCK_STREAM)
        if source:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.socket.bind(('0.0.0.0', source))
        self.socket.settimeout(timeout / 1000)
        self.socket.connect((address, port))
        self.socket.settimeout(TIMEOUT)

    def nodelay(self):
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, length):
        self.socket.sendall(b'x' * length)

    def recv(self, length):
        while length > 0:
            data = self.socket.recv(length)
            if not data:
                raise OSError(0, 'end')
            length -= len(data)

    def eof(self):
        while self.socket.recv(65536):
            pass

    def shutdown(self):
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()
        self.socket = None

    def udp(self, port=0):
        self.new(socket.SOCK_DGRAM)
        if port:
            self.socket.bind(('0.0.0.0', port))

    def associate(self, address, port):
        self.socket.connect((address, port))

    def sendto(self, address, port, length):
        self.socket.sendto(b'x' * length, (address, port))

    def echo(self):
        data, peer = self.socket.recvfrom(65536)
        self.socket.sendto(data, peer)

    def await_datagram(self, timeout):
        self.socket.settimeout(timeout / 1000)
        self.socket.recv(65536)

    def ping(self, address, identifier, sequence, ttl=64, length=56):
        """Sends an echo request and waits a little for what comes back; an error on the way is no error here."""
        self.new(socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        message = struct.pack('!BBHHH', 8, 0, 0, identifier, sequence) + b'x' * length
        self.socket.sendto(message[:2] + struct.pack('!H', checksum(message)) + message[4:], (address, 0))
        self.close()

    def route(self, prefix, gateway):
        """A route that comes while packets are under way."""
        sh('ip', 'route', 'add', prefix, 'via', gateway)

    def bare(self, source, destination, port, to, flags):
        """A TCP segment out of the blue, with these flags."""
        self.segment(source, destination, port, to, 64, flags, 1000, 2000 if flags & 16 else 0, 1024, 0)

    def spoof(self, source, destination):
        """A datagram from an address of somebody else's, for a port that nobody has."""
        self.new(socket.SOCK_RAW, socket.IPPROTO_RAW)
        datagram = struct.pack('!HHHH', 4000, 53, 18, 0) + b'x' * 10
        header = struct.pack('!BBHHHBBH', 0x45, 0, 0, 0, 0, 64, 17, 0) + socket.inet_aton(source) + socket.inet_aton(destination)
        self.socket.sendto(header + datagram, (destination, 0))
        self.close()

    def segment(self, source, destination, port, to, ttl, flags, sequence, acknowledgement, window, length, options=''):
        """A TCP segment in all its parts; options: ws7, a window scale."""
        self.new(socket.SOCK_RAW, socket.IPPROTO_TCP)
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        extra = b'\x01\x03\x03' + bytes([int(options[2:])]) if options else b''
        data = extra + b'x' * length
        header = struct.pack('!HHLLBBHHH', port, to, sequence, acknowledgement, 0x50 + len(extra) * 4, flags, window, 0, 0) + data
        pseudo = socket.inet_aton(source) + socket.inet_aton(destination) + struct.pack('!BBH', 0, 6, len(header))
        header = header[:16] + struct.pack('!H', checksum(pseudo + header + b'\0' * (len(header) % 2))) + header[18:]
        self.socket.sendto(header, (destination, 0))
        self.close()


def checksum(data):
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


# --- What there was to see.

def tap():
    """Packet sockets on the router's interfaces; the kernel keeps what they see."""
    sockets = {}

    def run():
        enter('router')
        for name in INTERFACES:
            sockets[name] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
            sockets[name].setsockopt(socket.SOL_SOCKET, 33, 1 << 26)
            sockets[name].bind((name, 0x0003))
            sockets[name].setblocking(False)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return sockets


def read_taps(sockets):
    packets = {}
    for name, tapped in sockets.items():
        packets[name] = []
        while True:
            try:
                frame, (_, protocol, kind, _, _) = tapped.recvfrom(65600)
            except BlockingIOError:
                break
            if protocol == 0x0800:
                packets[name].append(('out ' if kind == 4 else 'in ') + describe(frame[14:]))
        tapped.close()
    return {name: seen for name, seen in packets.items() if seen}


def describe(packet, quoted=False):
    if packet[0] >> 4 == 6:
        ihl, tos, ttl, protocol = 40, struct.unpack('!H', packet[:2])[0] >> 4 & 255, packet[7], packet[6]
        length = ihl + struct.unpack('!H', packet[4:6])[0]
        ends = [socket.inet_ntop(socket.AF_INET6, packet[at:at + 16]) for at in (8, 24)]
        source, destination = ends if protocol == 58 else [f'[{end}]' for end in ends]
    else:
        ihl, tos, ttl, protocol = (packet[0] & 15) * 4, packet[1], packet[8], packet[9]
        length, = struct.unpack('!H', packet[2:4])
        source, destination = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
    body = packet[ihl:length]
    name = PROTOCOLS.get(protocol, str(protocol))
    kind = '' if not tos else f' tos {tos:x}'
    if protocol in (1, 58):
        text = f'{name} {source} > {destination} {body[0]}/{body[1]}'
        if (body[0] < 128 if protocol == 58 else body[0] in (3, 5, 11, 12)) and not quoted:
            return f'{text} {length} ttl {ttl}{kind} about {describe(body[8:], True)}'
        return f'{text} {length} id {port(struct.unpack("!H", body[4:6])[0])} ttl {ttl}{kind}'
    sport, dport = struct.unpack('!HH', body[:4])
    ends = f'{name} {source}:{port(sport)} > {destination}:{port(dport)}'
    if quoted:
        return f'{ends} {length} ttl {ttl}{kind}'
    if protocol == 17:
        return f'{ends} {length}/{length - ihl - 8} ttl {ttl}{kind}'
    offset, flags = (body[12] >> 4) * 4, body[13]
    data = length - ihl - offset
    if data >= 1448:
        flags &= ~8  # Linux marks the last segment of each batch that it hands to the device, and batches are not modelled.
    letters = ''.join(letter for bit, letter in ((1, 'F'), (2, 'S'), (4, 'R'), (8, 'P'), (16, '.')) if flags & bit)
    return f'{ends} {letters or "none"} {length}/{data} ttl {ttl}{kind}'


def port(number):
    """Ephemeral ports and those that NAT drew differ from run to run; the scenarios' own are low or a round 4000."""
    return str(number) if number < 1024 or number in (4000, 5000, 8080) else '*'


def counters():
    """Rules and policies that are not at zero."""
    names = sh('cat', '/proc/net/ip_tables_names', node='router').split()
    lines = [f'{table} {line}' for table in (*TABLES, *(['security'] if 'security' in names else []))
             for line in sh('iptables-legacy-save', '-c', '-t', table, node='router').splitlines()]
    return [line for line in lines if re.search(r'\[\d+:\d+\]', line) and '[0:0]' not in line]


def connections():
    rows = []
    for line in sh('conntrack', '-L', node='router').splitlines():
        words = line.split()
        state = words[3] if words[0] == 'tcp' else ''
        fields = re.findall(r'(src|dst|sport|dport|id)=(\S+)', line)
        fields = [f'{k}={port(int(v))}' if k in ('sport', 'dport', 'id') else f'{k}={v}' for k, v in fields]
        marks = re.findall(r'\[(UNREPLIED|ASSURED)\]|(mark=[1-9]\d*)', line)
        zones = re.findall(r'zone\S*=\d+', line)
        marks = [word for pair in marks for word in pair if word]
        rows.append(' '.join([words[0], *([state] if state else []), *fields, *marks, *zones]))
    return sorted(rows)


def members():
    """What is in IP sets; how long it still is depends on when it is asked."""
    lines = sh(IPSET, 'save', node='router').splitlines()
    return sorted(re.sub(r'timeout [1-9]\d*', 'timeout *', line) for line in lines if line.startswith('add '))


LOG_SETTING = 'net.netfilter.nf_log_all_netns'


def kernel_log(mark):
    """The lines that LOG and TRACE wrote after a mark, with what differs from run to run taken out."""
    lines = sh('dmesg', '-t').rsplit(mark, 1)[-1].splitlines()
    return [log_line(line) for line in lines if line.startswith(('cw-', 'TRACE: '))]


def log_line(line):
    line = re.sub(r'\b(SPT|DPT)=(\d+)', lambda m: f'{m[1]}={port(int(m[2]))}', line)
    line = re.sub(r'\b(ID=\d+|(SEQ|ACK)=[1-9]\d*)', lambda m: f'{m[1].split("=")[0]}=*', line)
    return re.sub(r'080A[0-9A-F]{16}', '080A*', line).rstrip('\n')


def record(scenario):
    """Only one recording at a time may ask for the log: it is the machine's."""
    if not scenario.get('log'):
        return observe(scenario)
    before = sh('sysctl', '-n', LOG_SETTING).strip()
    try:
        sh('sysctl', '-qw', f'{LOG_SETTING}=1')
        mark = f'recording of {os.getpid()} at {time.monotonic()}'
        with open('/dev/kmsg', 'w') as log:
            log.write(mark)
        return {**observe(scenario), 'log': kernel_log(mark)}
    finally:
        sh('sysctl', '-qw', f'{LOG_SETTING}={before}')


def observe(scenario):
    destroy()
    try:
        build(scenario)
        sockets = tap()
        programs = []
        for node, start, calls in scenario['programs']:
            programs.append((start, Program(node, calls)))
        began = time.monotonic()
        started = int(time.time())
        for start, program in sorted(programs, key=lambda entry: entry[0]):
            time.sleep(max(0, began + start / 1000 - time.monotonic()))
            program.start()
        for _, program in programs:
            program.join(30)
        time.sleep(QUIET)
        packets = read_taps(sockets)
        if scenario.get('summary'):
            packets = {name: summary(rows) for name, rows in packets.items()}
        return {
            'outcomes': [program.outcome for _, program in programs],
            'counters': counters(),
            'packets': packets,
            'connections': connections(),
            **({'members': members()} if scenario.get('sets') else {}),
            **({'startedAt': started} if scenario.get('clock') else {}),
        }
    finally:
        destroy()


def summary(rows):
    """How many of which there were: their order depends on the scheduler."""
    counts = {}
    for row in rows:
        counts[row] = counts.get(row, 0) + 1
    return [f'{count} × {row}' for row, count in sorted(counts.items())]


def rows(value, depth=0):
    """JSON with a row a line."""
    pad = '  ' * depth
    if isinstance(value, dict) and value:
        entries = (f'{pad}  {json.dumps(key)}: {rows(entry, depth + 1)}' for key, entry in value.items())
        return '{\n' + ',\n'.join(entries) + f'\n{pad}}}'
    if isinstance(value, list) and value:
        return '[\n' + ',\n'.join(f'{pad}  {json.dumps(v, ensure_ascii=False)}' for v in value) + f'\n{pad}]'
    return json.dumps(value, ensure_ascii=False)


def main(names):
    recorded = {}
    if names and os.path.exists(OUTPUT):
        with open(OUTPUT) as file:
            recorded = json.load(file)['scenarios']
    for name, scenario in SCENARIOS.items():
        if names and name not in names:
            if name in recorded:
                recorded[name] = {**scenario, 'recorded': recorded[name]['recorded']}
            continue
        print(name, flush=True)
        recorded[name] = {**scenario, 'recorded': record(scenario)}
        print('   ', recorded[name]['recorded']['outcomes'], flush=True)
    iptables = sh('iptables-legacy', '--version').split()[1]
    provenance = f'test/network/record.py on Linux {platform.release().split("-")[0]}, iptables {iptables} (legacy); offloads off'
    with open(OUTPUT, 'w') as file:
        ordered = {name: recorded[name] for name in SCENARIOS if name in recorded}
        file.write(rows({'provenance': provenance, 'scenarios': ordered}) + '\n')


if __name__ == '__main__':
    main(sys.argv[1:])
