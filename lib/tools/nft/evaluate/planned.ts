/** Requests to the kernel, each with what the kernel's complaints about it are about. */
import type { NfErrno, NfRequest, NfSubject } from '../../../netfilter/nf';
import { NF_ERRNO_TEXTS } from '../../common/nfErrno';
import type { NameReference, TableReference } from '../command';
import { NftError, type Place } from '../source';

/** A request, and where in the text its parts come from. */
export interface Planned {
  readonly request: NfRequest;
  readonly at: Place;
  placeOf(subject: NfSubject): Place | undefined;
}

/** What the kernel said, as nft prints it. */
export function kernelError(planned: Planned, code: NfErrno, subject: NfSubject, detail: string | undefined): NftError {
  const message = detail ?? `Could not process rule: ${NF_ERRNO_TEXTS[code]}`;
  return new NftError(message, planned.placeOf(subject) ?? planned.at, undefined, 'kernel');
}

export type Places = Partial<Readonly<Record<'table' | 'chain' | 'name' | 'handle' | 'position', Place>>>;

export function originOf(subject: NfSubject, origins: readonly Place[]): Place | undefined {
  return subject.part === 'expression' ? origins[subject.index] : undefined;
}

export function named({ family, table }: TableReference): {
  readonly family: TableReference['family'];
  readonly table: string;
} {
  return { family, table };
}

export function tablePlaces({ tableAt }: TableReference): Places {
  return { table: tableAt };
}

export function namePlaces({ tableAt, nameAt }: NameReference): Places {
  return { table: tableAt, chain: nameAt, name: nameAt };
}
