/** Random rules, of all that the simulation models; nearly all of them the real iptables accepts. */
import fc from 'fast-check';
import { builtinChains, type TableName, USUAL_TABLES } from '../../lib/netfilter';
import { condition, type Text } from './conditions';
import { CHAINS, target } from './targets';

function rule(table: TableName): Text {
  return fc
    .constantFrom(...builtinChains(table), ...builtinChains(table), ...CHAINS)
    .chain((chain) =>
      fc.tuple(condition(table, chain), target(table, chain)).map(([when, what]) => assemble(table, chain, when, what)),
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

/** Every policy but nat's, which may not be DROP. */
const POLICIES = USUAL_TABLES.filter((table) => table !== 'nat').flatMap((table) =>
  builtinChains(table).map((chain) => `-t ${table} -P ${chain} DROP`),
);
const policies = fc.subarray(POLICIES, { minLength: 1, maxLength: 2 });

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
    const named = USUAL_TABLES.flatMap((table) =>
      CHAINS.filter((chain) =>
        all.some((text) => text.startsWith(`-t ${table} `) && text.split(' ').includes(chain)),
      ).map((chain) => `-t ${table} -N ${chain}`),
    );
    return [...named, ...policy, ...all];
  });
