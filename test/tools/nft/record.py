#!/usr/bin/env python3
"""Writes what the real nft says into data/nft: of rules how it lists them, of commands what they print.

Needs root, Linux and nft (NFT names the program). Each case runs in a network namespace of its own.
    record.py rules FILE     lines FAMILY, CHAIN, RULE and the answer, separated by tabs: the answer is filled in
    record.py rulesets FOLDER  files NAME.nft: NAME.listed and NAME.numeric are what `nft -a list` and `nft -n -s list` say of them
    record.py commands FILE  sessions of `$ nft …` lines with their output, separated by blank lines: outputs are filled in
"""
import os
import re
import subprocess
import sys

NFT = os.environ.get('NFT', 'nft')
CHAINS = {
    'c': '',
    'c2': '',
    'base': '{ type filter hook prerouting priority 0; }',
    'pre': '{ type nat hook prerouting priority -100; }',
    'post': '{ type nat hook postrouting priority 100; }',
}


def run(script):
    """The output of a shell script in a namespace of its own."""
    return subprocess.run(['unshare', '-n', 'sh', '-c', script], capture_output=True, text=True)


def quote(word):
    return "'" + word.replace("'", "'\\''") + "'"


def answer(family, chain, rule):
    lines = [f'{NFT} add table {family} t']
    lines += [f'{NFT} add chain {family} t {name} {quote(spec)}' for name, spec in CHAINS.items()]
    lines += [f'{NFT} add rule {family} t {chain} {quote(rule)} && {NFT} list chain {family} t {chain}']
    result = run('\n'.join(lines))
    if result.returncode != 0:
        return '! ' + result.stderr.split('\n')[0]
    listed = [line[2:] for line in result.stdout.split('\n') if line.startswith('\t\t')]
    return [line for line in listed if not line.startswith('type ')][-1]


def record_rules(path):
    with open(path, encoding='utf8') as file:
        lines = file.read().split('\n')
    out = []
    for line in lines:
        if line == '' or line.startswith('#'):
            out.append(line)
            continue
        family, chain, rule = line.split('\t')[:3]
        out.append('\t'.join([family, chain, rule, answer(family, chain, rule)]))
    with open(path, 'w', encoding='utf8') as file:
        file.write('\n'.join(out))


def record_commands(path):
    with open(path, encoding='utf8') as file:
        sessions = re.split(r'\n{2,}(?=\$ |#)', file.read().rstrip('\n'))
    out = []
    for session in sessions:
        commands = [line for line in session.split('\n') if line.startswith(('$ ', '# '))]
        script = [f'nft() {{ {NFT} "$@"; }}']
        for command in commands:
            script.append("printf '%s\\n' " + quote(command))
            if command.startswith('$ '):
                script.append(f'( {command[2:]} ) 2>&1 || echo "exit code $?"')
        text = run('\n'.join(script)).stdout
        out.append(text.replace(NFT, 'nft').rstrip('\n'))
    with open(path, 'w', encoding='utf8') as file:
        file.write('\n\n'.join(out) + '\n')


def record_rulesets(folder):
    for name in sorted(os.listdir(folder)):
        if not name.endswith('.nft'):
            continue
        path = os.path.join(folder, name)
        for ending, options in (('.listed', '-a'), ('.numeric', '-n -s')):
            result = run(f'{NFT} -f {quote(path)} && {NFT} {options} list ruleset')
            if result.returncode != 0:
                sys.exit(f'{path}: {result.stderr}')
            with open(path.replace('.nft', ending), 'w', encoding='utf8') as file:
                file.write(result.stdout)


if __name__ == '__main__':
    {'rules': record_rules, 'rulesets': record_rulesets, 'commands': record_commands}[sys.argv[1]](sys.argv[2])
