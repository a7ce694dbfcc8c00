/** `icc: false` without bridge-nf: containers of one bridge reach each other, as iptables does not see what a bridge forwards. */
import { formatIpv4, parseIpv4 } from '../../../packet';
import { ruleText } from '../../../tools/iptables';
import type { Decider } from '../../ask/answer';
import { deciderText } from '../../reach/reachRows';
import { type AuditedHost, evidenceOf, networksOf } from '../auditedHost';
import type { Finding } from '../finding';

export const ICC_NOT_ENFORCED = {
  id: 'icc-not-enforced',
  title: 'Rules between containers of one bridge that are not asked',
  why: 'With bridge-nf-call-iptables off iptables does not see what a bridge forwards, and icc=false does nothing.',
  find: findIccNotEnforced,
} as const;

const ENDING: ReadonlySet<string> = new Set(['DROP', 'REJECT']);

function findIccNotEnforced(host: AuditedHost): readonly Finding[] {
  return networksOf(host, 'all').flatMap(({ name, from, bridge }): readonly Finding[] => {
    const rule = ruleBetween(host, bridge);
    const other = (parseIpv4(from) ?? 0) - 1;
    if (rule === undefined) return [];
    const question = { from, to: `${formatIpv4(other)}:80` };
    const answer = host.ask(question);
    if (answer?.fate !== 'delivered') return [];
    const remedy = host.try(question, 'sysctl -w net.bridge.bridge-nf-call-iptables=1', 'ended');
    // Something else lets them through: then the rule is asked.
    if (remedy === undefined) return [];
    const at = host.lineOf(rule);
    return [
      {
        id: ICC_NOT_ENFORCED.id,
        severity: 'error',
        sentence: `Containers of ${name} reach each other, though ${deciderText(rule)} ends what goes from ${bridge} to ${bridge}: bridge-nf-call-iptables is off, and the rule is not asked.`,
        evidence: [evidenceOf(answer)],
        remedy,
        ...(at !== undefined && { at }),
      },
    ];
  });
}

/** `-i docker0 -o docker0 -j DROP`. */
function ruleBetween({ machines }: AuditedHost, bridge: string): Decider | undefined {
  for (const { name, rules } of machines.host.net.netfilter.tables.get('filter')?.chains.values() ?? []) {
    const index = rules.findIndex(
      ({ spec: { inInterface, outInterface, target } }) =>
        inInterface?.value === bridge &&
        outInterface?.value === bridge &&
        !inInterface.invert &&
        !outInterface.invert &&
        ENDING.has(target.kind),
    );
    const rule = rules[index];
    if (rule !== undefined)
      return { backend: 'iptables', table: 'filter', chain: name, rule: index + 1, text: ruleText(rule.spec) };
  }
  return undefined;
}
