/** Random rules, of all that the simulation models; nearly all of them the real iptables accepts. */
import fc from 'fast-check';
import { builtinChains, REJECT_WITH, TABLE_NAMES, type TableName } from '../../lib/netfilter';
import { NUMBERS } from './describe';

type Text = fc.Arbitrary<string>;

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
/** Addresses that packets are sent to by DNAT: the router knows who has them. */
export const TARGETS = [
  '10.2.0.2',
  '10.2.0.9',
  '172.20.0.2',
  '172.20.0.3',
  '10.1.0.1',
  '10.1.0.2',
  '127.0.0.1',
  '10.9.0.1',
] as const;
/** Addresses that packets seem to come from after SNAT. */
const SOURCES = ['10.2.0.1', '10.2.0.50', '10.3.0.1', '172.20.0.1', '10.9.0.5'] as const;
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
const CHAINS = ['u1', 'u2', 'u3'] as const;

const words = (...parts: Text[]): Text =>
  fc.tuple(...parts).map((some) => some.filter((word) => word !== '').join(' '));
const not = (text: Text): Text => fc.tuple(fc.boolean(), text).map(([invert, rest]) => (invert ? `! ${rest}` : rest));
const maybe = (text: Text): Text => fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });
const list = (...names: string[]): Text => fc.subarray(names, { minLength: 1 }).map((some) => some.join(','));

const block = fc
  .tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom(32, 32, 32, 31, 30, 24, 16, 15, 8, 1, 0))
  .map(([address, length]) => (length === 32 ? address : `${address}/${length}`));
const maskedBlock = fc.constantFrom('10.0.0.2/255.0.0.255', '0.0.0.1/0.0.0.1', '172.20.0.0/255.255.0.1');
const prefix = fc.oneof({ weight: 8, arbitrary: block }, { weight: 1, arbitrary: maskedBlock });
const port = fc.constantFrom(...NUMBERS);
const portRange = fc.tuple(port, port).map((ends) => ends.sort((a, b) => a - b).join(':'));
const ports = fc.oneof(port.map(String), portRange, fc.constantFrom(':1023', '1024:'));
const device = fc.constantFrom(...INTERFACE_NAMES);

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
const transport = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: words(fc.constant('-p tcp -m tcp'), portOptions, maybe(not(flags))) },
  { weight: 2, arbitrary: words(fc.constant('-p udp -m udp'), portOptions) },
  {
    weight: 2,
    arbitrary: words(
      fc.constant('-p icmp -m icmp'),
      not(fc.constantFrom(...ICMP_TYPES).map((type) => `--icmp-type ${type}`)),
    ),
  },
  { weight: 1, arbitrary: words(fc.constantFrom('-p tcp', '-p udp'), multiport) },
  { weight: 1, arbitrary: not(fc.constantFrom('-p tcp', '-p udp', '-p icmp', '-p 47', '-p 132')) },
);

