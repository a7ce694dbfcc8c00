/** The one port that a rule asks for first, which it tests by itself, without its match's function. */
import type { Match } from '../matches';
import type { RuleSpec } from './ruleSpec';

/** `match` asks for this destination port, and for nothing else. */
export interface PortTest {
  readonly match: Match;
  readonly kind: 'tcp' | 'udp';
  readonly port: number;
}

/** The test of a rule whose first match asks for one destination port only; `undefined` for any other. Comments ask for nothing. */
export function portTest({ matches }: RuleSpec): PortTest | undefined {
  const match = matches.find(({ kind }) => kind !== 'comment');
  if (match?.kind !== 'tcp' && match?.kind !== 'udp') return undefined;
  const { destinationPorts: ports } = match;
  if (ports === undefined || ports.invert || ports.from !== ports.to || match.sourcePorts !== undefined)
    return undefined;
  if (match.kind === 'udp') return { match, kind: 'udp', port: ports.from };
  if (match.flags !== undefined || match.option !== undefined) return undefined;
  return { match, kind: 'tcp', port: ports.from };
}
