/** What is known of a chain after rules came and went is what a look at all of them says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChainDraft, Rule, type TableDraft, validateDraft } from '../../../lib/netfilter';
import { ChainFacts } from '../../../lib/netfilter/xtables/chainFacts';
import { Table } from '../../../lib/netfilter/xtables/table';
import { parseRule } from '../../../lib/tools/iptables';
import { findEqual } from '../../../lib/tools/iptables/equal';

const RULES = [
  '-p tcp',
  '-j ACCEPT',
  '-j DROP',
  '-j a',
  '-j b',
  '-j gone',
  // The kernel refuses it where a packet that comes in could reach it.
  '-m owner --uid-owner 0',
  '-m conntrack --ctstate NEW',
  '-m connbytes --connbytes 1: --connbytes-dir both --connbytes-mode packets',
  '-m limit --limit 1/sec',
];

/** A rule that comes to a chain, or the one at a place, if there is one, that goes. */
const change = fc.record({
  chain: fc.constantFrom('INPUT', 'OUTPUT', 'a'),
  rule: fc.option(fc.constantFrom(...RULES), { freq: 3 }),
  place: fc.nat(5),
});

/** The same chains, with rules that nobody has looked at. */
function rebuilt(draft: TableDraft): TableDraft {
  return new Map(
    [...draft].map(([name, { policy, rules }]) => {
      const chain = new ChainDraft(name, policy);
      chain.change().push(...rules.map(({ spec }) => new Rule(spec)));
      return [name, chain];
    }),
  );
}

function known(facts: ChainFacts) {
  const { jumps, remembering, reachable, needsConntrack, needsAccounting } = facts;
  return { jumps, remembering: new Set(remembering), reachable, needsConntrack, needsAccounting };
}

test('facts, faults and equal rules are those of a chain that is looked at anew', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 20 }), (commits) => {
      const table = new Table('filter');
      table.commit(new Map([...table.draft(), ...['a', 'b'].map((name) => [name, new ChainDraft(name)] as const)]));
      for (const changes of commits) {
        const draft = table.draft();
        for (const { chain: name, rule, place } of changes) {
          const chain = draft.get(name) as ChainDraft;
          const count = chain.rules.length;
          if (rule !== null) chain.insert(Math.min(place, count), new Rule(parseRule(rule.split(' '))));
          else if (place < count) chain.remove(place);
        }
        for (const { rules, facts } of draft.values()) {
          expect(known(facts)).toEqual(known(ChainFacts.of(rules)));
          for (const text of RULES) {
            const spec = parseRule(text.split(' '));
            expect(findEqual(rules, spec, facts)).toBe(findEqual(rules, spec));
          }
        }
        const fault = validateDraft('filter', draft);
        expect(fault).toEqual(validateDraft('filter', rebuilt(draft)));
        if (fault === undefined) table.commit(draft);
      }
    }),
  );
});
