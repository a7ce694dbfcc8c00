#!/usr/bin/env python3
"""The real side of the fuzzer: a line of JSON with a case comes in, a line with what the kernel made of it goes out.

The first line says how the network of test/network/record.py is to be furnished: hardware addresses, who is where, settings.
Each case: `settings` [[sysctl or hairpin.PORT, value]…], `program` (iptables-legacy or iptables-nft), `rules` for its restore, `nft` for nft -f if there are any, `packets` to be sent one after the other:
{at, frame} by a node's interface, {at: 'router', packet, to, mark} by a raw socket of the router's own.
With `isn` the acknowledgement number counts from the last initial sequence number that a socket of the router's chose.
The namespaces are called $PREFIX-…, are made at the start and removed at the end, also after Ctrl-C, SIGTERM or the end of input.
"""
import ctypes
import glob
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../network'))
os.environ.setdefault('PREFIX', f'cw-fuzz-{os.getpid()}')
os.environ['XTABLES_LOCKFILE'] = os.path.join(tempfile.gettempdir(), f'{os.environ["PREFIX"]}.lock')

import record  # noqa: E402

EMPTY = ''.join(f'*{table}\nCOMMIT\n' for table in record.TABLES)
NFT = os.environ.get('NFT', 'nft')
QUIET = 0.0015
RECEIVE_BUFFER = 1 << 24
TCP_PORT, UDP_PORT = 80, 53
IPV4, ARP = 0x0800, 0x0806
RANDOM_NUMBERS_FROM = 1_000_000
SO_RCVBUFFORCE, SO_MARK, NETLINK_NETFILTER = 33, 36, 12
NEW_CONNECTIONS = 1  # The bit of NFNLGRP_CONNTRACK_NEW.
PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# One message to conntrack: forget all (NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE, NLM_F_REQUEST | NLM_F_ACK).
FLUSH = struct.pack('=IHHIIBBH', 20, (1 << 8) | 2, 5, 1, 0, socket.AF_INET, 0, 0)


def run(*argv, text=None):
    """A program in the router's namespace, where this process lives."""
    done = subprocess.run(argv, input=text, capture_output=True, text=True, close_fds=False)
    return done.returncode, done.stdout, done.stderr


def furnish(world):
    record.destroy()
    record.build({'settings': world['settings']})
    for node, device, mac in world['macs']:
        record.sh('ip', 'link', 'set', device, 'address', mac, node=node)
    for device, address, mac in world['neighbours']:
        record.sh('ip', 'neigh', 'replace', address, 'lladdr', mac, 'dev', device, 'nud', 'permanent', node='router')
    for port, mac in world['stations']:
        record.sh('bridge', 'fdb', 'replace', mac, 'dev', port, 'master', 'static', node='router')
    for node in record.CABLES:
        record.sh('iptables-legacy', '-P', 'INPUT', 'DROP', node=node)
    for device, mtu in world['mtus']:
        record.sh('ip', 'link', 'set', device, 'mtu', str(mtu), node='router')
    for route in world['routes']:
        record.sh('ip', 'route', 'add', *route.split(), node='router')
    for line in world['sets']:
        record.sh(record.IPSET, *line.split(), node='router')


