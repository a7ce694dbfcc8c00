#!/usr/bin/env python3
"""The real side of random hosts: a line of JSON with a host comes in, a line with its dump goes out; then a line for each question.

The first line has `collect`, the script of chainwalk collect, and `settings`, `sets`, `mtus`, `routes` of the network of the fuzzer (world.ts).
A host: `settings`, `program`, `members`, `rules`, `nft` as agent.py has them: the answer is `{dump}`, or `{refused}`.
A question: `from` (a node, or `router`), `source` (an address, or ''), `to`, `port`, `protocol`: the answer is
`{outcome, text, before, after}`: what the program saw, and what iptables-save and nft list before and after it.

The network is that of agent.py, with real programs in it: all listen, also those of the router. Behind the server is `far`, 10.9.0.1.
A program called docker says what the engine would say of the containers c1 and c2.
"""
import ctypes
import errno
import json
import os
import re
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../network'))
PREFIX = os.environ['PREFIX'] = f'cw-host-{os.getpid()}'
os.environ['XTABLES_LOCKFILE'] = os.path.join(tempfile.gettempdir(), f'{PREFIX}.lock')

import record  # noqa: E402

NFT = os.environ.get('NFT', 'nft')
NODES = ('router', *record.CABLES, 'far')
CONTAINERS = ('c1', 'c2')
TCP = {'router': (22, 80), 'c1': (53, 80, 8080), 'c2': (53, 80, 5000)}
UDP = {'router': (53,), 'c1': (53, 5000), 'c2': (53, 80)}
# Beyond the host all ports are taken to be listened at.
ALL = (1, 7, 22, 53, 54, 55, 56, 57, 80, 81, *range(82, 90), 443, 550, 560, 570, 571, 1000, 4000, 4001, 5000, 8080, *range(20000, 20010))
EMPTY = ''.join(f'*{table}\nCOMMIT\n' for table in record.TABLES)
PATIENCE, UDP_PATIENCE, PING_PATIENCE, SETTLING, THINKING = 2.5, 1.0, 2.0, 0.2, 0.003
IDENTIFIER = 4711
TCP_REPAIR, IP_PKTINFO = 19, 8
PR_SET_PDEATHSIG = 1
SETTINGS = ('net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1', 'net.ipv4.conf.all.rp_filter=0',
            'net.ipv4.conf.default.rp_filter=0', 'net.ipv4.icmp_ratelimit=0', 'net.ipv4.tcp_no_metrics_save=1',
            'net.ipv4.conf.all.send_redirects=0', 'net.ipv4.conf.default.send_redirects=0')
DOCKER = '''#!/bin/sh
case "$*" in
'ps -q') printf 'c1c1c1c1c1c1\\nc2c2c2c2c2c2\\n' ;;
'ps --format {{.Names}}') printf 'c1\\nc2\\n' ;;
version) printf 'Client:\\n Version:           28.5.2\\nServer:\\n Engine:\\n  Version:          28.5.2\\n' ;;
'network ls -q') echo b0b0b0b0b0b0 ;;
'network ls --format {{.Name}}') echo bridge ;;
'network inspect'*) echo '[{"Name":"bridge","Id":"b0b0b0b0b0b0","Driver":"bridge","Internal":false,"IPAM":{"Config":[{"Subnet":"172.20.0.0/16","Gateway":"172.20.0.1"}]},"Options":{"com.docker.network.bridge.name":"br0"},"Containers":{}}]' ;;
'inspect --format {{.Name}} '*) case "$4" in c1*) echo /c1 ;; *) echo /c2 ;; esac ;;
'inspect --format {{.State.Pid}} '*) case "$4" in c1*) echo C1PID ;; *) echo C2PID ;; esac ;;
'inspect --format {{.HostConfig.NetworkMode}} '*) echo bridge ;;
'inspect --format {"Id"'*) case "$4" in c1*) n=c1 a=172.20.0.2 ;; *) n=c2 a=172.20.0.3 ;; esac
  printf '{"Id":"%s","Name":"/%s","State":{"Running":true},"NetworkSettings":{"Ports":{},"Networks":{"bridge":{"IPAddress":"%s","IPPrefixLen":16,"Gateway":"172.20.0.1"}}}}\\n' "$4" $n $a ;;
*) exit 1 ;;
esac
'''


