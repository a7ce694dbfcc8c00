/** What a rule of iptables asks for exactly, for the index of its chain. */
import { SINGLE_ADDRESS_MASK } from '../../packet/address';
import { matchRemembers } from '../matches';
import type { ExactFields } from './chainIndex';
import type { RuleSpec } from './ruleSpec';

/** A port counts only if no match before it remembers the packets that it was asked about. */
export function exactFields({ source, destination, matches }: RuleSpec): ExactFields {
  const exact = (condition: RuleSpec['source']) =>
    condition?.invert === false && condition.value.mask === SINGLE_ADDRESS_MASK ? condition.value.address : undefined;
  const first = matches.find((match) => match.kind === 'tcp' || match.kind === 'udp' || matchRemembers(match));
  const ports = first?.kind === 'tcp' || first?.kind === 'udp' ? first.destinationPorts : undefined;
  const exactPort = ports !== undefined && !ports.invert && ports.from === ports.to ? ports.from : undefined;
  return { source: exact(source), destination: exact(destination), destinationPort: exactPort };
}
