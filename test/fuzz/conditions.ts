/** Random conditions of rules: header fields, interfaces, and every match that is modelled. */
import fc from 'fast-check';
import type { TableName } from '../../lib/netfilter';
import { formatMac } from '../../lib/packet';
import { NUMBERS } from './describe';
import { NODES } from './packetSpec';
import { world } from './world';

export type Text = fc.Arbitrary<string>;

const ADDRESSES = [
  '10.1.0.2',
  '10.1.0.3',
  '10.3.0.2',
  '10.2.0.2',
  '172.20.0.2',
  '172.20.0.3',
  '10.1.0.1',
  '10.2.0.1',
  '172.20.0.1',
  '127.0.0.1',
  '10.9.0.1',
] as const;
const INTERFACE_NAMES = [
  'outer',
  'second',
  'inner',
  'br0',
  'lo',
  'p1',
  'o+',
  'in+',
  'br+',
  '+',
  'outer+',
  'none',
] as const;

const words = (...parts: Text[]): Text =>
  fc.tuple(...parts).map((some) => some.filter((word) => word !== '').join(' '));
const not = (text: Text): Text => fc.tuple(fc.boolean(), text).map(([invert, rest]) => (invert ? `! ${rest}` : rest));
/** The text once for so many times that it is absent. */
const seldom = (text: Text, weight: number): Text =>
  fc.oneof({ weight, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });
const maybe = (text: Text): Text => seldom(text, 3);
const list = (...names: string[]): Text => fc.subarray(names, { minLength: 1 }).map((some) => some.join(','));

const block = fc
  .tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(32, 32, 32, 31, 30, 24, 16, 15, 8, 1, 0))
  .map(([address, length]) => (length === 32 ? address : `${address}/${length}`));
const maskedBlock = fc.constantFrom('10.0.0.2/255.0.0.255', '0.0.0.1/0.0.0.1', '172.20.0.0/255.255.0.1');
const prefix = fc.oneof({ weight: 8, arbitrary: block }, { weight: 1, arbitrary: maskedBlock });
const port = fc.constantFrom(...NUMBERS);
const portRange = fc.subarray([...NUMBERS], { minLength: 2, maxLength: 2 }).map((ends) => ends.join(':'));
const ports = fc.oneof(port.map(String), portRange, fc.constantFrom(':1023', '1024:'));
const device = fc.constantFrom(...INTERFACE_NAMES);

function oneOf(name: string, options: readonly string[]): Text {
  return not(fc.constantFrom(...options)).map((text) => `${name} ${text}`);
}

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];
const flags = fc.oneof(
  fc.constant('--syn'),
  fc
    .tuple(fc.oneof(fc.constant('ALL'), list(...FLAGS)), fc.oneof(fc.constantFrom('NONE', 'ALL'), list(...FLAGS)))
    .map((both) => `--tcp-flags ${both.join(' ')}`),
);
const ICMP_TYPES = ['0', '8', '3', '3/3', '3/1', '5', '11', '11/0', '12', '13', '14', '255', 'any', 'echo-request'];
const multiport = words(
  fc.constant('-m multiport'),
  not(
    fc
      .tuple(
        fc.constantFrom('--dports', '--sports', '--ports'),
        fc.array(
          ports.filter((text) => !/^:|:$/.test(text)),
          { minLength: 1, maxLength: 4 },
        ),
      )
      .map(([option, some]) => `${option} ${some.join(',')}`),
  ),
);
const portOptions = words(
  maybe(not(ports.map((text) => `--dport ${text}`))),
  maybe(not(ports.map((text) => `--sport ${text}`))),
);
/** Of the largest segment size, of the window's scale, and one that no packet has. */
const tcpOption = not(fc.constantFrom('--tcp-option 2', '--tcp-option 3', '--tcp-option 8'));
const transport = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: words(fc.constant('-p tcp -m tcp'), portOptions, maybe(not(flags)), seldom(tcpOption, 9)) },
  { weight: 2, arbitrary: words(fc.constant('-p udp -m udp'), portOptions) },
  {
    weight: 2,
    arbitrary: words(
      fc.constant('-p icmp -m icmp'),
      not(fc.constantFrom(...ICMP_TYPES).map((type) => `--icmp-type ${type}`)),
    ),
  },
  { weight: 1, arbitrary: words(fc.constantFrom('-p tcp', '-p udp'), multiport) },
  { weight: 1, arbitrary: oneOf('-p tcp -m tcpmss', ['--mss 536', '--mss 0:1000', '--mss 1400:1460', '--mss 1360']) },
  { weight: 1, arbitrary: not(fc.constantFrom('-p tcp', '-p udp', '-p icmp', '-p 47', '-p 132')) },
);

