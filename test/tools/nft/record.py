#!/usr/bin/env python3
"""Writes what the real nft says into data/nft: of rules how it lists them, of commands what they print.

Needs root, Linux and nft (NFT names the program). Each case runs in a network namespace of its own.
    record.py rules FILE     lines FAMILY, CHAIN, RULE and the answer, separated by tabs: the answer is filled in
    record.py json FILE TO   the rules of such a file as `nft -j` and `nft -j -n -s` list them: each `null` where the rule is refused
    record.py rulesets FOLDER  files NAME.nft: NAME.listed and NAME.numeric are what `nft -a list` and `nft -n -s list` say of them,
                               NAME.json what `nft -j list` does, and in a second line `nft -j -n -s list`
    record.py commands FILE  sessions of `$ nft …` lines with their output, separated by blank lines: outputs are filled in
"""
import json
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


def add(family, chain, rule, then):
    """What a script says behind a rule that was added."""
    lines = [f'{NFT} add table {family} t']
    lines += [f'{NFT} add chain {family} t {name} {quote(spec)}' for name, spec in CHAINS.items()]
    lines += [f'{NFT} add rule {family} t {chain} {quote(rule)} && {then}']
    return run('\n'.join(lines))


def answer(family, chain, rule):
    result = add(family, chain, rule, f'{NFT} list chain {family} t {chain}')
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


def record_json(path, to):
    with open(path, encoding='utf8') as file:
        lines = [line for line in file.read().split('\n') if line != '' and not line.startswith('#')]
    out = []
    for line in lines:
        family, chain, rule = line.split('\t')[:3]
        asked = f'list chain {family} t {chain}'
        result = add(family, chain, rule, f'{NFT} -j {asked} && {NFT} -j -n -s {asked}')
        answers = None
        if result.returncode == 0:
            answers = [json.loads(text)['nftables'][-1]['rule'] for text in result.stdout.splitlines()]
            answers = [{name: one[name] for name in ('comment', 'expr') if name in one} for one in answers]
        out.append(json.dumps([family, chain, rule, answers], ensure_ascii=False))
    with open(to, 'w', encoding='utf8') as file:
        file.write('[\n' + ',\n'.join(out) + '\n]\n')


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
        endings = (('.listed', ['-a']), ('.numeric', ['-n -s']), ('.json', ['-j', '-j -n -s']))
        for ending, looks in endings:
            listings = ' && '.join(f'{NFT} {options} list ruleset' for options in looks)
            result = run(f'{NFT} -f {quote(path)} && {listings}')
            if result.returncode != 0:
                sys.exit(f'{path}: {result.stderr}')
            with open(path.replace('.nft', ending), 'w', encoding='utf8') as file:
                file.write(result.stdout)


if __name__ == '__main__':
    RECORDERS = {'rules': record_rules, 'json': record_json, 'rulesets': record_rulesets, 'commands': record_commands}
    RECORDERS[sys.argv[1]](*sys.argv[2:])
