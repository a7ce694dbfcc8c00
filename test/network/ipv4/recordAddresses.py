#!/usr/bin/env python3
"""Asks the real kernel what becomes of addresses and routes as addresses come and go by chance, beside those of lo: data/kernel/addresses.json.

    unshare -n python3 test/network/ipv4/recordAddresses.py

Needs root, Linux and iproute2.
"""
import json
import os
import platform
import subprocess
from random import Random

OUTPUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../data/kernel/addresses.json')
SUBNETS = ('10.0.0.{}/24', '10.0.0.{}/16', '10.0.1.{}/24', '10.0.0.{}/25', '10.7.7.{}/32', '10.0.0.{}/31')
WALKS = 24
STEPS = 14


def ip(*words):
    done = subprocess.run(['ip', *words], capture_output=True, text=True)
    return done.stdout, done.stderr, done.returncode


def step(random):
    address = random.choice(SUBNETS).format(random.randrange(1, 5))
    device = f'dev {random.choice(("v0", "v0", "v0", "v1"))}'
    return random.choice((
        *[f'ip addr add {address} {device}'] * 4, *[f'ip addr add {address} brd + {device}'] * 3, *[f'ip addr del {address} {device}'] * 6, f'ip addr add {address} {device} scope link', f'ip addr add {address} {device} scope host',
        f'ip addr del {address.split("/")[0]} {device}', 'ip link set v0 down', 'ip link set v0 up', 'ip link set v0 up', f'ip addr flush {device}', f'ip route add 10.99.{random.randrange(3)}.0/24 via 10.0.0.{random.randrange(1, 5)}',
        f'ip route add 10.98.0.0/24 {device}', f'ip route get 10.0.0.{random.randrange(1, 5)}', f'ip route get 10.0.1.{random.randrange(1, 5)}'))


def walk(seed):
    random = Random(seed)
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    for name in ('v0', 'v1'):
        ip('link', 'set', name, 'up')
    promotes = random.choice((0, 1))
    with open('/proc/sys/net/ipv4/conf/v0/promote_secondaries', 'w') as setting:
        setting.write(str(promotes))
    steps = []
    for _ in range(STEPS):
        command = step(random)
        stdout, stderr, code = ip(*command.split()[1:])
        addresses = [line.split('inet ')[1].split(' valid')[0].replace('\\', '').strip() for line in ip('-o', '-4', 'addr', 'show')[0].splitlines() if not line.startswith('1: lo')]
        routes = [line.strip() for line in ip('-4', 'route', 'show', 'table', 'all')[0].splitlines() if ' dev lo ' not in line]
        steps.append({'command': command, 'answer': f'{code} {stdout}{stderr}', 'addresses': addresses, 'routes': routes})
    ip('link', 'del', 'v0')
    return {'promotes': promotes, 'steps': steps}


def main():
    for name in ('all', 'default'):
        with open(f'/proc/sys/net/ipv6/conf/{name}/disable_ipv6', 'w') as setting:
            setting.write('1')
    ip('link', 'set', 'lo', 'up')
    walks = [walk(seed) for seed in range(1, WALKS + 1)]
    rows = ',\n'.join('{"promotes": %d, "steps": [\n%s]}' % (each['promotes'], ',\n'.join(json.dumps(one) for one in each['steps'])) for each in walks)
    provenance = f'test/network/ipv4/recordAddresses.py on Linux {platform.release().split("-")[0]}'
    with open(OUTPUT, 'w') as file:
        file.write('{"provenance": %s, "walks": [\n%s\n]}\n' % (json.dumps(provenance), rows))


if __name__ == '__main__':
    main()
