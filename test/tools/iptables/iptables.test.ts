/** What a list of cases cannot say: counters of traffic, the older release, dates, rules without a table. */
import { describe, expect, test } from 'vitest';
import { Netfilter, type RuleSpec } from '../../../lib/netfilter';
import { iptables, iptablesRestore, iptablesSave, parseRule, ruleText } from '../../../lib/tools/iptables';

const options = { version: '1.8.9' } as const;
const older = { version: '1.4.21' } as const;

/** A filter table as traffic would have left it. */
function counted(): Netfilter {
  const netfilter = new Netfilter();
  const text = [
    '*filter',
    ':INPUT ACCEPT [1:100]',
    ':FORWARD DROP [2:200]',
    ':OUTPUT ACCEPT [3:300]',
    ':web - [0:0]',
    '[4:400] -A INPUT -p tcp -m tcp --dport 80 -j web',
    '[5:500] -A web -j ACCEPT',
    'COMMIT',
    '',
  ].join('\n');
  expect(iptablesRestore(netfilter, ['-c'], text, options)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  return netfilter;
}

function policies(netfilter: Netfilter): readonly number[] {
  const chains = [...netfilter.table('filter').chains.values()].filter(({ policy }) => policy !== undefined);
  return chains.map(({ packets }) => packets);
}

function rules(netfilter: Netfilter): readonly number[] {
  return [...netfilter.table('filter').chains.values()].flatMap((chain) => chain.rules.map(({ packets }) => packets));
}

describe('counters', () => {
  test.each(['-A OUTPUT -j DROP', '-I OUTPUT -j DROP', '-N another', '-F OUTPUT', '-P FORWARD DROP', '-E web www'])(
    'of policies start again, and those of rules go on, after %s',
    (command) => {
      const netfilter = counted();
      expect(iptables(netfilter, command.split(' '), options).exitCode).toBe(0);
      expect(policies(netfilter)).toEqual([0, 0, 0]);
      expect(rules(netfilter).filter((packets) => packets > 0)).toEqual([4, 5]);
    },
  );

  test.each([
    '-L',
    '-nvL INPUT',
    '-S',
    '-C web -j ACCEPT',
    '-C web -j DROP',
    '-D web -j DROP',
    '-X web',
    '-A web -j INPUT',
    '-L nope',
  ])('are left alone by %s', (command) => {
    const netfilter = counted();
    iptables(netfilter, command.split(' '), options);
    expect(policies(netfilter)).toEqual([1, 2, 3]);
    expect(rules(netfilter)).toEqual([4, 5]);
  });

  test('are left alone by commands that find nothing to change', () => {
    const netfilter = counted();
    iptables(netfilter, ['-t', 'nat', '-X'], options);
    expect(iptablesRestore(netfilter, ['-n'], '*filter\nCOMMIT\n', options).exitCode).toBe(0);
    expect(iptablesRestore(netfilter, ['-t'], '*filter\n-F\nCOMMIT\n', options).exitCode).toBe(0);
    expect(policies(netfilter)).toEqual([1, 2, 3]);
  });

  test('of one rule, one chain or all are zeroed by -Z', () => {
    const netfilter = counted();
    iptables(netfilter, ['-Z', 'web', '1'], options);
    expect(rules(netfilter)).toEqual([4, 0]);
    iptables(netfilter, ['-Z', 'INPUT'], options);
    expect(rules(netfilter)).toEqual([0, 0]);
  });

  test('are shown before -L -Z zeroes them', () => {
    const netfilter = counted();
    expect(iptables(netfilter, ['-nvL', 'web', '-Z'], options).stdout).toContain('    5   500 ACCEPT ');
    expect(rules(netfilter)).toEqual([4, 0]);
  });

  test('of the other tables are not touched', () => {
    const netfilter = counted();
    iptables(netfilter, ['-t', 'nat', '-A', 'OUTPUT', '-j', 'ACCEPT'], options);
    expect(policies(netfilter)).toEqual([1, 2, 3]);
  });

  test('are still those of the same rules after a command that fails', () => {
    const netfilter = counted();
    const rule = netfilter.table('filter').builtin('INPUT').rules[0];
    iptables(netfilter, ['-Z', 'INPUT', '9'], options);
    expect(netfilter.table('filter').builtin('INPUT').rules[0]).toBe(rule);
  });
});

describe('counters of iptables-restore -c', () => {
  const restore = (counters: string) => {
    const netfilter = new Netfilter();
    const text = `*filter\n:INPUT ACCEPT [0:0]\n${counters} -A INPUT\nCOMMIT\n`;
    const { stderr, exitCode } = iptablesRestore(netfilter, ['-c'], text, options);
    return { stderr, exitCode, ...netfilter.table('filter').builtin('INPUT').rules[0]?.counters };
  };
  const policy = (counters: string) => {
    const netfilter = new Netfilter();
    const text = `*filter\n:INPUT ACCEPT ${counters}\nCOMMIT\n`;
    const { stderr, exitCode } = iptablesRestore(netfilter, ['-c'], text, options);
    return { stderr, exitCode, ...netfilter.table('filter').builtin('INPUT').counters };
  };
  const taken = { stderr: '', exitCode: 0 };

  test('are exact up to 64 bits', () => {
    expect(restore('[9007199254740993:60]')).toEqual({ ...taken, packets: 9_007_199_254_740_993n, bytes: 60n });
    expect(policy('[60:18446744073709551615]')).toEqual({ ...taken, packets: 60n, bytes: 2n ** 64n - 1n });
  });

  test('wrap where they are negative, and end where 64 bits do', () => {
    expect(restore('[-18446744073709551614:5]')).toEqual({ ...taken, packets: 2n, bytes: 5n });
    expect(policy('[-18446744073709551614:-18446744073709551613]')).toEqual({ ...taken, packets: 2n, bytes: 3n });
    expect(restore('[-1:5]')).toEqual({ ...taken, packets: 2n ** 64n - 1n, bytes: 5n });
    expect(policy('[-1:-2]')).toEqual({ ...taken, packets: 2n ** 64n - 1n, bytes: 2n ** 64n - 2n });
    expect(restore('[99999999999999999999:5]')).toEqual({ ...taken, packets: 2n ** 64n - 1n, bytes: 5n });
  });

  test('with negative bytes: the real tool takes them for an option', () => {
    expect(restore('[1:-5]')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('-c requires packet and byte counter'),
    });
  });
});

