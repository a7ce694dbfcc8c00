/** Why nf_tables refuses something: an errno, and the part of the request that it is about. Linux: netlink_ext_ack. */

export type NfErrno = 'EBUSY' | 'EEXIST' | 'EINVAL' | 'EMLINK' | 'ENFILE' | 'ENOENT' | 'EOPNOTSUPP' | 'ERANGE';

/** The part of a request that was refused; an element by its place in the request, a rule's expression by its own. */
export type NfSubject =
  | { readonly part: 'request' | 'table' | 'chain' | 'name' | 'handle' | 'position' }
  | { readonly part: 'element'; readonly index: number }
  | { readonly part: 'expression'; readonly index: number };

/** A request that was refused. */
export class NfError extends Error {
  constructor(
    readonly code: NfErrno,
    readonly subject: NfSubject = { part: 'request' },
    /** More than the errno says. */
    readonly detail?: string,
  ) {
    super(detail ?? code);
    this.name = 'NfError';
  }
}
