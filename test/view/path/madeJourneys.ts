/** Made-up packets of one host: where they come in, which rules decide, what NAT rewrites, how they end. */
import fc from 'fast-check';
import type { Journey, JourneyStep } from '../../../lib/lab';
import type { HookName } from '../../../lib/netfilter';

const PATHS: readonly (readonly HookName[])[] = [
  ['PREROUTING', 'FORWARD', 'POSTROUTING'],
  ['PREROUTING', 'INPUT'],
  ['OUTPUT', 'POSTROUTING'],
];

/** Tables in the order of their priorities. */
const TABLES: Readonly<Record<HookName, readonly JourneyStep['table'][]>> = {
  PREROUTING: ['raw', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'nat'],
  FORWARD: ['mangle', 'filter'],
  OUTPUT: ['raw', 'mangle', 'nat', 'filter'],
  POSTROUTING: ['mangle', 'nat'],
};

interface Kind {
  readonly path: number;
  readonly device: string;
  readonly out: string;
  readonly client: number;
  readonly isReply: boolean;
  readonly packets: number;
  /** Of all tables that it is to meet, where it ends; beyond the last nowhere. */
  readonly dropAt: number;
  readonly isDropping: boolean;
  /** Chains that lead to the rule in filter. */
  readonly jumps: number;
  readonly isTracked: boolean;
  readonly isRewritten: boolean;
}

const kinds: fc.Arbitrary<Kind> = fc.record({
  path: fc.nat(2),
  device: fc.constantFrom('eth0', 'docker0', 'br-lan'),
  out: fc.constantFrom('eth0', 'docker0'),
  client: fc.nat(1),
  isReply: fc.boolean(),
  packets: fc.constantFrom(1, 2, 9, 1200),
  dropAt: fc.nat(7),
  isDropping: fc.constantFrom(false, false, true),
  jumps: fc.nat(2),
  isTracked: fc.constantFrom(true, true, false),
  isRewritten: fc.boolean(),
});

/** The packets of one to five paths through a host named `host`. */
export const madeJourneys: fc.Arbitrary<readonly Journey[]> = fc
  .array(kinds, { minLength: 1, maxLength: 5 })
  .map((made) => made.flatMap(journeysOf).map((journey, index) => ({ ...journey, packet: index + 1 })));

function journeysOf(kind: Kind): readonly Journey[] {
  const { path, device, out, client, isReply, packets, isTracked } = kind;
  const hooks = PATHS[path] ?? [];
  const ends = [`10.0.${path}.${client}:40000`, '192.168.70.6:80'];
  const [source = '', destination = ''] = isReply ? ends.reverse() : ends;
  const input = hooks[0] === 'OUTPUT' ? '' : device;
  const output = hooks.includes('INPUT') ? '' : out;
  const at = { in: input, out: output, source, destination, length: 60 };
  const { steps, drop } = stepsOf(kind, hooks, at);
  const passed = drop === undefined ? hooks : hooks.slice(0, hooks.indexOf(drop.hook) + 1);
  const after = '172.17.0.2:80';
  const isRewritten = kind.isRewritten && passed.length === hooks.length && hooks.includes('POSTROUTING') && !drop;
  const fate: Journey['fate'] =
    drop !== undefined
      ? { kind: 'dropped', reason: `${drop.table} ${drop.chain} rule ${drop.number} DROP: ${drop.rule}` }
      : hooks.includes('INPUT')
        ? { kind: 'delivered', to: 'tcp port 80' }
        : { kind: 'transmitted', device: out };
  const one: Journey = {
    ...{ packet: 1, at: 0, namespace: 'host', protocol: 'tcp', flags: 'S', payload: 0, ttl: 64, ttlOut: 63 },
    ...at,
    ...{
      sourceOut: isRewritten ? after : source,
      destinationOut: destination,
      hooks: passed,
      tracked: isTracked,
      steps,
    },
    translations: isRewritten ? [{ hook: 'POSTROUTING', field: 'source', before: source, after, byRule: true }] : [],
    fate,
  };
  // Those that follow meet no nat table, as only a connection's first packet does.
  const later = { ...one, translations: one.translations.map((translation) => ({ ...translation, byRule: false })) };
  return [one, ...Array.from({ length: Math.min(packets - 1, 40) }, () => later)];
}

type Seen = Pick<JourneyStep, 'in' | 'out' | 'source' | 'destination' | 'length'>;

function stepsOf(
  { dropAt, isDropping, jumps }: Kind,
  hooks: readonly HookName[],
  at: Seen,
): { readonly steps: readonly JourneyStep[]; readonly drop: JourneyStep | undefined } {
  const met = hooks.flatMap((hook) => TABLES[hook].map((table) => ({ hook, table })));
  const steps: JourneyStep[] = [];
  for (const [index, { hook, table }] of met.entries()) {
    const policy = { hook, table, chain: hook, event: 'policy', number: 1, verdict: 'ACCEPT' } as const;
    if (isDropping && index === dropAt) {
      for (let jump = 0; jump < jumps; jump++) {
        const [chain, verdict] = [jump === 0 ? hook : `CHAIN-${jump}`, `CHAIN-${jump + 1}`];
        steps.push({ hook, table, chain, event: 'rule', number: 2, verdict, rule: `-j ${verdict}`, ...at });
      }
      const chain = jumps === 0 ? hook : `CHAIN-${jumps}`;
      const drop: JourneyStep = {
        ...{ hook, table, chain, event: 'rule', number: 3, verdict: 'DROP', rule: '-s 10.0.0.0/8 -j DROP' },
        ...at,
      };
      return { steps: [...steps, drop], drop };
    }
    steps.push({ ...policy, rule: 'policy ACCEPT', ...at });
  }
  return { steps, drop: undefined };
}
