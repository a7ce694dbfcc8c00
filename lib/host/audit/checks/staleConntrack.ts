/** Connections that were made before a rule was: nat is asked for a flow's first packet only, so that they go where the rule does not lead. */
import { isLoopback, parseIpv4 } from '../../../packet';
import { type AuditedHost, evidenceOf } from '../auditedHost';
import type { Finding } from '../finding';

export const STALE_CONNTRACK = {
  id: 'stale-conntrack',
  title: 'Connections that today’s rules would not make',
  why: 'nat is asked for the first packet of a flow only: who keeps sending keeps to the rules of yesterday.',
  find: findStaleConntrack,
} as const;

/** So many flows are asked about. */
const MOST = 50;

function findStaleConntrack(host: AuditedHost): readonly Finding[] {
  const { facts } = host;
  const flows = facts.connections.filter(
    ({ protocol, original }) =>
      protocol === 'udp' && host.isOwn(original.destination) && !isLoopback(parseIpv4(original.source) ?? 0),
  );
  return flows.slice(0, MOST).flatMap(({ protocol, original, at, text }): readonly Finding[] => {
    const question = {
      from: `${original.source}:${original.sourcePort}`,
      to: `${original.destination}:${original.destinationPort}`,
      protocol,
    };
    const answer = host.ask(question);
    const fresh = host.askWithoutConnections(question);
    if (answer === undefined || fresh === undefined || endOf(answer) === endOf(fresh)) return [];
    const command = `conntrack -D -p ${protocol} --orig-src ${original.source} --orig-port-dst ${original.destinationPort}`;
    const trial = host.askAfter(question, command);
    const works = trial !== undefined && endOf(trial) === endOf(fresh);
    return [
      {
        id: STALE_CONNTRACK.id,
        severity: 'warning',
        sentence: `The flow from ${question.from} to ${question.to}/${protocol} is ${endOf(answer)}; by today’s rules it would be ${endOf(fresh)}.`,
        evidence: [evidenceOf(answer), { path: [text] }],
        ...(works && { remedy: { command, tried: `it is ${endOf(trial)}` } }),
        at,
      },
    ];
  });
}

function endOf({ fate, to }: { readonly fate: string; readonly to: string | undefined }): string {
  return to === undefined ? fate : `${fate} to ${to}`;
}
