#!/usr/bin/env python3
"""The real side of random transfers: a line of JSON with a case comes in, a line with what the kernel made of it goes out.

A case: `settings` [[sysctl of client and server, value]…], `rules` for iptables-restore in the router, `client` and `server`:
calls of Program in test/network/record.py, from `connect` and `accept` on; `hindrance`, how many rules that do nothing keep each packet in the router. The answer: `saved`, what the rules counted; `frames`,
what the router's two interfaces carried, [milliseconds, device, in or out, hexadecimal]; `outcomes` of both programs; `ended`, whether both ends came to rest.

The network: client 10.1.0.2 ── outer 10.1.0.1 router inner 10.2.0.1 ── 10.2.0.2 server, as record.py has it, in namespaces
called cw-transfer-PID-…, which are made at the start and removed at the end.
"""
import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../network'))
PREFIX = os.environ['PREFIX'] = f'cw-transfer-{os.getpid()}'
os.environ['XTABLES_LOCKFILE'] = os.path.join(tempfile.gettempdir(), f'{PREFIX}.lock')

import record  # noqa: E402

NODES = ('router', 'client', 'server')
PORT = 80
PATIENCE, POLL, MOST_WAIT = 12, 0.008, 12
SO_RCVBUFFORCE, PR_SET_PDEATHSIG = 33, 1
SETTINGS = ('net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1', 'net.ipv4.tcp_syn_linear_timeouts=0', 'net.ipv4.icmp_ratelimit=0',
            'net.ipv4.icmp_ratemask=0', 'net.ipv4.tcp_no_metrics_save=1', 'net.ipv4.igmp_link_local_mcast_reports=0', 'net.ipv4.tcp_congestion_control=bbr', 'net.ipv4.tcp_comp_sack_nr=0')
# Of a socket that sends nothing any more by itself: TIME_WAIT, LISTEN, and FIN_WAIT2 after a close.
AT_REST = {'06', '0A', '05'}


def furnish():
    for node in NODES:
        record.sh('ip', 'netns', 'add', f'{PREFIX}-{node}')
        record.sh('sysctl', '-qw', *SETTINGS, node=node)
        record.sh('ip', 'link', 'set', 'lo', 'up', node=node)
    for node in ('client', 'server'):
        name, address, gateway = record.CABLES[node]
        record.cable(node, 'eth0', 'router', name)
        record.sh('ip', 'addr', 'add', address, 'brd', '+', 'dev', 'eth0', node=node)
        record.sh('ip', 'addr', 'add', gateway, 'brd', '+', 'dev', name, node='router')
        record.sh('ip', 'route', 'add', 'default', 'via', gateway.split('/')[0], node=node)
        # One packet that is counted is one on the cable, and nobody asks for hardware addresses.
        for where, device, peer, other, at in ((node, 'eth0', gateway, 'router', name), ('router', name, address, node, 'eth0')):
            record.sh('ip', 'link', 'set', device, 'gso_max_segs', '1', node=where)
            mac = record.sh('cat', f'/sys/class/net/{at}/address', node=other).strip()
            record.sh('ip', 'neigh', 'replace', peer.split('/')[0], 'lladdr', mac, 'dev', device, 'nud', 'permanent', node=where)
    record.sh('sysctl', '-qw', 'net.ipv4.ip_forward=1', node='router')


def destroy():
    for node in NODES:
        subprocess.run(['ip', 'netns', 'del', f'{PREFIX}-{node}'], capture_output=True)


def inside(node, work):
    """Does something in a node's namespace, in a thread of its own; what it returned."""
    result = []

    def run():
        record.enter(node)
        result.append(work())
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return result[0]


def change(settings):
    for name, value in settings:
        with open('/proc/sys/' + name.replace('.', '/'), 'w') as setting:
            setting.write(value)


class Ends:
    """The sockets of client and server, as their namespaces' /proc/net/tcp shows them."""

    def __init__(self):
        self.files = [inside(node, lambda: open('/proc/thread-self/net/tcp')) for node in ('client', 'server')]

    def rest(self):
        for file in self.files:
            file.seek(0)
            if any(line.split()[3] not in AT_REST for line in file.read().splitlines()[1:]):
                return False
        return True


