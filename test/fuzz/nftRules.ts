/** Random rule sets of nft, of all that the simulation models and that the real kernel answers the same each time. */
import fc from 'fast-check';
import { NUMBERS } from './describe';

type Text = fc.Arbitrary<string>;

const ADDRESSES = ['10.1.0.2', '10.3.0.2', '10.2.0.2', '172.20.0.2', '172.20.0.3', '10.1.0.1', '10.2.0.1', '10.9.0.1'];
const DEVICES = ['outer', 'second', 'inner', 'br0', 'lo'];

const one = (...words: readonly string[]): Text => fc.constantFrom(...words);
const pick = (...texts: readonly Text[]): Text => fc.oneof(...texts);
const words = (...texts: readonly Text[]): Text =>
  fc.tuple(...texts).map((some) => some.filter((word) => word !== '').join(' '));
const not: Text = one('', '', '', '!=');

const address = one(...ADDRESSES);
const block = fc.tuple(address, fc.constantFrom(32, 31, 24, 16, 8)).map(([text, length]) => `${text}/${length}`);
const range = one('10.1.0.0-10.1.0.2', '10.2.0.2-10.9.0.1', '172.20.0.2-172.20.0.3');
const port = fc.constantFrom(...NUMBERS).map(String);
const ports = one('1-80', '22-1000', '4000-8080');
const device = one(...DEVICES).map((name) => `"${name}"`);
const mark = one('0x1', '0x4', '0x10', '0xff');

/** Different elements between braces: the same twice, and spans that overlap, are what nft itself refuses or joins. */
const set = (element: Text, data: Text = fc.constant('')): Text =>
  fc
    .uniqueArray(fc.tuple(element, data), { minLength: 1, maxLength: 4, selector: ([key]) => key })
    .map((some) => `{ ${some.map(([key, value]) => (value === '' ? key : `${key} : ${value}`)).join(', ')} }`);

const side = one('saddr', 'daddr');
const end = one('sport', 'dport');
const layer = one('tcp', 'udp');
const state = fc.subarray(['established', 'related', 'new', 'invalid', 'untracked'], { minLength: 1 });
const flag = fc.subarray(['fin', 'syn', 'rst', 'psh', 'ack', 'urg'], { minLength: 1 });
const compare = one('==', '!=', '<', '>', '<=', '>=');