def run(*argv, text=None, node='router'):
    done = subprocess.run(['ip', 'netns', 'exec', f'{PREFIX}-{node}', *argv], input=text, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def furnish(world):
    """The network, as test/network/record.py draws it."""
    for node in NODES:
        record.sh('ip', 'netns', 'add', f'{PREFIX}-{node}')
        record.sh('sysctl', '-qw', *SETTINGS, node=node)
        record.sh('ip', 'link', 'set', 'lo', 'up', node=node)
    record.sh('ip', 'link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0', node='router')
    for node, (name, address, gateway) in record.CABLES.items():
        record.cable(node, 'eth0', 'router', name)
        record.sh('ip', 'addr', 'add', address, 'brd', '+', 'dev', 'eth0', node=node)
        if name in record.PORTS:
            record.sh('ip', 'link', 'set', name, 'master', 'br0', node='router')
        else:
            record.sh('ip', 'addr', 'add', gateway, 'brd', '+', 'dev', name, node='router')
        record.sh('ip', 'route', 'add', 'default', 'via', gateway.split('/')[0], node=node)
    record.sh('ip', 'addr', 'add', '172.20.0.1/16', 'brd', '+', 'dev', 'br0', node='router')
    record.sh('ethtool', '-K', 'br0', 'tx', 'off', 'sg', 'off', 'tso', 'off', 'gso', 'off', 'gro', 'off', node='router')
    record.sh('ip', 'link', 'set', 'br0', 'up', node='router')
    for node, addresses in world['others']:
        for address in addresses:
            record.sh('ip', 'addr', 'add', f'{address}/32', 'dev', 'eth0', node=node)
    record.cable('far', 'eth0', 'server', 'far')
    record.sh('ip', 'addr', 'add', '10.9.0.1/32', 'dev', 'eth0', node='far')
    record.sh('ip', 'route', 'add', '10.2.0.2/32', 'dev', 'eth0', node='far')
    record.sh('ip', 'route', 'add', 'default', 'via', '10.2.0.2', 'dev', 'eth0', node='far')
    record.sh('ip', 'route', 'add', '10.9.0.0/24', 'dev', 'far', node='server')
    record.sh('sysctl', '-qw', 'net.ipv4.ip_forward=1', node='server')
    for device, mtu in world['mtus']:
        record.sh('ip', 'link', 'set', device, 'mtu', str(mtu), node='router')
    record.sh('ip', 'link', 'set', 'eth0', 'mtu', '1400', node='server')
    for route in world['routes']:
        record.sh('ip', 'route', 'add', *route.split(), node='router')


class Network:
    """Programs that listen, in one thread: sockets stay in the namespace that they were made in."""

    def __init__(self, world):
        self.world, self.settings = world, {}
        self.folder = tempfile.mkdtemp(prefix='cw-hosts-')
        self.sleepers = [subprocess.Popen(['ip', 'netns', 'exec', f'{PREFIX}-{node}', 'sleep', '100000']) for node in CONTAINERS]
        time.sleep(0.2)
        docker = DOCKER.replace('C1PID', str(self.sleepers[0].pid)).replace('C2PID', str(self.sleepers[1].pid))
        self.write('docker', docker)
        self.write('collect.sh', world['collect'])
        self.selector, self.sockets = None, []
        self.fds = {node: os.open(f'/run/netns/{PREFIX}-{node}', os.O_RDONLY) for node in NODES}
        self.listen()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w') as file:
            file.write(text)
        os.chmod(os.path.join(self.folder, name), 0o755)

    def enter(self, node):
        if record.libc.setns(self.fds[node], 0x40000000):
            raise OSError(ctypes.get_errno(), 'setns')

    def listen(self):
        self.selector, self.careful = selectors.DefaultSelector(), set()
        for node in NODES:
            self.enter(node)
            for port in TCP.get(node, ALL):
                listener = socket.socket()
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(('0.0.0.0', port))
                listener.listen(16)
                self.keep(listener, self.accept)
            for port in UDP.get(node, ALL):
                datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                datagrams.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
                datagrams.bind(('0.0.0.0', port))
                if node != 'router':
                    self.careful.add(datagrams)
                self.keep(datagrams, self.echo)

    def keep(self, held, serve):
        held.setblocking(False)
        self.sockets.append(held)
        self.selector.register(held, selectors.EVENT_READ, serve)

    def forget(self):
        """All sockets go, and no packet says so."""
        self.selector.close()
        for held in self.sockets:
            try:
                if held.type == socket.SOCK_STREAM:
                    held.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
            except OSError:
                pass
            held.close()
        self.sockets = []

    def accept(self, listener):
        connection, peer = listener.accept()
        self.keep(connection, lambda held: self.answer(held, peer[0]))

    def answer(self, held, peer):
        try:
            data = held.recv(65536)
            if data and data != b'':
                held.sendall(b'hello ' + peer.encode() + b'\n')
                held.shutdown(socket.SHUT_WR)
                return
        except OSError:
            pass
        # It is closed with all others: what it says for the last time is said again if it gets lost.
        self.selector.unregister(held)

    def echo(self, held):
        try:
            data, extra, _, peer = held.recvmsg(2048, 256)
            # What is asked at one address is answered from it, as by all whose node has but one; the router's programs are not so kind.
            own = extra[0][2][8:12] if held in self.careful else bytes(4)
            held.sendmsg([b're ' + data], [(socket.IPPROTO_IP, IP_PKTINFO, struct.pack('=I4s4s', 0, own, bytes(4)))], 0, peer)
        except OSError:
            pass

    def serve(self, seconds, until=lambda: False):
        end = time.monotonic() + seconds
        while not until():
            left = end - time.monotonic()
            if left <= 0:
                return
            for key, _ in self.selector.select(left):
                key.data(key.fileobj)

    def host(self, host):
        for name, value in host['settings']:
            if self.settings.get(name) != value:
                self.change(name, value)
                self.settings[name] = value
        run('ip', 'neigh', 'flush', 'all')
        self.serve(0.05)
        run('iptables-legacy-restore', text=EMPTY)
        run(NFT, 'flush', 'ruleset')
        run('iptables-legacy', '-t', 'nat', '-nL')
        run(record.IPSET, 'destroy')
        run(record.IPSET, 'restore', text='\n'.join([*self.world['sets'], *host['members']]) + '\n')
        code, _, stderr = run(f'{host["program"]}-restore', text=host['rules'])
        if code:
            return {'refused': stderr}
        if 'nft' in host:
            code, _, stderr = run(NFT, '-f', '-', text=host['nft'])
            if code:
                return {'refused': stderr}
        self.program, self.nft = host['program'], 'nft' in host
        run('conntrack', '-F')
        path = f'{self.folder}:{os.path.dirname(NFT)}:{os.path.dirname(record.IPSET)}:{os.environ["PATH"]}'
        code, dump, said = run('env', f'PATH={path}', host.get('shell', 'sh'), os.path.join(self.folder, 'collect.sh'))
        return {'dump': dump, 'said': said, 'exitCode': code}

    def change(self, name, value):
        kind, _, port = name.partition('.')
        if kind == 'hairpin':
            run('ip', 'link', 'set', port, 'type', 'bridge_slave', 'hairpin', value)
        else:
            run('sysctl', '-qw', f'{name}={value}')

    def counters(self):
        saved = run(f'{self.program}-save', '-c')[1]
        return {'saved': saved, 'listed': run(NFT, 'list', 'ruleset')[1] if self.nft else ''}

    def ask(self, question):
        for node in NODES:
            run('ip', 'neigh', 'flush', 'all', node=node)
        run('conntrack', '-F')
        self.serve(0.02)
        before = self.counters()
        protocol = question['protocol']
        outcome, text = self.ping(question) if protocol == 'icmp' else self.request(question)
        self.serve(SETTLING if outcome != 'silent' else 0.01)
        after = self.counters()
        self.forget()
        self.listen()
        return {'outcome': outcome, 'text': text, 'before': before, 'after': after}

    def ping(self, question):
        """One echo request of 84 bytes, as iputils sends it."""
        self.enter(question['from'])
        held = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        held.setblocking(False)
        self.sockets.append(held)
        message = struct.pack('!BBHHH', 8, 0, 0, IDENTIFIER, 1) + b'x' * 56
        try:
            held.sendto(message[:2] + struct.pack('!H', record.checksum(message)) + message[4:], (question['to'], 0))
        except OSError as error:
            return 'pinged', os.strerror(error.errno)
        answers = []
        self.selector.register(held, selectors.EVENT_READ, lambda one: answers.append(one.recv(2048)[20:]))
        answered = lambda: any(answer[0] == 0 and answer[4:6] == IDENTIFIER.to_bytes(2, 'big') for answer in answers)
        self.serve(PING_PATIENCE, answered)
        self.selector.unregister(held)
        return 'pinged', ' 1 received' if answered() else ' 0 received'

    def request(self, question):
        self.enter(question['from'])
        tcp = question['protocol'] == 'tcp'
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        held.setblocking(False)
        seen = []
        try:
            if question['source']:
                held.bind((question['source'], 0))
            if tcp:
                failed = held.connect_ex((question['to'], question['port']))
                if failed not in (0, errno.EINPROGRESS):
                    return 'refused', os.strerror(failed)
                error = self.connected(held)
                if error:
                    return error
                held.send(b'GET\n')
            else:
                held.connect((question['to'], question['port']))
                held.send(b'q0')
            self.selector.register(held, selectors.EVENT_READ, lambda one: seen.append(self.receive(one)))
            self.serve(PATIENCE if tcp else UDP_PATIENCE, lambda: bool(seen))
            self.selector.unregister(held)
            if not seen:
                if tcp:
                    held.shutdown(socket.SHUT_WR)
                return 'silent', 'timed out'
            if isinstance(seen[0], OSError):
                return 'refused', os.strerror(seen[0].errno)
            if tcp:
                self.serve(THINKING)
                held.shutdown(socket.SHUT_WR)
            if len(seen[0]) == 0:
                return 'refused', 'the connection was closed without an answer'
            return 'answered', f'{len(seen[0])} bytes'
        except OSError as error:
            return 'refused', os.strerror(error.errno)
        finally:
            self.sockets.append(held)

    def connected(self, held):
        """What was wrong; nothing if the connection is there."""
        ready = []
        self.selector.register(held, selectors.EVENT_WRITE, ready.append)
        self.serve(PATIENCE, lambda: bool(ready))
        self.selector.unregister(held)
        if not ready:
            return 'silent', 'timed out'
        try:
            # SO_ERROR would also tell of an error that a connection outlives.
            held.getpeername()
            return None
        except OSError:
            return 'refused', os.strerror(held.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))

    def receive(self, held):
        try:
            return held.recv(65536)
        except OSError as error:
            return error

    def end(self):
        for sleeper in self.sleepers:
            sleeper.kill()
            sleeper.wait()
        subprocess.run(['rm', '-r', self.folder])


def remove_leftovers():
    """What runs left that were killed."""
    for node in os.listdir('/run/netns') if os.path.isdir('/run/netns') else []:
        found = re.match(r'cw-host-(\d+)-', node)
        if found and not os.path.exists(f'/proc/{found[1]}'):
            subprocess.run(['ip', 'netns', 'del', node], capture_output=True)


def interrupt(*_):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    network = None
    try:
        world = json.loads(sys.stdin.readline())
        remove_leftovers()
        furnish(world)
        network = Network(world)
        print('{}', flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            print(json.dumps(network.host(request) if 'rules' in request else network.ask(request)), flush=True)
    except KeyboardInterrupt:
        pass
    finally:
        if network:
            network.end()
        for node in NODES:
            subprocess.run(['ip', 'netns', 'del', f'{PREFIX}-{node}'], capture_output=True)
        if os.path.exists(os.environ['XTABLES_LOCKFILE']):
            os.unlink(os.environ['XTABLES_LOCKFILE'])


if __name__ == '__main__':
    main()