describe('TCPMSS --set-mss', () => {
  const setSize = (size: string) =>
    iptables(
      new Netfilter(),
      ['-t', 'mangle', '-A', 'FORWARD', ...'-p tcp --syn -j TCPMSS --set-mss'.split(' '), size],
      options,
    );

  // Userspace: TCPMSS4_opts takes 0 to 65515; xtables_strtoul takes no minus.
  test.each(['0', '65515'])('%s is taken', (size) => {
    expect(setSize(size)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  });

  test.each(['-1', ' -1', '-65536', '65516'])('%s is refused', (size) => {
    expect(setSize(size)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('TCPMSS: bad value for option "--set-mss", or out of range (0-65515).'),
    });
  });
});

describe('iptables 1.4.21', () => {
  test('shows names of protocols where 1.8.9 shows numbers', () => {
    const netfilter = counted();
    expect(iptables(netfilter, ['-nL', 'INPUT'], older).stdout).toContain('web        tcp  --  0.0.0.0/0 ');
    expect(iptables(netfilter, ['-nL', 'INPUT'], options).stdout).toContain('web        6    --  0.0.0.0/0 ');
  });

  test('names itself in messages', () => {
    expect(iptables(new Netfilter(), ['--foo'], older).stderr).toMatch(/^iptables v1\.4\.21: unknown option "--foo"\n/);
    expect(iptables(new Netfilter(), ['-V'], older).stdout).toBe('iptables v1.4.21\n');
  });
});