/** A condition on a packet. */
const condition: Text = pick(
  words(
    one('ip'),
    side,
    not,
    pick(address, block, range, set(address), set(block.filter((text) => text.endsWith('/24')))),
  ),
  words(
    one('ip saddr', 'ip daddr'),
    one('& 255.255.0.255 == 10.1.0.2', '& 0.0.0.1 == 0.0.0.1', '& 0.0.0.3 != 0.0.0.2'),
  ),
  words(one('ip protocol', 'meta l4proto'), not, pick(one('tcp', 'udp', 'icmp'), one('{ tcp, udp }', '{ icmp, tcp }'))),
  // One source port alone would be put before a destination port that another condition asks for.
  words(layer, one('dport'), not, pick(port, ports, set(port))),
  words(layer, one('sport'), not, ports),
  words(one('meta l4proto { tcp, udp } th'), end, pick(port, ports)),
  words(layer, end, one('<', '>', '<=', '>='), port),
  words(one('iifname', 'oifname'), not, pick(device, one('"in*"', '"o*"'), set(device))),
  words(one('iif', 'oif'), not, device),
  words(
    one('ct state'),
    not,
    state.map((some) => some.join(',')),
  ),
  words(
    one('ct state'),
    state.map((some) => `{ ${some.join(', ')} }`),
  ),
  words(one('ct direction'), one('original', 'reply')),
  words(one('ct status'), one('dnat', 'snat', 'seen-reply', 'assured', 'confirmed')),
  words(one('ct mark'), pick(mark, words(one('&'), mark, one('== 0x1', '!= 0x0')))),
  words(
    one('ct original ip saddr', 'ct original ip daddr', 'ct reply ip saddr', 'ct reply ip daddr'),
    not,
    pick(address, block),
  ),
  words(one('meta mark'), not, pick(mark, set(mark))),
  words(one('meta mark &'), mark, one('== 0x1', '!= 0x0', '== 0x10')),
  words(one('meta length'), compare, one('20', '40', '52', '60', '100')),
  words(one('meta length'), one('20-52', '41-100', '!= 40-60')),
  words(one('ip ttl'), compare, one('1', '2', '63', '64')),
  words(one('ip length'), compare, one('28', '40', '60')),
  words(one('ip dscp'), not, one('cs0', 'cs1', 'ef')),
  words(one('icmp type'), not, one('echo-request', 'echo-reply', '{ echo-request, destination-unreachable }')),
  words(one('icmp code'), one('0', '1', '3')),
  words(
    one('tcp flags'),
    pick(
      flag.map((some) => some.join(',')),
      fc.tuple(flag, flag).map(([a, b]) => `& (${b.join('|')}) == ${a.join('|')}`),
    ),
  ),
  words(
    one('tcp flags'),
    one('==', '!=', '!'),
    flag.map((some) => some.join(',')),
  ),
  words(one('fib'), side, one('type'), not, one('local', 'unicast', 'broadcast', '{ local, broadcast }')),
  words(
    one('ip saddr . tcp dport', 'ip daddr . tcp dport'),
    set(fc.tuple(address, port).map((both) => both.join(' . '))),
  ),
  words(one('iifname . ip daddr'), set(fc.tuple(device, address).map((both) => both.join(' . ')))),
  words(one('meta pkttype'), one('host', 'broadcast')),
  one('quota 100 bytes', 'quota over 100 bytes', 'quota over 60 bytes'),
  one(
    'limit rate 1/day burst 2 packets',
    'limit rate over 1/day burst 1 packets',
    'limit rate over 1 bytes/day burst 100 bytes',
  ),
  one('ip saddr @addresses', 'ip daddr @blocks', 'ip daddr . meta l4proto . th dport @services', 'tcp dport @ports'),
  words(one('numgen inc mod 3'), one('0', '< 2', '{ 0, 2 }')),
);

const verdict = one('accept', 'drop', 'return', 'jump u1', 'jump u2', 'goto u1', 'continue');

/** What a rule does after it counted. */
const statement: Text = pick(
  one(''),
  one(''),
  verdict,
  verdict,
  words(one('meta mark set'), pick(mark, one('meta mark | 0x10', 'meta mark & 0xf', 'meta mark ^ 0x1', 'ct mark'))),
  words(one('ct mark set'), pick(mark, one('meta mark', 'ct mark | 0x4'))),
  words(one('meta mark set ip daddr map'), set(address, mark)),
  words(one('ip saddr vmap', 'ip daddr vmap'), set(address, verdict)),
  words(one('tcp dport vmap'), set(port, verdict)),
  words(one('ct state vmap'), one('{ established : accept, new : jump u1 }', '{ invalid : drop, related : accept }')),
  one(
    'iifname vmap @jumps',
    'counter name "counted"',
    'add @seen { ip saddr }',
    'update @seen { ip saddr counter }',
    'notrack',
  ),
);

const rejection = one('reject', 'reject with icmp host-unreachable', 'tcp dport 80 reject with tcp reset');

/** A translation, at the hooks that take it. */
const destinations: Text = pick(
  one(
    'dnat ip to 10.2.0.2',
    'dnat ip to 172.20.0.2',
    'tcp dport 80 dnat ip to 10.2.0.3:8080',
    'udp dport 53 dnat ip to 172.20.0.3:5000',
  ),
  one('redirect', 'tcp dport 81 redirect to :80', 'meta l4proto tcp redirect to :80'),
  words(one('dnat ip to tcp dport map'), set(port, one('10.2.0.2', '172.20.0.2', '10.2.0.5'))),
  one(
    'meta l4proto tcp dnat ip to ip daddr . tcp dport map { 10.1.0.1 . 80 : 10.2.0.2 . 8080, 10.1.0.1 . 81 : 172.20.0.2 . 80 }',
  ),
);
const sources: Text = one(
  'masquerade',
  'snat ip to 10.2.0.1',
  'snat ip to 10.1.0.9',
  'tcp dport 80 snat ip to 10.2.0.1:4000',
);

