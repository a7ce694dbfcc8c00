/** Gives counters, quotas and limits that have a name their meaning. */
import { type NewObject, USUAL_BURST } from '../../../netfilter/nf';
import type { NameReference, ObjectSpec } from '../command';
import type { LimitNode } from '../node';
import { NftError, type Place } from '../source';

export function evaluateObject(reference: NameReference, spec: ObjectSpec): NewObject {
  const { name } = reference;
  const { comment } = spec;
  switch (spec.kind) {
    case 'counter':
      return { kind: spec.kind, name, comment, counters: { packets: spec.packets, bytes: spec.bytes } };
    case 'quota':
      return { kind: spec.kind, name, comment, quota: { bytes: spec.bytes, used: spec.used, over: spec.over } };
    case 'limit':
      return { kind: spec.kind, name, comment, limit: evaluateLimit(spec.limit, reference.nameAt) };
  }
}

export function evaluateLimit({ rate, unit, per, burst, over }: LimitNode, at: Place) {
  if (rate === 0) throw new NftError('limit rate must be non-zero', at);
  return { rate, unit, per, burst: burst ?? (unit === 'packets' ? USUAL_BURST : 0), over };
}
