/** Tests that nearly all rules begin with, without a call in between: of a thousand rules each packet meets some dozens. */
import type { Part } from '../chain';
import type { FieldName } from '../fields';
import type { Scalar } from '../value';

/** The test of a field for one value; `undefined` for fields that are asked for less. */
export function quickTest(name: FieldName, value: Scalar, equal: boolean): Part['run'] | undefined {
  switch (name) {
    case 'iifname':
      return (_skb, { in: device }) => (((device?.name ?? '') === value) === equal ? undefined : 'BREAK');
    case 'oifname':
      return (_skb, { out: device }) => (((device?.name ?? '') === value) === equal ? undefined : 'BREAK');
    case 'ip saddr':
      return ({ packet }) => ((packet.source === value) === equal ? undefined : 'BREAK');
    case 'ip daddr':
      return ({ packet }) => ((packet.destination === value) === equal ? undefined : 'BREAK');
    case 'meta l4proto':
    case 'ip protocol':
      return ({ packet }) => ((packet.protocol === value) === equal ? undefined : 'BREAK');
    default:
      return undefined;
  }
}