class Program(record.Program):
    """Ends later than one of the recorded scenarios, whose packets are not lost so often."""

    def run(self):
        # A program that is woken waits until the other one waits.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        super().run()

    def new(self, kind, *arguments):
        super().new(kind, *arguments)
        self.socket.settimeout(PATIENCE)

    def accept(self, patience):
        self.listener.settimeout(patience / 1000)
        self.socket, _ = self.listener.accept()
        self.socket.settimeout(PATIENCE)
        self.listener.close()


class Router:
    def __init__(self):
        record.enter('router')
        self.tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
        self.tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        self.tap.setblocking(False)
        self.ends = Ends()
        self.settings = {}
        self.hindrance = 0

    def drain(self):
        frames = []
        while True:
            try:
                frame, (name, protocol, kind, _, _) = self.tap.recvfrom(65536)
            except BlockingIOError:
                return frames
            if protocol == 0x0800:
                frames.append([name, 'out' if kind == 4 else 'in', frame.hex()])

    def hinder(self, rules):
        """Makes the router slower: a rule of nf_tables that is tried in vain takes some nanoseconds."""
        if rules != self.hindrance:
            chain = '\n'.join(['type filter hook prerouting priority -450;', *['ip ttl 0 drop'] * rules])
            table = f'table ip hindrance\ndelete table ip hindrance\ntable ip hindrance {{\nchain packets {{\n{chain}\n}}\n}}\n'
            subprocess.run(['nft', '-f', '-'], input=table, text=True, check=True)
            self.hindrance = rules

    def case(self, case):
        self.hinder(case['hindrance'])
        changed = [pair for pair in case['settings'] if self.settings.get(pair[0]) != pair[1]]
        if changed:
            for node in ('client', 'server'):
                inside(node, lambda: change(changed))
            self.settings.update(changed)
        subprocess.run(['conntrack', '-F'], capture_output=True)
        done = subprocess.run(['iptables-legacy-restore'], input=case['rules'], capture_output=True, text=True)
        if done.returncode:
            return {'refused': done.stderr}
        self.drain()
        server = Program('server', [f'listen {PORT}', *case['server']])
        client = Program('client', [f'connect 10.2.0.2 {PORT}', *case['client']])
        server.start()
        while server.is_alive() and not server.listener:
            time.sleep(0.001)
        time.sleep(0.002)
        client.start()
        # Whoever looks on is not kept waiting, or else the kernel keeps copies of what was not looked at yet.
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        limit = time.monotonic() + MOST_WAIT
        frames, started = [], time.monotonic()
        while True:
            frames += [[round((time.monotonic() - started) * 1000), *frame] for frame in self.drain()]
            ended = not client.is_alive() and not server.is_alive() and self.ends.rest()
            if ended or time.monotonic() > limit:
                break
            time.sleep(POLL)
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        frames += [[round((time.monotonic() - started) * 1000), *frame] for frame in self.drain()]
        saved = subprocess.run(['iptables-legacy-save', '-c'], capture_output=True, text=True).stdout
        return {'saved': saved, 'frames': frames, 'outcomes': [client.outcome, server.outcome], 'ended': ended}


def remove_leftovers():
    """What runs left that were killed."""
    for node in os.listdir('/run/netns') if os.path.isdir('/run/netns') else []:
        found = re.match(r'cw-transfer-(\d+)-', node)
        if found and not os.path.exists(f'/proc/{found[1]}'):
            subprocess.run(['ip', 'netns', 'del', node], capture_output=True)


def serve():
    remove_leftovers()
    furnish()
    router = Router()
    print('{}', flush=True)
    for line in sys.stdin:
        answer = router.case(json.loads(line))
        print(json.dumps(answer), flush=True)
        if not answer.get('ended', True):
            # What is still on its way is no packet of the next case's.
            return


def interrupt(*_):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # All ends on one processor, as the simulated ones: on several, packets of one connection overtake each other.
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[os.getpid() % len(processors)]})
    try:
        serve()
    except KeyboardInterrupt:
        pass
    finally:
        destroy()
        if os.path.exists(os.environ['XTABLES_LOCKFILE']):
            os.unlink(os.environ['XTABLES_LOCKFILE'])


if __name__ == '__main__':
    main()
