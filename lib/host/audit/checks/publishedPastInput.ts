/** Published ports that pass the host's own INPUT rules: Docker's DNAT makes them forwarded traffic, which INPUT does not see. */
import type { Decider } from '../../ask/answer';
import { describeQuestion, type Question } from '../../ask/question';
import { deciderText } from '../../reach/reachRows';
import { type AuditedHost, evidenceOf } from '../auditedHost';
import type { Finding } from '../finding';
import { countText } from '../words';

export const PUBLISHED_PAST_INPUT = {
  id: 'published-past-input',
  title: 'Published ports pass the host’s own INPUT rules',
  why: 'A firewall in INPUT, such as ufw’s, does not guard published ports: Docker’s DNAT sends them by FORWARD.',
  find: findPublishedPastInput,
} as const;

interface Passed {
  readonly question: Question;
  readonly port: string;
}

function findPublishedPastInput(host: AuditedHost): readonly Finding[] {
  const isPublished = new Set(host.reach.targets.filter(({ kind }) => kind === 'published').map(({ name }) => name));
  const open = host.reach.rows.filter(
    ({ source, target, fate }) => source.startsWith('outside') && isPublished.has(target) && fate === 'delivered',
  );
  const [first] = open;
  const bare = first === undefined ? undefined : host.changed(withoutNat(host));
  if (bare === undefined) return [];
  const groups = new Map<string, { readonly source: string; readonly by: Decider; readonly passed: Passed[] }>();
  for (const { source, from, to, protocol } of open) {
    const question = { from, to, protocol };
    // The same request, if a program of the host itself were there.
    bare.servers.listen(bare.machines.host, protocol, '0.0.0.0', Number(to.split(':')[1]));
    const end = host.endOn(bare, question);
    if (end === undefined || end.hook !== 'INPUT' || end.by.backend === 'kernel') continue;
    const { by } = end;
    const key = `${source} ${deciderText(by)}`;
    const group = groups.get(key) ?? { source, by, passed: [] };
    group.passed.push({ question, port: `${to.split(':')[1]}/${protocol}` });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => findingOf(host, group));
}

/** The host's own INPUT rules see what no DNAT takes. */
function withoutNat({ facts }: AuditedHost): string {
  const tables = facts.nft
    .filter(({ text }) => /\bdnat\b/.test(text))
    .map(({ family, name }) => `nft delete table ${family} ${name}`);
  return ['iptables -t nat -F PREROUTING', ...tables].join('\n');
}

function findingOf(
  host: AuditedHost,
  { source, by, passed }: { readonly source: string; readonly by: Decider; readonly passed: readonly Passed[] },
): readonly Finding[] {
  const [first] = passed;
  const answer = first === undefined ? undefined : host.ask(first.question);
  if (first === undefined || answer === undefined) return [];
  const at = host.lineOf(by);
  const remedy = host.try(first.question, closing(host, passed), 'ended');
  return [
    {
      id: PUBLISHED_PAST_INPUT.id,
      severity: 'error',
      sentence: `${countText(passed.length, 'published port')} (${passed.map(({ port }) => port).join(', ')}) ${passed.length === 1 ? 'is' : 'are'} open to the ${source}, though the host’s own rules end the same request in INPUT (${deciderText(by)}): by DNAT it is forwarded, and INPUT does not see it.`,
      evidence: [
        evidenceOf(answer),
        { path: [`the same without DNAT, ${describeQuestion(first.question)}: ended by ${deciderText(by)}`] },
      ],
      ...(remedy !== undefined && { remedy }),
      ...(at !== undefined && { at }),
    },
  ];
}

/** In DOCKER-USER, which Docker leaves alone, by the port that was asked for. */
function closing({ machines }: AuditedHost, passed: readonly Passed[]): string {
  const chain = machines.host.net.netfilter.tables.get('filter')?.chains.has('DOCKER-USER') ? 'DOCKER-USER' : 'FORWARD';
  return passed
    .map(({ question: { from, to, protocol } }) => {
      const [, port = ''] = to.split(':');
      const [, device = ''] = from.split('%');
      return `iptables -I ${chain} -i ${device} -p ${protocol} -m conntrack --ctorigdstport ${port} --ctdir ORIGINAL -j DROP`;
    })
    .join('\n');
}
