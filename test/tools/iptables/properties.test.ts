/** What holds for any rules and any input. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleLines } from '../../../lib/lab';
import { Netfilter, USUAL_TABLES } from '../../../lib/netfilter';
import { iptables, iptablesRestore, iptablesSave, parseRule, ruleText } from '../../../lib/tools/iptables';

const options = { version: '1.8.9' } as const;

const not = (text: fc.Arbitrary<string>) => fc.tuple(fc.constantFrom('', '! '), text).map((parts) => parts.join(''));
const maybe = (text: fc.Arbitrary<string>) => fc.option(text, { nil: '' });
const list = (...names: string[]) => fc.subarray(names, { minLength: 1 }).map((some) => some.join(','));
const port = fc.nat(65_535);
const range = fc.tuple(port, port).map((ends) => ends.sort((a, b) => a - b).join(':'));
const ports = fc.oneof(port.map(String), range);
const address = fc.ipV4();
const block = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map((parts) => parts.join('/'));
const device = fc.constantFrom('eth0', 'docker0', 'br-3fb7d2a0c7f1', 'veth+', 'lo');
const words = (...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((some) => some.filter((word) => word !== '').join(' '));

const comment = fc.string({ maxLength: 60 }).map((text) => text.replace(/[\0\n]/g, ''));
const quoted = comment.map((text) => `-m comment --comment "${text.replace(/["\\]/g, '\\$&')}"`);

const anyMatch = fc.oneof(
  quoted,
  not(
    list('INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT').map(
      (states) => `--ctstate ${states}`,
    ),
  ).map((text) => `-m conntrack ${text}`),
  not(list('INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED').map((states) => `--state ${states}`)).map(
    (text) => `-m state ${text}`,
  ),
  not(list('LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST').map((types) => `--dst-type ${types}`)).map(
    (text) => `-m addrtype ${text}`,
  ),
  not(fc.tuple(fc.nat(0xffff), fc.nat(0xffff)).map(([mark, mask]) => `--mark ${mark}/${mask}`)).map(
    (text) => `-m mark ${text}`,
  ),
);
const tcpFlags = fc.tuple(
  list('FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'),
  fc.oneof(fc.constant('NONE'), list('SYN', 'ACK', 'FIN')),
);
const protocolMatch = fc.oneof(
  fc.constant(''),
  words(
    fc.constant('-p tcp -m tcp'),
    maybe(not(ports.map((text) => `--dport ${text}`))),
    maybe(not(ports.map((text) => `--sport ${text}`))),
  ),
  words(fc.constant('-p tcp -m tcp'), not(tcpFlags.map((flags) => `--tcp-flags ${flags.join(' ')}`))),
  words(fc.constant('-p udp -m udp'), maybe(not(ports.map((text) => `--dport ${text}`)))),
  words(
    fc.constant('-p icmp -m icmp'),
    not(fc.tuple(fc.nat(18), fc.nat(15)).map((parts) => `--icmp-type ${parts.join('/')}`)),
  ),
  words(
    fc.constant('-p tcp -m multiport'),
    not(fc.array(port, { minLength: 1, maxLength: 15 }).map((some) => `--dports ${some.join(',')}`)),
  ),
  not(fc.constantFrom('-p igmp', '-p 200', '-p udp')),
);
const condition = words(
  maybe(not(block.map((text) => `-s ${text}`))),
  maybe(not(block.map((text) => `-d ${text}`))),
  protocolMatch,
  fc.array(anyMatch, { maxLength: 2 }).map((some) => some.join(' ')),
);

const counters = fc.tuple(fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((pair) => `[${pair.join(':')}]`);
const filterTarget = fc.constantFrom(
  '',
  '-j ACCEPT',
  '-j DROP',
  '-j RETURN',
  '-j REJECT',
  '-j REJECT --reject-with icmp-host-prohibited',
  '-j u2',
  '-g u2',
);
const filterRule = fc.oneof(
  words(
    counters,
    fc.constantFrom('-A INPUT', '-A FORWARD', '-A u1'),
    maybe(not(device.map((name) => `-i ${name}`))),
    condition,
    filterTarget,
  ),
  words(
    counters,
    fc.constantFrom('-A OUTPUT', '-A FORWARD'),
    maybe(not(device.map((name) => `-o ${name}`))),
    condition,
    filterTarget,
  ),
);
const span = fc.tuple(address, address).map((ends) => ends.join('-'));
const natRule = fc.oneof(
  words(
    counters,
    fc.constant('-A PREROUTING'),
    condition,
    fc.oneof(address, span).map((to) => `-j DNAT --to-destination ${to}`),
  ),
  words(
    counters,
    fc.constant('-A POSTROUTING'),
    condition,
    span.map((to) => `-j SNAT --to-source ${to} --random`),
  ),
  words(
    counters,
    fc.constant('-A POSTROUTING'),
    condition,
    fc.constantFrom('-j MASQUERADE', '-j MASQUERADE --random-fully'),
  ),
  words(
    counters,
    fc.constant('-A OUTPUT -p tcp'),
    fc.tuple(address, port).map((to) => `-j DNAT --to-destination ${to.join(':')}`),
  ),
);

const file = fc
  .tuple(
    fc.array(filterRule, { maxLength: 12 }),
    fc.array(natRule, { maxLength: 8 }),
    fc.array(counters, { minLength: 2, maxLength: 2 }),
  )
  .map(([filter, nat, [first, second]]) =>
    [
      '*filter',
      `:INPUT DROP ${first}`,
      `:FORWARD ACCEPT ${second}`,
      ':u1 - [0:0]',
      ':u2 - [0:0]',
      ...filter,
      'COMMIT',
      '*nat',
      ...nat,
      'COMMIT',
      '',
    ].join('\n'),
  );

function save(netfilter: Netfilter): string {
  return iptablesSave(netfilter, ['-c'], options).stdout;
}

describe('any rules', () => {
  test('save, restore and save again give the same text, counters included', () => {
    fc.assert(
      fc.property(file, (text) => {
        const first = new Netfilter();
        expect(iptablesRestore(first, ['-c'], text, options)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
        const second = new Netfilter();
        expect(iptablesRestore(second, ['-c'], save(first), options).stderr).toBe('');
        expect(ruleLines(save(second))).toEqual(ruleLines(save(first)));
        for (const table of ['filter', 'nat']) {
          const list = ['-t', table, '-nvxL', '--line-numbers'];
          expect(iptables(second, list, options)).toEqual(iptables(first, list, options));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a rule read from its own text is the same rule', () => {
    fc.assert(
      fc.property(file, (text) => {
        // iptables itself writes nothing of what is inverted and would be all ports. Userspace: udp_save, libxt_udp.c.
        fc.pre(!/! --[sd]ports? 0:65535/.test(text));
        const netfilter = new Netfilter();
        iptablesRestore(netfilter, ['-c'], text, options);
        for (const table of netfilter.tables.values()) {
          for (const { rules } of table.chains.values()) {
            for (const { spec } of rules) expect(parseRule(ruleText(spec))).toEqual(spec);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('each rule is found by -C and deleted by -D', () => {
    fc.assert(
      fc.property(file, (text) => {
        fc.pre(!/! --[sd]ports? 0:65535/.test(text));
        const netfilter = new Netfilter();
        iptablesRestore(netfilter, [], text, options);
        const lines = iptables(netfilter, ['-S'], options)
          .stdout.split('\n')
          .filter((line) => line.startsWith('-A'));
        for (const command of ['-C', '-D']) {
          for (const line of lines) {
            const batch = `*filter\n${line.replace('-A', command)}\nCOMMIT\n`;
            expect(iptablesRestore(netfilter, ['-n'], batch, options).stderr).toBe('');
          }
        }
        expect(iptables(netfilter, ['-S'], options).stdout).not.toContain('-A');
      }),
      { numRuns: 50 },
    );
  });
});

const word = fc.oneof(
  fc.constantFrom(
    '-A',
    '-I',
    '-D',
    '-R',
    '-N',
    '-X',
    '-F',
    '-P',
    '-Z',
    '-E',
    '-L',
    '-S',
    '-C',
    '-t',
    '-p',
    '-s',
    '-j',
    '-m',
    '-i',
    '-c',
  ),
  fc.constantFrom(
    'INPUT',
    'u1',
    'u2',
    'nat',
    'filter',
    'tcp',
    'ACCEPT',
    'DNAT',
    'REJECT',
    '1',
    '99',
    '!',
    '--dport',
    '80',
    '--to',
    '1.1.1.1',
  ),
  fc.string({ maxLength: 8 }),
);

describe('any input', () => {
  const rules =
    '*filter\n:u1 - [0:0]\n:u2 - [0:0]\n[5:6] -A INPUT -j u1\n[7:8] -A u1 -p tcp -m tcp --dport 80 -j DROP\nCOMMIT\n*nat\nCOMMIT\n';

  function loaded(): Netfilter {
    const netfilter = new Netfilter();
    for (const table of USUAL_TABLES) netfilter.table(table);
    iptablesRestore(netfilter, ['-c'], rules, options);
    return netfilter;
  }

  test('a command that fails changes nothing', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (argv) => {
        const netfilter = loaded();
        const before = save(netfilter);
        const { exitCode, stderr } = iptables(netfilter, argv, options);
        if (exitCode === 0) return;
        expect(stderr).not.toBe('');
        expect(save(netfilter)).toBe(before);
      }),
      { numRuns: 3000 },
    );
  });

  test('a file that is cut off anywhere is refused and changes nothing', () => {
    const whole = save(loaded()).replace(/[\s\S]*(?=\*filter)/, '');
    for (let length = whole.indexOf('\n') + 1; length < whole.indexOf('COMMIT\n') + 7; length++) {
      const netfilter = loaded();
      const before = save(netfilter);
      expect(iptablesRestore(netfilter, ['-c'], whole.slice(0, length), options).exitCode).not.toBe(0);
      expect(save(netfilter)).toBe(before);
    }
  });

  test('bytes that are no file are refused', () => {
    const bytes = fc.uint8Array({ maxLength: 3000 }).map((some) => String.fromCharCode(...some));
    fc.assert(
      fc.property(bytes, fc.constantFrom('', '*filter\n', '*filter\n-A INPUT '), (text, start) => {
        const netfilter = loaded();
        const before = save(netfilter);
        const result = iptablesRestore(netfilter, ['-c'], start + text, options);
        if (result.exitCode !== 0) expect(save(netfilter)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['a word', 'x'.repeat(1_000_000)],
    ['spaces', ' '.repeat(1_000_000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['options', '-A '.repeat(333_333)],
    ['commas', `-A INPUT -s ${','.repeat(1_000_000)}`],
    ['zeros', '\0'.repeat(1_000_000)],
    ['counters', `[${'1'.repeat(1_000_000)}:1] -A INPUT`],
  ])('a line of a megabyte of %s is refused', (_, line) => {
    for (const text of [line, `${line}\n`, `*filter\n${line}\nCOMMIT\n`]) {
      const netfilter = loaded();
      const before = save(netfilter);
      expect(iptablesRestore(netfilter, [], text, options).exitCode).not.toBe(0);
      expect(save(netfilter)).toBe(before);
    }
  });

  test('ten thousand rules in a thousand chains are loaded, and a loop among them is found', () => {
    const chains = Array.from({ length: 1000 }, (_, index) => `chain${index}`);
    const text = [
      '*filter',
      ...chains.map((name) => `:${name} - [0:0]`),
      ...chains.slice(1).map((name, index) => `-A chain${index} -j ${name}`),
      ...Array.from(
        { length: 9000 },
        (_, index) => `-A chain${index % 1000} -s 10.0.0.0/8 -p tcp -m tcp --dport ${index} -j ACCEPT`,
      ),
      '-A INPUT -j chain0',
      '-A FORWARD -j chain0',
      'COMMIT',
      '',
    ].join('\n');
    const netfilter = new Netfilter();
    expect(iptablesRestore(netfilter, [], text, options)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    const loop = iptables(netfilter, ['-A', 'chain999', '-j', 'chain0'], options);
    expect(loop).toEqual({ stdout: '', stderr: 'iptables: Too many levels of symbolic links.\n', exitCode: 1 });
  });
});
