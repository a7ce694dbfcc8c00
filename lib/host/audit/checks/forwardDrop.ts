/** Networks whose containers get nowhere: FORWARD drops what no rule lets through, or the host does not forward at all. */
import { type AuditedHost, evidenceOf, networksOf } from '../auditedHost';
import type { Finding } from '../finding';

export const FORWARD_DROP = {
  id: 'forward-drop',
  title: 'Forwarded packets that no rule lets through',
  why: 'Docker sets the policy of FORWARD to DROP, and other firewalls do the same: bridges that no rule names get nowhere.',
  find: findForwardDrop,
} as const;

function findForwardDrop(host: AuditedHost): readonly Finding[] {
  const published = host.reach.rows.filter(
    ({ source, target, fate }) => source.startsWith('outside') && fate === 'dropped' && isPublished(host, target),
  );
  const { outside } = host;
  const networks = outside === undefined ? [] : networksOf(host).map((network) => ({ ...network, to: outside }));
  const outwards = networks.map(({ name, from, to }) => ({
    what: `Containers of ${name} get no answer from the outside`,
    question: { from, to },
  }));
  const inwards = published.map(({ source, target, from, to, protocol }) => ({
    what: `The published port ${target} gives no answer to the ${source}`,
    question: { from, to, protocol },
  }));
  return [...outwards, ...inwards].flatMap(({ what, question }): readonly Finding[] => {
    const answer = host.ask(question);
    const by = answer?.by;
    if (answer === undefined || by === undefined) return [];
    const stands = by.backend === 'kernel' && by.text.includes('does not forward');
    const isPolicy = by.backend !== 'kernel' && by.rule === 0 && answer.steps.at(-1)?.hook === 'FORWARD';
    if (!stands && !isPolicy) return [];
    const packet = answer.steps.at(-1)?.packet === 'request' ? 'the request' : 'a later packet';
    const remedy = host.mend(answer);
    const cause = stands
      ? 'the host does not forward (ip_forward is 0)'
      : `${packet} meets no rule of ${by.table} ${by.chain} but its policy, DROP`;
    return [
      {
        id: FORWARD_DROP.id,
        severity: 'error',
        sentence: `${what}: ${cause}.`,
        evidence: [evidenceOf(answer)],
        ...(remedy !== undefined && { remedy }),
      },
    ];
  });
}

function isPublished({ reach }: AuditedHost, name: string): boolean {
  return reach.targets.some((target) => target.name === name && target.kind === 'published');
}