class Router:
    """Sockets in the namespaces, made once."""

    def __init__(self, world):
        self.nodes = {}
        for node in record.CABLES:
            record.enter(node)
            self.nodes[node] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self.nodes[node].bind(('eth0', 0))
        record.enter('router')
        self.tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
        self.tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        self.tap.setblocking(False)
        self.netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.news = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.news.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        self.news.bind((0, NEW_CONNECTIONS))
        self.news.setblocking(False)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(('0.0.0.0', UDP_PORT))
        for _, address, _ in world['neighbours']:
            # The bridge hands on at once only what is for neighbours that were sent to before (neigh->hh).
            self.udp.sendto(b'', (address, UDP_PORT))
        self.listener = None
        self.settings = {}
        self.packets, self.isn, self.asks = [], 0, False

    def forget(self):
        """No connections, no packets on their way."""
        if self.listener:
            self.listener.close()
        self.drain()
        if self.asks:
            # Packets wait for neighbours that never answer: their senders are told now, not seconds later in another case.
            run('ip', 'neigh', 'flush', 'all')
            self.drain()
        self.netlink.send(FLUSH)
        self.netlink.recv(4096)
        self.packets, self.isn, self.asks = [], 0, False

    def drain(self, quiet=0):
        """Keeps what the interfaces carried, until they were quiet for a while."""
        last = time.monotonic()
        while True:
            try:
                frame, (name, protocol, kind, _, _) = self.tap.recvfrom(65536)
            except BlockingIOError:
                if time.monotonic() - last >= quiet:
                    return
                time.sleep(quiet / 4)
                continue
            last = time.monotonic()
            if protocol != IPV4:
                self.asks |= protocol == ARP and kind == 4
                continue
            self.packets.append([name, 'out' if kind == 4 else 'in', frame.hex()])
            packet = frame[14:]
            if kind == 4 and packet[9] == 6 and packet[33] & 0x12 == 0x12:
                sequence, = struct.unpack('!I', packet[24:28])
                if sequence >= RANDOM_NUMBERS_FROM:
                    self.isn = sequence

    def entered(self):
        """The tuples, original and reply, of the connections that were entered since the last time."""
        tuples = []
        while True:
            try:
                message = self.news.recv(8192)
            except BlockingIOError:
                return tuples
            found = attributes(message[20:])
            tuples.append([tuple_of(found[direction]) for direction in (1, 2)])

    def send(self, step):
        packet = bytearray.fromhex(step.get('packet') or step['frame'])
        if 'isn' in step:
            acknowledge(packet, 0 if 'packet' in step else 14, self.isn + step['isn'])
        try:
            if step['at'] == 'router':
                self.send_raw(packet, step['to'], step.get('mark', 0))
            else:
                self.nodes[step['at']].send(packet)
        except OSError:
            pass  # No route, OUTPUT dropped it, or it is too long for the cable's other end: that is an answer too.

    def send_raw(self, packet, to, mark):
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            raw.setsockopt(socket.SOL_SOCKET, SO_MARK, mark)
            raw.sendto(packet, (to, 0))

    def case(self, case):
        self.forget()
        for name, value in case['settings']:
            if self.settings.get(name) != value:
                change(name, value)
                self.settings[name] = value
        # What rules remember of packets goes with the last of them.
        run(f'{case["program"]}-restore', text=EMPTY)
        run(record.IPSET, 'flush')
        run(record.IPSET, 'restore', text='\n'.join(case['members']) + '\n')
        code, _, stderr = run(f'{case["program"]}-restore', text=case['rules'])
        if code:
            return {'refused': stderr}
        if 'nft' in case:
            code, _, stderr = run(NFT, '-f', '-', text=case['nft'])
            if code:
                return {'refused': stderr}
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(('0.0.0.0', TCP_PORT))
        self.listener.listen(511)
        self.drain()
        self.entered()
        self.packets = []
        for step in case['packets']:
            self.send(step)
            self.drain()
        self.drain(QUIET)
        _, saved, _ = run(f'{case["program"]}-save', '-c')
        _, connections, _ = run('conntrack', '-L')
        answer = {'saved': saved, 'connections': connections, 'packets': self.packets, 'entered': self.entered()}
        if 'nft' in case:
            answer['listed'] = run(NFT, 'list', 'ruleset')[1]
            run(NFT, 'flush', 'ruleset')
        return answer


def change(name, value):
    """A sysctl, or `hairpin.PORT` of the bridge."""
    kind, _, port = name.partition('.')
    if kind == 'hairpin':
        run('ip', 'link', 'set', port, 'type', 'bridge_slave', 'hairpin', value)
        return
    with open('/proc/sys/' + name.replace('.', '/'), 'w') as setting:
        setting.write(value)


def attributes(data):
    """Netlink's attributes by their kind."""
    found = {}
    while len(data) >= 4:
        length, kind = struct.unpack('=HH', data[:4])
        found[kind & 0x3fff] = data[4:length]
        data = data[(length + 3) & ~3:]
    return found