const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];
const TYPES = ['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'MULTICAST', 'BLACKHOLE', 'UNREACHABLE', 'PROHIBIT'];
const destinationType = not(list(...TYPES).map((types) => `--dst-type ${types}`));
const sourceType = not(list(...TYPES).map((types) => `--src-type ${types}`));
const addrtype = words(
  fc.constant('-m addrtype'),
  fc.oneof(destinationType, sourceType, words(sourceType, destinationType)),
);
/** One or more options of one match, no option twice. */
function together(name: string, ...options: Text[]): Text {
  const some = (maxLength: number) => fc.subarray([...options.keys()], { minLength: 1, maxLength });
  const which = fc.oneof(
    { weight: 2, arbitrary: some(1) },
    { weight: 1, arbitrary: some(Math.min(3, options.length)) },
  );
  return fc
    .tuple(which, fc.tuple(...options))
    .map(([indices, texts]) => [`-m ${name}`, ...indices.map((index) => texts[index])].join(' '));
}
const choice = (...options: string[]): Text => not(fc.constantFrom(...options));
const HASHLIMITS = [
  '--hashlimit-upto 1/hour --hashlimit-burst 2 --hashlimit-mode srcip',
  '--hashlimit-above 1/hour --hashlimit-burst 1 --hashlimit-mode dstip,dstport --hashlimit-dstmask 16',
  '--hashlimit-upto 1/day --hashlimit-burst 3 --hashlimit-mode srcip,srcport --hashlimit-srcmask 8 --hashlimit-htable-size 8',
  '--hashlimit-upto 16b/s --hashlimit-burst 64 --hashlimit-htable-max 100 --hashlimit-htable-gcinterval 5000',
  '--hashlimit-upto 2/hour --hashlimit-burst 1 --hashlimit-rate-match --hashlimit-htable-expire 100000',
  '--hashlimit-above 100b/s --hashlimit-rate-match --hashlimit-rate-interval 100',
] as const;
/** Sets of the router, and what of a packet is looked for in them. */
const SET_PLACES = [
  'ips src',
  'ips dst',
  'nets src',
  'nets dst',
  'ports src,src',
  'ports dst,dst',
  'ifaces src,src',
  'ifaces dst,src',
  'numbers dst',
  'numbers src',
  'all src',
  'all dst',
  'seen src',
  'seen dst',
  'asked src,dst',
];
const match = fc.oneof(
  not(list(...STATES, 'SNAT', 'DNAT').map((states) => `--ctstate ${states}`)).map((text) => `-m conntrack ${text}`),
  not(list(...STATES).map((states) => `--state ${states}`)).map((text) => `-m state ${text}`),
  addrtype,
  not(
    fc
      .tuple(fc.constantFrom('0x0', '0x1', '0x3'), fc.constantFrom('', '/0x1', '/0x3'))
      .map((parts) => `--mark ${parts.join('')}`),
  ).map((text) => `-m mark ${text}`),
  fc.constant('-m comment --comment note'),
  oneOf('-m connmark', ['--mark 0x0', '--mark 0x1', '--mark 0x1/0x1', '--mark 0x2/0x3']),
  together(
    'iprange',
    choice('--src-range 10.1.0.2-10.2.0.5', '--src-range 172.20.0.3-172.20.0.3'),
    choice('--dst-range 10.1.0.3-10.2.0.2', '--dst-range 10.2.0.2-172.20.0.2'),
  ),
  oneOf('-m length', ['--length 28', '--length 0:40', '--length 41:65535', '--length 100:200']),
  // So slow that no case lasts until the next one.
  fc.constantFrom(1, 2, 5).map((burst) => `-m limit --limit 1/hour --limit-burst ${burst}`),
  oneOf('-m string --algo bm', [
    '--hex-string |0050|',
    '--hex-string |0050| --from 22 --to 24',
    '--hex-string |0a0100| --from 13',
    '--hex-string |45| --to 1',
  ]),
  // No case lasts as long as what is remembered here.
  fc
    .tuple(
      fc.constantFrom('--set', '--rcheck', '--update', '--remove'),
      fc.constantFrom('', '--rsource', '--rdest', '--mask 255.255.0.0'),
    )
    .chain(([action, side]) =>
      words(
        fc.constant(`-m recent --name fuzz ${side}`),
        not(fc.constant(action)),
        action === '--rcheck' || action === '--update'
          ? fc.constantFrom('', '--seconds 100 --hitcount 2', '--hitcount 3', '--rttl', '--seconds 100 --reap')
          : fc.constant(''),
      ),
    ),
  // Not single letters: the numbers that are drawn for packets have them at times.
  oneOf('-m string', [
    '--algo kmp --string PP',
    '--algo bm --string pp --icase',
    '--algo bm --string E --from 0 --to 4',
  ]),
  oneOf('-m connbytes', [
    '--connbytes 0:1 --connbytes-mode packets --connbytes-dir original',
    '--connbytes 1 --connbytes-mode packets --connbytes-dir reply',
    '--connbytes 100:1000 --connbytes-mode bytes --connbytes-dir both',
    '--connbytes 41:60 --connbytes-mode avgpkt --connbytes-dir original',
  ]),
  oneOf('-m quota', ['--quota 0', '--quota 100', '--quota 59', '--quota 1000000']),
  oneOf('-m tos', ['--tos 0', '--tos 0x10/0x3f', '--tos Minimize-Cost']),
  oneOf('-m u32', [
    '--u32 6&0xFF=6',
    '--u32 0>>22&0x3C@0>>16=80,4000:5000',
    '--u32 0&0xFFFF=0:52',
    '--u32 12=0x0a010002&&16=0x0a020002',
    '--u32 56=0:0xFFFFFFFF',
  ]),
  // The two clocks differ by decades.
  fc
    .constantFrom(
      '',
      '--kerneltz',
      '--localtz',
      '--utc',
      '--datestart 2037-12-31 --datestop 2038',
      '--timestart 12:00 --timestop 12:00 --contiguous',
      '--weekdays Sun --datestop 1970-01-02',
      '--monthdays 31 --datestop 1970-01-02',
    )
    .map((text) => `-m time ${text}`.trim()),
  // How many there are at once depends on how fast packets follow each other.
  oneOf('-m connlimit', ['--connlimit-above 0', '--connlimit-upto 1000 --connlimit-mask 8']),
  fc
    .constantFrom('--connlimit-upto 1000 --connlimit-saddr', '--connlimit-above 0 --connlimit-daddr')
    .map((text) => `-m connlimit ${text}`),
  // So slow that no case lasts until the next one; a name has one limit.
  fc
    .integer({ min: 0, max: HASHLIMITS.length - 1 })
    .map((name) => `-m hashlimit ${HASHLIMITS[name]} --hashlimit-name h${name}`),
  not(fc.constantFrom(...SET_PLACES).map((place) => `--match-set ${place}`)).map((text) => `-m set ${text}`),
  fc
    .tuple(
      fc.constantFrom('ips src', 'ips dst', 'nets src', 'all dst'),
      fc.constantFrom(
        '--return-nomatch',
        '! --update-counters',
        '! --update-subcounters',
        '--packets-eq 1',
        '! --packets-eq 2',
        '--packets-lt 3',
        '--packets-gt 1',
        '--bytes-eq 60',
        '--bytes-lt 100',
        '! --bytes-gt 50',
        '--bytes-gt 50',
      ),
    )
    .map((parts) => `-m set --match-set ${parts.join(' ')}`),
  oneOf('-m dscp', ['--dscp 0', '--dscp 10', '--dscp-class EF']),
  oneOf('-m pkttype', ['--pkt-type unicast', '--pkt-type broadcast', '--pkt-type multicast']),
  oneOf('-m ttl', ['--ttl-eq 64', '--ttl-eq 63']),
  fc.constantFrom('--ttl-gt 2', '--ttl-lt 64', '--ttl-lt 2').map((text) => `-m ttl ${text}`),
  oneOf('-m statistic --mode nth', [
    '--every 2 --packet 0',
    '--every 2 --packet 1',
    '--every 3 --packet 2',
    '--every 1 --packet 0',
  ]),
  // All or nothing: what lies between is drawn.
  oneOf('-m statistic --mode random', ['--probability 0', '--probability 1']),
  together(
    'conntrack',
    choice('--ctstate NEW', '--ctstate INVALID,UNTRACKED', '--ctstate ESTABLISHED,RELATED'),
    choice('--ctproto 6', '--ctproto 17'),
    choice('--ctorigsrc 10.1.0.0/16', '--ctorigdst 10.2.0.2'),
    choice('--ctreplsrc 10.2.0.0/24', '--ctrepldst 10.1.0.2'),
    choice('--ctorigsrcport 4000', '--ctorigdstport 80:81'),
    choice('--ctreplsrcport 80', '--ctrepldstport 4000:5000'),
    choice(
      ...['CONFIRMED', 'SEEN_REPLY', 'ASSURED,SEEN_REPLY', 'EXPECTED', 'NONE'].map((some) => `--ctstatus ${some}`),
    ),
    fc.constantFrom('--ctdir ORIGINAL', '--ctdir REPLY'),
  ),
  // Of a connection that is not in the table yet, the kernel counts from when the machine was started.
  oneOf('-m conntrack --ctstatus CONFIRMED', ['--ctexpire 1:20', '--ctexpire 50:700', '--ctexpire 100000:500000']),
  together(
    'physdev',
    choice('--physdev-in p1', '--physdev-in p+'),
    choice('--physdev-out p2', '--physdev-out p+'),
    choice('--physdev-is-in'),
    choice('--physdev-is-out'),
    choice('--physdev-is-bridged'),
  ),
);
const owner = together(
  'owner',
  choice('--uid-owner 0', '--uid-owner 1-1000'),
  choice('--gid-owner 0', '--gid-owner 1-1000', '--gid-owner 0 --suppl-groups'),
  choice('--socket-exists'),
);
const machines = world();
const mac = oneOf('-m mac', [
  ...NODES.map((node) => `--mac-source ${formatMac(machines.device(node).mac)}`),
  '--mac-source 00:11:22:33:44:55',
]);

const BEFORE_ROUTING = ['PREROUTING', 'INPUT'];
const OWN_OR_LAST = ['OUTPUT', 'POSTROUTING'];

/** Matches, with those that not every chain may have; a user chain is called from any. */
function matchIn(table: TableName, chain: string): Text {
  const options = [{ weight: 20, arbitrary: match }];
  const from = (kind: 'in' | 'out') => addrtype.map((text) => `${text} --limit-iface-${kind}`);
  if (OWN_OR_LAST.includes(chain)) options.push({ weight: 3, arbitrary: owner }, { weight: 1, arbitrary: from('out') });
  else if (BEFORE_ROUTING.includes(chain) || chain === 'FORWARD')
    options.push({ weight: 2, arbitrary: mac }, { weight: 1, arbitrary: from('in') });
  if (chain === 'PREROUTING' && table !== 'nat') options.push({ weight: 2, arbitrary: rpfilter });
  if (chain === 'FORWARD') options.push({ weight: 1, arbitrary: from('out') });
  return fc.oneof(...options);
}

/** In mangle and raw only. */
const rpfilter = fc
  .subarray(['--loose', '--validmark', '--accept-local', '--invert'])
  .map((flags) => ['-m rpfilter', ...flags].join(' '));

/** Which interfaces a rule of a chain may name. */
function interfaces(chain: string): Text {
  const input = !OWN_OR_LAST.includes(chain);
  const output = !BEFORE_ROUTING.includes(chain);
  return words(
    input ? seldom(not(device.map((name) => `-i ${name}`)), 6) : fc.constant(''),
    output ? seldom(not(device.map((name) => `-o ${name}`)), 6) : fc.constant(''),
  );
}

/** The conditions of a rule of a chain. */
export function condition(table: TableName, chain: string): Text {
  return words(
    seldom(not(prefix.map((text) => `-s ${text}`)), 5),
    seldom(not(prefix.map((text) => `-d ${text}`)), 5),
    interfaces(chain),
    seldom(fc.constantFrom('-f', '! -f'), 20),
    transport,
    maybe(matchIn(table, chain)),
  );
}