/** Not of a header: nft 1.0.6 puts neighbouring fields of one header in their order, across what stands between. */
const second: Text = pick(
  one('', '', ''),
  words(one('iifname', 'oifname'), not, device),
  words(one('ct state'), one('new', 'established,related', 'invalid')),
  words(one('meta mark'), not, mark),
  one('fib daddr type local', 'ct direction original'),
);

const rule = (last: Text): Text =>
  words(condition, second, one('counter'), pick(statement, statement, last)).map((text) => text.trim());

interface Base {
  readonly name: string;
  readonly spec: string;
  readonly last: Text;
}

/** Those of which release 1.0.6 has the same opinion as later ones at every hook. */
const PRIORITIES = ['-300', '-250', '-150', '0', '10', '50', '200'];
const filterBase = (hook: string): fc.Arbitrary<Base> =>
  fc
    .tuple(one(...PRIORITIES), fc.constantFrom('accept', 'accept', 'accept', 'accept', 'accept', 'drop'))
    .map(([priority, policy]) => ({
      name: `f-${hook}`,
      spec: `type filter hook ${hook} priority ${priority}; policy ${policy};`,
      last: hook === 'postrouting' ? one('drop') : rejection,
    }));
const natBase = (hook: string): fc.Arbitrary<Base> =>
  one('-150', hook === 'prerouting' ? '-100' : '0', '0', '10', hook === 'postrouting' ? '100' : '200').map(
    (priority) => ({
      name: `n-${hook}`,
      spec: `type nat hook ${hook} priority ${priority};`,
      last:
        hook === 'prerouting' || hook === 'output'
          ? destinations
          : hook === 'input'
            ? one('snat ip to 10.2.0.1')
            : sources,
    }),
  );
const bases = fc.tuple(
  ...['prerouting', 'input', 'forward', 'output', 'postrouting'].map((hook) =>
    fc.option(filterBase(hook), { freq: 2 }),
  ),
  ...['prerouting', 'input', 'output', 'postrouting'].map((hook) => fc.option(natBase(hook), { freq: 2 })),
);

const chainText = ({ name, spec, last }: Base): Text =>
  fc
    .array(rule(last), { maxLength: 4 })
    .map((rules) => `  chain ${name} {\n    ${[spec, ...rules].join('\n    ')}\n  }`);
const userChain = (name: string, deeper: readonly string[]): Text =>
  fc
    .array(words(condition, one('counter'), one('', 'accept', 'drop', 'return', ...deeper)), { maxLength: 3 })
    .map((rules) => `  chain ${name} {\n    ${rules.join('\n    ')}\n  }`);

const SETS = [
  'set addresses { type ipv4_addr; elements = { 10.1.0.2, 10.2.0.2, 172.20.0.2 }; }',
  'set blocks { type ipv4_addr; flags interval; elements = { 10.2.0.0/24, 172.20.0.2-172.20.0.3, 10.1.0.1 }; }',
  'set ports { type inet_service; flags interval; elements = { 22, 80-443, 4000-5000 }; }',
  'set services { type ipv4_addr . inet_proto . inet_service; elements = { 10.2.0.2 . tcp . 80, 10.1.0.1 . udp . 53 }; }',
  'set seen { type ipv4_addr; size 128; flags dynamic; }',
  'map jumps { type ifname : verdict; elements = { "outer" : jump u1, "inner" : goto u2, "br0" : accept }; }',
  'counter counted { }',
];

/** A table with chains at some hooks; other tables beside it come from the second number. */
const table = (name: string): Text =>
  fc
    .tuple(bases, userChain('u1', ['jump u2', 'goto u2']), userChain('u2', []))
    .chain(([some, ...users]) =>
      fc
        .tuple(...some.filter((base): base is Base => base !== null).map(chainText))
        .map((chains) =>
          [`table ${name} {`, ...SETS.map((text) => `  ${text}`), ...users, ...chains, '}', ''].join('\n'),
        ),
    );

/** What `nft -f` reads. */
export const nftRules: Text = pick(
  table('inet t'),
  table('ip t'),
  fc.tuple(table('inet t'), table('ip u')).map((both) => both.join('')),
);
