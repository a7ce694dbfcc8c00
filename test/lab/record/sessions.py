#!/usr/bin/env python3
"""Runs session files on a real kernel with a real dockerd, and writes down what the host's counters and interfaces
showed after each access: data/sessions/NAME.session gives data/sessions/NAME.json.

    test/lab/record/prepare.sh FOLDER                          once: the programs
    python3 test/lab/record/sessions.py FOLDER [NAME…]         all sessions, or those named

Needs root, Linux and what prepare.sh fetched. Each session gets machines of its own (machines.py), which are gone after
it. It is run RUNS times (2); what differs between them is listed under `varies` and says nothing.

A session is a text of lines PLACE# COMMAND. A comment `# access: NAME` marks the next command as an access. Of each:

  exitCode    of the command; a list, if it varies
  output      of a docker command: what it printed, then what it complained about
  tables      lines of `iptables-save -c` one second after the command has ended, all counters being zero before it;
              where rules are the same as after the access before, only those lines that differ from there, by index
  packets     IP packets by the host's interface, in order; `veth of ng1 eth0` is the host's end of a container's cable.
              `in tcp SOURCE > DESTINATION FLAGS LENGTH/PAYLOAD ttl N`. Ports from 32768 on are `*`. More than 100: how
              many of each look there were (`12 × …`).
  varies      indices of lines of `tables`, and interfaces of `packets`
"""
import json
import os
import platform
import re
import signal
import socket
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../network'))
import record  # noqa: E402
from machines import PREFIX, Lab, sh  # noqa: E402

DATA = os.path.join(HERE, '../../../data/sessions')
PAUSE = 1
MOST_PACKETS = 100


def port(number):
    return '*' if number >= 32768 else str(number)


record.port = port


class Taps:
    """Packet sockets on the host's interfaces; the kernel keeps what they see."""

    def __init__(self, names):
        self.sockets = {}

        def run():
            with open(f'/run/netns/{PREFIX}host') as namespace:
                if record.libc.setns(namespace.fileno(), 0x40000000):
                    raise OSError('setns')
            for device, name in names.items():
                tapped = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
                tapped.setsockopt(socket.SOL_SOCKET, 33, 1 << 27)
                tapped.bind((device, 0x0003))
                tapped.setblocking(False)
                self.sockets[name] = tapped
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    def read(self):
        packets = {}
        for name, tapped in self.sockets.items():
            rows = []
            while True:
                try:
                    frame, (_, protocol, kind, _, _) = tapped.recvfrom(65600)
                except BlockingIOError:
                    break
                except OSError:
                    continue
                if protocol in (0x0800, 0x86dd):
                    rows.append(('out ' if kind == 4 else 'in ') + re.sub(r' id \S+', '', record.describe(frame[14:])))
            tapped.close()
            if rows:
                packets[name] = rows if len(rows) <= MOST_PACKETS else record.summary(rows)
        return packets


def parse(text):
    """Lines of (name of the access or None, place, command)."""
    name = None
    for line in text.splitlines():
        if line.startswith('# access: '):
            name = line[10:]
        elif line.strip() and not line.startswith('#'):
            place, command = re.match(r'([A-Za-z0-9][\w.-]*)[#$] ?(.*)', line).groups()
            yield name, place, command
            name = None


def run(session, folder):
    lab = Lab(folder, f'/tmp/{PREFIX}lab')
    accesses = []
    try:
        # The images come before the session, by an engine that leaves no rules behind.
        lab.host.run("mkdir -p /etc/docker; echo '{\"iptables\": false, \"bridge\": \"none\", \"ip-forward\": false}' > /etc/docker/daemon.json; systemctl start docker")
        lab.import_images()
        lab.host.run('systemctl stop docker; rm -f /etc/docker/daemon.json')
        names = lab.tidy()
        for name, place, command in parse(session):
            taps = None
            if name:
                lab.host.run('; '.join(f'iptables -t {table} -Z' for table in touched(lab)))
                taps = Taps(names)
            code, output, errors = lab.run(place, command)
            print(f'    {place}# {command}  => {code}' + (f' {errors.strip()[:300]}' if code else ''), flush=True)
            time.sleep(PAUSE)
            if taps:
                said = {'output': output + errors} if command.startswith('docker ') else {}
                accesses.append({'name': name, 'line': f'{place}# {command}', 'exitCode': code, **said, 'tables': tables(lab), 'packets': taps.read()})
            names = lab.tidy()
    finally:
        lab.end()
    return accesses


def tables(lab):
    """Tables in the order of a packet's way; the real program begins with the one that was touched last."""
    return [line for table in touched(lab)
            for line in lab.host.run(f'iptables-save -c -t {table}')[1].splitlines() if not line.startswith('#')]


def touched(lab):
    _, names, _ = lab.host.run('cat /proc/net/ip_tables_names')
    return [table for table in record.TABLES if table in names.split()]


def rule(line):
    return re.sub(r'\[\d+:\d+\]', '', line)


def merge(runs):
    """The first run, shortened, and where others differ."""
    result, before = [], None
    for one, *others in zip(*runs):
        lines = one['tables']
        if any(len(lines) != len(other['tables']) for other in others):
            raise SystemExit(f'{one["line"]}: the runs are not alike')
        codes = sorted({run['exitCode'] for run in (one, *others)})
        varies = {
            'tables': [i for i, line in enumerate(lines) if any(line != other['tables'][i] for other in others)],
            'packets': [name for name in one['packets'] if any(one['packets'][name] != other['packets'].get(name) for other in others)],
        }
        same = before is not None and list(map(rule, before)) == list(map(rule, lines))
        tables = {str(i): line for i, line in enumerate(lines) if line != before[i]} if same else lines
        packets = {name: rows for name, rows in one['packets'].items() if name not in varies['packets']}
        varies = {what: which for what, which in varies.items() if which}
        result.append({**one, 'exitCode': codes[0] if len(codes) == 1 else codes, 'tables': tables, 'packets': packets, **({'varies': varies} if varies else {})})
        before = lines
    return result


def main(folder, names):
    names = names or sorted(file[:-8] for file in os.listdir(DATA) if file.endswith('.session'))
    iptables = sh('iptables-legacy', '--version').split()[1]
    provenance = f'test/lab/record/sessions.py on Linux {platform.release().split("-")[0]}, dockerd 20.10.24, iptables {iptables} (legacy), nginx 1.22.1, curl 7.88.1, busybox 1.35.0'
    for name in names:
        print(name, flush=True)
        with open(os.path.join(DATA, f'{name}.session')) as file:
            session = file.read()
        runs = [run(session, folder) for _ in range(int(os.environ.get('RUNS', 2)))]
        text = record.rows({'provenance': provenance, 'accesses': AccessList(merge(runs))})
        with open(os.path.join(DATA, f'{name}.json'), 'w') as file:
            file.write(text + '\n')


class AccessList(dict):
    """Accesses by name, for record.rows, which writes a row of a list a line."""

    def __init__(self, accesses):
        super().__init__((access.pop('name'), access) for access in accesses)


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(sys.argv[1], sys.argv[2:])