def tuple_of(data):
    """CTA_TUPLE_ORIG or CTA_TUPLE_REPLY, as lib/netfilter/conntrack/tuple.ts has them."""
    parts = attributes(data)
    addresses, protocol = attributes(parts[1]), attributes(parts[2])
    source, destination = (struct.unpack('!I', addresses[kind])[0] for kind in (1, 2))
    # CTA_PROTO_SRC_PORT or CTA_PROTO_ICMP_ID; CTA_PROTO_DST_PORT, or ICMP's type and code.
    source_key, = struct.unpack('!H', protocol.get(2) or protocol.get(4) or b'\0\0')
    destination_key, = struct.unpack('!H', protocol.get(3) or protocol.get(5, b'\0') + protocol.get(6, b'\0'))
    return {'source': source, 'destination': destination, 'protocol': protocol[1][0],
            'sourceKey': source_key, 'destinationKey': destination_key}


def commands(case):
    """Command lines of iptables, and what the tables hold after them."""
    program = case['program']
    run(f'{program}-restore', text=case['furnished'])
    said = [run(program, *argv) for argv in case['commands']]
    listed = [run(program, '-t', table, '-nvL', '--line-numbers')[1] for table in case['tables']]
    return {'said': said, 'saved': run(f'{program}-save', '-c')[1], 'listed': listed}


def acknowledge(frame, at, number):
    """Writes an acknowledgement number into a TCP segment of a frame whose IP header begins at `at`, and its checksum."""
    tcp = at + 20
    frame[tcp + 8:tcp + 12] = struct.pack('!I', number & 0xffffffff)
    frame[tcp + 16:tcp + 18] = b'\0\0'
    length, = struct.unpack('!H', frame[at + 2:at + 4])
    segment = bytes(frame[tcp:at + length])
    pseudo = bytes(frame[at + 12:at + 20]) + struct.pack('!BBH', 0, 6, len(segment))
    frame[tcp + 16:tcp + 18] = struct.pack('!H', record.checksum(pseudo + segment + b'\0' * (len(segment) % 2)))


def remove_leftovers():
    """What runs left that were killed: namespaces and lock files with the number of a process that is no more."""
    for node in os.listdir('/run/netns') if os.path.isdir('/run/netns') else []:
        found = re.match(r'cw-fuzz-(\d+)-', node)
        if found and not is_agent(found[1]):
            subprocess.run(['ip', 'netns', 'del', node], capture_output=True)
    for lock in glob.glob(os.path.join(tempfile.gettempdir(), 'cw-fuzz-*.lock')):
        found = re.fullmatch(r'cw-fuzz-(\d+)\.lock', os.path.basename(lock))
        if found and not is_agent(found[1]):
            os.unlink(lock)


def is_agent(pid):
    try:
        with open(f'/proc/{pid}/cmdline') as arguments:
            return os.path.basename(__file__) in arguments.read()
    except OSError:
        return False


def serve():
    try:
        remove_leftovers()
        world = json.loads(sys.stdin.readline())
        furnish(world)
        router = Router(world)
        print(json.dumps({'iptables': run('iptables-legacy', '--version')[1].split()[1], 'kernel': os.uname().release}), flush=True)
        for line in sys.stdin:
            case = json.loads(line)
            print(json.dumps(commands(case) if 'commands' in case else router.case(case)), flush=True)
    finally:
        ignore_signals()


def ignore_signals():
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def interrupt(*_):
    """Raises once; what is then removed is removed whatever else comes."""
    ignore_signals()
    raise KeyboardInterrupt


def main():
    for number in SIGNALS:
        signal.signal(number, interrupt)
    # Ends with whoever started it, however that ends.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.setgroups([])
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    try:
        serve()
    except KeyboardInterrupt:
        pass
    finally:
        record.destroy()
        if os.path.exists(os.environ['XTABLES_LOCKFILE']):
            os.unlink(os.environ['XTABLES_LOCKFILE'])


if __name__ == '__main__':
    main()
