/** Counters, quotas and limits with names. Linux: nf_tables_newobj, nf_tables_delobj, net/netfilter/nf_tables_api.c. */
import { NfError } from './error';
import { type Journal, setEntry } from './journal';
import { NfObject, Quota, TokenBucket } from './objects';
import type { NewObject, NfRequest } from './request';
import { objectKey } from './table';

type Of<Kind extends NfRequest['kind']> = Extract<NfRequest, { readonly kind: Kind }>;

export function addObject(journal: Journal, request: Of<'add object'>): number {
  const table = journal.table(request);
  const { object, exclusive } = request;
  const there = table.object(object.kind, object.name);
  if (there !== undefined) {
    if (exclusive) throw new NfError('EEXIST', { part: 'name' });
    return there.handle;
  }
  const made = makeObject(object, table.takeHandle());
  setEntry(journal, table.objects, objectKey(object.kind, object.name), made);
  return made.handle;
}

function makeObject(object: NewObject, handle: number): NfObject {
  const { kind, name, comment } = object;
  switch (object.kind) {
    case 'counter':
      return new NfObject(kind, name, handle, comment, undefined, object.counters);
    case 'quota':
      return new NfObject(kind, name, handle, comment, new Quota(object.quota));
    case 'limit':
      if (object.limit.rate === 0) throw new NfError('EINVAL', { part: 'name' });
      return new NfObject(kind, name, handle, comment, new TokenBucket(object.limit));
  }
}

export function deleteObject(journal: Journal, request: Of<'delete object'>): void {
  const table = journal.table(request);
  const found = table.object(request.object, request.name);
  if (found === undefined) {
    if (request.ifExists) return;
    throw new NfError('ENOENT', { part: 'name' });
  }
  if (found.uses > 0) throw new NfError('EBUSY', { part: 'name' });
  setEntry(journal, table.objects, objectKey(request.object, request.name), undefined);
}