describe('iptables-save', () => {
  test('writes the tables that were touched, with the date it is given', () => {
    const netfilter = new Netfilter();
    expect(iptablesSave(netfilter, [], options).stdout).toBe('');
    iptables(netfilter, ['-t', 'raw', '-L'], options);
    expect(iptablesSave(netfilter, [], { ...options, date: 'Mon Nov 23 22:15:45 2026' }).stdout).toBe(
      [
        '# Generated by iptables-save v1.8.9 on Mon Nov 23 22:15:45 2026',
        '*raw',
        ':PREROUTING ACCEPT [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        'COMMIT',
        '# Completed on Mon Nov 23 22:15:45 2026',
        '',
      ].join('\n'),
    );
  });

  test('begins with the table that came last, as Linux 6.18 does', () => {
    const netfilter = new Netfilter();
    for (const table of ['nat', 'filter', 'raw', 'nat']) iptables(netfilter, ['-t', table, '-nL'], options);
    expect(iptablesSave(netfilter, [], options).stdout.match(/^\*.*/gm)).toEqual(['*raw', '*filter', '*nat']);
  });

  test('sorts user chains by name, whatever the order in which they were made', () => {
    const netfilter = new Netfilter();
    for (const name of ['b', 'a_', 'B', '1', 'a']) iptables(netfilter, ['-N', name], options);
    const names = iptablesSave(netfilter, [], options).stdout.match(/^:\S+ -/gm);
    expect(names).toEqual([':1 -', ':B -', ':a -', ':a_ -', ':b -']);
  });
});

test('release 1.4.21 writes hardware addresses in capitals, and the names of log levels in full', () => {
  const netfilter = new Netfilter();
  const old = { version: '1.4.21' } as const;
  iptables(netfilter, '-A INPUT -m mac --mac-source 02:aa:0b:cc:0d:ee -j LOG'.split(' '), old);
  expect(iptables(netfilter, ['-L', 'INPUT'], old).stdout).toContain('MAC 02:AA:0B:CC:0D:EE LOG level warning');
  expect(iptables(netfilter, ['-S', 'INPUT'], old).stdout).toContain('--mac-source 02:AA:0B:CC:0D:EE -j LOG\n');
  expect(iptables(netfilter, ['-L', 'INPUT'], options).stdout).toContain('MAC 02:aa:0b:cc:0d:ee LOG level warn\n');
});

describe('what is real but not modelled', () => {
  test.each([
    ['-A INPUT -m bpf --bytecode 1', "match `bpf'"],
    ['-t mangle -A INPUT -m socket --transparent', "match `socket'"],
    ['-A INPUT -m geoip --src-cc DE', "match `geoip'"],
    ['-A INPUT -j NFQUEUE', "target `NFQUEUE'"],
    ['-A INPUT -p sctp --dport 5', "match `sctp'"],
    ['-t raw -A OUTPUT -j CT --timeout t', 'option --timeout of target CT'],
    ['-t security -A INPUT -j CONNSECMARK --save', "target `CONNSECMARK'"],
    ['-A INPUT -j CONNMARK --left-shift-mark 5', 'option --left-shift-mark of target CONNMARK'],
    ['-A INPUT -m addrtype --dst-type ANYCAST', 'address type ANYCAST of match addrtype'],
    ['-vv -L', '-v given twice (the dump of a table)'],
  ])('%s is refused by name', (command, name) => {
    const netfilter = new Netfilter();
    expect(iptables(netfilter, command.split(' '), options)).toEqual({
      stdout: '',
      stderr: `iptables v1.8.9 (legacy): ${name} is not modelled by chainwalk\n`,
      exitCode: 2,
    });
  });
});

describe('a rule without a table', () => {
  const text = '! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80';
  const spec: RuleSpec = {
    inInterface: { value: 'docker0', invert: true },
    protocol: { value: 6, invert: false },
    matches: [{ kind: 'tcp', destinationPorts: { from: 8001, to: 8001, invert: false } }],
    target: { kind: 'DNAT', range: { addresses: { from: 0xac110002, to: 0xac110002 }, ports: { from: 80, to: 80 } } },
  };

  test('is read from text or words, and written', () => {
    expect(parseRule(text)).toEqual(spec);
    expect(parseRule(text.split(' '))).toEqual(spec);
    expect(ruleText(spec)).toBe(text);
  });

  test('jumps to whatever is not a target', () => {
    expect(parseRule('-j DOCKER').target).toEqual({ kind: 'jump', chain: 'DOCKER', goto: false });
    expect(parseRule('-g DOCKER').target).toEqual({ kind: 'jump', chain: 'DOCKER', goto: true });
  });

  test('that is wrong is an error with the words of iptables', () => {
    expect(() => parseRule('-p tcp --dport x')).toThrow("invalid port/service `x' specified");
    expect(() => parseRule('-s 1.1.1.1,2.2.2.2')).toThrow(RangeError);
  });
});
