/** Random command lines of iptables: good ones, and good ones with a word too many, too few, or out of place. */
import fc from 'fast-check';
import { builtinChains, type TableName, USUAL_TABLES } from '../../lib/netfilter';
import { rules } from './rules';

/** The arguments of one call. */
export type Argv = readonly string[];

/** What does not belong, or only nearly. */
const JUNK = [
  '',
  '!',
  '-',
  '--',
  '0',
  '1',
  '-1',
  '256',
  '65535',
  '65536',
  '4294967295',
  '4294967296',
  '99999999999999999999',
  '0x10',
  '010',
  '1.5',
  '1.2.3',
  '1.2.3.4',
  '300.1.1.1',
  '1.1.1.1/33',
  '1.1.1.1/255.0.255.0',
  '1.1.1.1,2.2.2.2',
  '10.0.0.1-10.0.0.9',
  '80:',
  ':80',
  '90:80',
  '80,81',
  'tcp',
  'TCP',
  'icmp',
  'all',
  'nonsense',
  'INPUT',
  'u1',
  'ACCEPT',
  'accept',
  'nat',
  'a-chain-with-a-name-of-thirty-ch',
  'a23456789012345',
  'a234567890123456',
  'a+',
  'with space',
  'with"quote',
  "with'quote",
  'back\\slash',
  '-A',
  '-I',
  '-D',
  '-j',
  '-g',
  '-p',
  '-s',
  '-d',
  '-i',
  '-o',
  '-f',
  '-m',
  '-t',
  '-n',
  '-v',
  '-x',
  '-c',
  '-w',
  '--line-numbers',
  '--sport',
  '--dport',
  '--syn',
  '--tcp-flags',
  '--icmp-type',
  '--ctstate',
  '--mark',
  '--comment',
  '--to-destination',
  '--to-source',
  '--to-ports',
  '--reject-with',
  '--dst-type',
  '--limit',
  '--set-mark',
  '--match',
  '--jump',
  '--proto',
  '--append',
  '--ctorigsrc',
  '--ctdir',
  '--ctstatus',
  '--ctexpire',
  '--physdev-in',
  '--physdev-is-bridged',
  '--uid-owner',
  '--socket-exists',
  '--limit-burst',
  '--mode',
  '--every',
  '--packet',
  '--probability',
  '--pkt-type',
  '--ttl-eq',
  '--length',
  '--src-range',
  '--mac-source',
  '--save-mark',
  '--restore-mark',
  '--nfmask',
  '--log-prefix',
  '--log-level',
  '--random',
  '--persistent',
  '--to',
  '--ttl-set',
  '--set-mss',
  '--clamp-mss-to-pmtu',
  '--notrack',
  '--zone',
  '--tcp-option',
  '--limit-iface-in',
  '--ports',
  '--sports',
  '--exact',
  '--verbose',
  '--fragment',
  '--in-interface',
  '--source',
  '--wait=1',
  '-4',
  '-6',
  '-W',
  '-C',
  '-R',
  '-N',
  '-E',
  '-P',
  '-L',
  '-S',
  '-X',
  'DNAT',
  'REJECT',
  'MARK',
  'LOG',
  'TCPMSS',
  'NOTRACK',
  'conntrack',
  'limit',
  'multiport',
  'owner',
  'physdev',
  'udp',
  '5/second',
  '0/second',
  '00:11:22:33:44:55',
  'nth',
  'unicast',
  'LOCAL',
  'NEW,ESTABLISHED',
  'SYN,ACK',
  'icmp-port-unreachable',
  'tcp-reset',
  'echo-request',
  '8/0',
  'http',
  'domain',
  'äöü',
] as const;

const splitRule = (text: string): Argv => text.split(' ').filter((word) => word !== '');

/** A rule that is most likely accepted: `-t TABLE -A CHAIN …`. */
const ruleCommand = rules
  .filter((all) => all.length > 0)
  .chain((all) => fc.constantFrom(...all))
  .map(splitRule);

const inTable = (table: TableName, words: Argv): Argv => ['-t', table, ...words];
const chainCommand = fc.constantFrom<TableName>(...USUAL_TABLES).chain((table) => {
  const chain = fc.constantFrom(...builtinChains(table), 'u1', 'u2', 'NOPE');
  const number = fc.constantFrom('0', '1', '2', '9');
  return fc
    .oneof(
      fc.constantFrom('-N', '-X', '-F', '-Z', '-L', '-S').chain((option) => chain.map((name) => [option, name])),
      fc.constantFrom('-F', '-X', '-Z', '-S', '-L').map((option) => [option]),
      fc.constantFrom(['-nvL'], ['-nL', '--line-numbers'], ['-nvxL'], ['-vS'], ['-n', '-L', '-v']),
      chain.chain((name) => fc.constantFrom('ACCEPT', 'DROP', 'RETURN').map((policy) => ['-P', name, policy])),
      chain.chain((name) => number.map((which) => ['-D', name, which])),
      chain.chain((name) => number.map((which) => ['-R', name, which, '-p', 'udp', '-j', 'ACCEPT'])),
      chain.chain((name) => number.map((which) => ['-I', name, which, '-s', '10.0.0.0/8'])),
      chain.chain((name) => chain.map((other) => ['-E', name, other])),
    )
    .map((words) => inTable(table, words));
});

/** One word changed, left out, said twice, or put in. */
const spoilt = (argv: fc.Arbitrary<Argv>): fc.Arbitrary<Argv> =>
  fc
    .tuple(argv, fc.nat(40), fc.constantFrom('replace', 'insert', 'drop', 'twice', 'swap'), fc.constantFrom(...JUNK))
    .map(([words, place, how, junk]) => {
      const at = place % (words.length + 1);
      const [before, word, after] = [words.slice(0, at), words[at] ?? junk, words.slice(at + 1)];
      if (how === 'replace') return [...before, junk, ...after];
      if (how === 'insert') return [...before, junk, ...words.slice(at)];
      if (how === 'drop') return [...before, ...after];
      if (how === 'twice') return [...before, word, word, ...after];
      return [...before.slice(0, -1), word, ...before.slice(-1), ...after];
    });

/** The same rule by another option: inserted, checked, deleted. */
const otherwise = ruleCommand.chain((words) =>
  fc
    .constantFrom('-I', '-C', '-D', '--append', '--insert')
    .map((option) => words.map((word) => (word === '-A' ? option : word))),
);

const command: fc.Arbitrary<Argv> = fc.oneof(
  { weight: 3, arbitrary: ruleCommand },
  { weight: 6, arbitrary: spoilt(ruleCommand) },
  { weight: 1, arbitrary: otherwise },
  { weight: 2, arbitrary: chainCommand },
  { weight: 1, arbitrary: spoilt(chainCommand) },
  { weight: 1, arbitrary: spoilt(spoilt(ruleCommand)) },
);

/** Calls one after the other, on tables that have the user chains u1, u2, u3 and nothing else. */
export const commandLines: fc.Arbitrary<readonly Argv[]> = fc.array(command, { minLength: 1, maxLength: 4 });