const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];
const TYPES = ['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'MULTICAST', 'BLACKHOLE', 'UNREACHABLE', 'PROHIBIT'];
const match = fc.oneof(
  not(list(...STATES, 'SNAT', 'DNAT').map((states) => `--ctstate ${states}`)).map((text) => `-m conntrack ${text}`),
  not(list(...STATES).map((states) => `--state ${states}`)).map((text) => `-m state ${text}`),
  words(
    fc.constant('-m addrtype'),
    fc.oneof(
      not(list(...TYPES).map((types) => `--dst-type ${types}`)),
      not(list(...TYPES).map((types) => `--src-type ${types}`)),
    ),
  ),
  not(
    fc
      .tuple(fc.constantFrom('0x0', '0x1', '0x3'), fc.constantFrom('', '/0x1', '/0x3'))
      .map((parts) => `--mark ${parts.join('')}`),
  ).map((text) => `-m mark ${text}`),
  fc.constant('-m comment --comment note'),
);

/** Which interfaces a rule of a chain may name. */
function interfaces(chain: string): Text {
  const input = !['OUTPUT', 'POSTROUTING'].includes(chain);
  const output = !['PREROUTING', 'INPUT'].includes(chain);
  return words(
    input ? maybe(not(device.map((name) => `-i ${name}`))) : fc.constant(''),
    output ? maybe(not(device.map((name) => `-o ${name}`))) : fc.constant(''),
  );
}

function condition(chain: string): Text {
  return words(
    maybe(not(prefix.map((text) => `-s ${text}`))),
    maybe(not(prefix.map((text) => `-d ${text}`))),
    interfaces(chain),
    transport,
    maybe(match),
  );
}

const natFlags = fc.constantFrom('', '', '', '', ' --persistent');
const ported = fc.constantFrom('80', '8080', '9000', '53');
const dnat = fc.oneof(
  fc.constantFrom(...TARGETS).map((to) => ` -j DNAT --to-destination ${to}`),
  fc.tuple(fc.constantFrom(...TARGETS), ported).map((to) => ` -p tcp -j DNAT --to-destination ${to.join(':')}`),
  fc.tuple(fc.constantFrom(...TARGETS), ported).map((to) => ` -p udp -j DNAT --to-destination ${to.join(':')}`),
  natFlags.map((flag) => ` -j DNAT --to-destination 10.2.0.2-10.2.0.9${flag}`),
  fc.constant(' -p tcp -j DNAT --to-destination 10.2.0.2:80-81'),
  fc.constant(' -p tcp -j DNAT --to-destination :8080'),
);
const snat = fc.oneof(
  fc.constantFrom(...SOURCES).map((to) => ` -j SNAT --to-source ${to}`),
  fc.constantFrom(...SOURCES).map((to) => ` -p tcp -j SNAT --to-source ${to}:9000`),
  natFlags.map((flag) => ` -j SNAT --to-source 10.2.0.50-10.2.0.59${flag}`),
  fc.constant(' -p udp -j SNAT --to-source 10.2.0.1:20000-20009'),
);
const masquerade = fc.constantFrom(
  ' -j MASQUERADE',
  ' -j MASQUERADE',
  ' -p tcp -j MASQUERADE --to-ports 9000',
  ' -j MASQUERADE --random',
);

/** Targets that work in a chain; user chains have what works wherever they are called from. */
function target(table: TableName, chain: string): Text {
  const position = (CHAINS as readonly string[]).indexOf(chain);
  const deeper = CHAINS.slice(position + 1);
  const options: { weight: number; arbitrary: Text }[] = [
    { weight: 2, arbitrary: fc.constantFrom('', ' -j ACCEPT', ' -j RETURN') },
  ];
  if (table !== 'nat') options.push({ weight: 1, arbitrary: fc.constant(' -j DROP') });
  if (deeper.length > 0) {
    const to = fc.tuple(fc.constantFrom('-j', '-j', '-g'), fc.constantFrom(...deeper));
    options.push({ weight: 2, arbitrary: to.map((parts) => ` ${parts.join(' ')}`) });
  }
  if (table === 'filter') {
    const plain = REJECT_WITH.filter((kind) => kind !== 'tcp-reset');
    options.push({
      weight: 1,
      arbitrary: fc.oneof(
        fc.constantFrom(...plain).map((kind) => ` -j REJECT --reject-with ${kind}`),
        fc.constant(' -p tcp -j REJECT --reject-with tcp-reset'),
      ),
    });
  }
  if (table === 'nat') {
    if (chain === 'PREROUTING' || chain === 'OUTPUT') options.push({ weight: 6, arbitrary: dnat });
    if (chain === 'POSTROUTING') options.push({ weight: 6, arbitrary: fc.oneof(snat, masquerade) });
    if (chain === 'INPUT') options.push({ weight: 2, arbitrary: snat });
  }
  return fc.oneof(...options);
}

function rule(table: TableName): Text {
  return fc
    .constantFrom(...builtinChains(table), ...CHAINS)
    .chain((chain) =>
      fc.tuple(condition(chain), target(table, chain)).map(([when, what]) => assemble(table, chain, when, what)),
    );
}

/** A target that needs a protocol brings it along, unless the condition has one. */
function assemble(table: TableName, chain: string, when: string, what: string): string {
  const [, protocol] = /^ -p (\w+)/.exec(what) ?? [];
  const own = /(?:^| )(! )?-p (\w+)/.exec(when);
  const rest = protocol === undefined || own === null ? what : what.replace(/^ -p \w+/, '');
  if (protocol !== undefined && own !== null && (own[1] !== undefined || own[2] !== protocol))
    return `-t ${table} -A ${chain} ${when}`;
  return `-t ${table} -A ${chain}${when === '' ? '' : ` ${when}`}${rest}`;
}

const policies = fc.array(
  fc.constantFrom(
    '-t filter -P FORWARD DROP',
    '-t filter -P INPUT DROP',
    '-t filter -P OUTPUT DROP',
    '-t mangle -P POSTROUTING DROP',
    '-t raw -P PREROUTING DROP',
  ),
  { maxLength: 1 },
);

const some = (table: TableName, maxLength: number) => fc.array(rule(table), { maxLength });

/** A whole set of rules: user chains first, then policies, then the rules of all tables. */
export const rules: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constant([] as string[]) }, { weight: 1, arbitrary: policies }),
    some('raw', 3),
    some('mangle', 5),
    some('nat', 7),
    some('filter', 9),
  )
  .map(([policy, ...tables]) => {
    const all = tables.flat();
    const named = TABLE_NAMES.flatMap((table) =>
      CHAINS.filter((chain) =>
        all.some((text) => text.startsWith(`-t ${table} `) && text.split(' ').includes(chain)),
      ).map((chain) => `-t ${table} -N ${chain}`),
    );
    return [...named, ...policy, ...all];
  });
