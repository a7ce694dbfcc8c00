#!/usr/bin/env python3
"""The real side of the fuzzer: a line of JSON with a case comes in, a line with what the kernel made of it goes out.

The first line says how the network of test/network/record.py is to be furnished: hardware addresses, who is where, settings.
Each case: `settings` [[file, value]…], `rules` for iptables-restore, `packets` to be sent one after the other:
{at, frame} by a node's interface, {at: 'router', packet, to, mark} by a raw socket of the router's own.
With `isn` the acknowledgement number counts from the last initial sequence number that a socket of the router's chose.
The namespaces are called $PREFIX-…, are made at the start and removed at the end, also after Ctrl-C or the end of input.
"""
import ctypes
import json
import os
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

QUIET = 0.0015
RECEIVE_BUFFER = 1 << 24
TCP_PORT, UDP_PORT = 80, 53
IPV4 = 0x0800
RANDOM_NUMBERS_FROM = 1_000_000
SO_RCVBUFFORCE, SO_MARK, NETLINK_NETFILTER = 33, 36, 12
PR_SET_PDEATHSIG, SIGTERM = 1, 15
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
    for route in world['routes']:
        record.sh('ip', 'route', 'add', *route.split(), node='router')


class Router:
    """Sockets in the namespaces, made once."""

    def __init__(self):
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
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(('0.0.0.0', UDP_PORT))
        self.listener = None
        self.settings = {}
        self.packets, self.isn = [], 0

    def forget(self):
        """No connections, no packets on their way."""
        if self.listener:
            self.listener.close()
        self.drain()
        self.netlink.send(FLUSH)
        self.netlink.recv(4096)
        self.packets, self.isn = [], 0

    def drain(self, quiet=0):
        """Keeps what the interfaces carried, until they were quiet for a while."""
        last = time.monotonic()
        while True:
            try:
                frame, (name, protocol, kind, _, _) = self.tap.recvfrom(2048)
            except BlockingIOError:
                if time.monotonic() - last >= quiet:
                    return
                time.sleep(quiet / 4)
                continue
            last = time.monotonic()
            if protocol != IPV4:
                continue
            self.packets.append([name, 'out' if kind == 4 else 'in', frame.hex()])
            packet = frame[14:]
            if kind == 4 and packet[9] == 6 and packet[33] & 0x12 == 0x12:
                sequence, = struct.unpack('!I', packet[24:28])
                if sequence >= RANDOM_NUMBERS_FROM:
                    self.isn = sequence

    def send(self, step):
        packet = bytearray.fromhex(step.get('packet') or step['frame'])
        if 'isn' in step:
            acknowledge(packet, 0 if 'packet' in step else 14, self.isn + step['isn'])
        if step['at'] != 'router':
            self.nodes[step['at']].send(packet)
            return
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            raw.setsockopt(socket.SOL_SOCKET, SO_MARK, step.get('mark', 0))
            try:
                raw.sendto(packet, (step['to'], 0))
            except OSError:
                pass  # No route, or OUTPUT dropped it: that is an answer too.

    def case(self, case):
        self.forget()
        for file, value in case['settings']:
            if self.settings.get(file) != value:
                with open(file, 'w') as setting:
                    setting.write(value)
                self.settings[file] = value
        code, _, stderr = run('iptables-legacy-restore', text=case['rules'])
        if code:
            return {'refused': stderr}
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(('0.0.0.0', TCP_PORT))
        self.listener.listen(511)
        self.drain()
        self.packets = []
        for step in case['packets']:
            self.send(step)
            self.drain()
        self.drain(QUIET)
        _, saved, _ = run('iptables-legacy-save', '-c')
        _, connections, _ = run('conntrack', '-L')
        return {'saved': saved, 'connections': connections, 'packets': self.packets}


def commands(case):
    """Command lines of iptables, and what the tables hold after them."""
    run('iptables-legacy-restore', text=case['furnished'])
    said = [run('iptables-legacy', *argv) for argv in case['commands']]
    listed = [run('iptables-legacy', '-t', table, '-nvL', '--line-numbers')[1] for table in case['tables']]
    return {'said': said, 'saved': run('iptables-legacy-save', '-c')[1], 'listed': listed}


def acknowledge(frame, at, number):
    """Writes an acknowledgement number into a TCP segment of a frame whose IP header begins at `at`, and its checksum."""
    tcp = at + 20
    frame[tcp + 8:tcp + 12] = struct.pack('!I', number & 0xffffffff)
    frame[tcp + 16:tcp + 18] = b'\0\0'
    length, = struct.unpack('!H', frame[at + 2:at + 4])
    segment = bytes(frame[tcp:at + length])
    pseudo = bytes(frame[at + 12:at + 20]) + struct.pack('!BBH', 0, 6, len(segment))
    frame[tcp + 16:tcp + 18] = struct.pack('!H', record.checksum(pseudo + segment + b'\0' * (len(segment) % 2)))


def main():
    # Ends with whoever started it, however that ends.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGTERM)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    try:
        furnish(json.loads(sys.stdin.readline()))
        router = Router()
        print(json.dumps({'iptables': run('iptables-legacy', '--version')[1].split()[1], 'kernel': os.uname().release}), flush=True)
        for line in sys.stdin:
            case = json.loads(line)
            print(json.dumps(commands(case) if 'commands' in case else router.case(case)), flush=True)
    except KeyboardInterrupt:
        pass
    finally:
        record.destroy()
        if os.path.exists(os.environ['XTABLES_LOCKFILE']):
            os.unlink(os.environ['XTABLES_LOCKFILE'])


def interrupt(*_):
    raise KeyboardInterrupt


if __name__ == '__main__':
    import signal
    signal.signal(signal.SIGTERM, interrupt)
    main()
