/** What the C library says of errors that nf_tables gives. glibc: strerror. */
import type { NfErrno } from '../../netfilter/nf';

export const NF_ERRNO_TEXTS: Readonly<Record<NfErrno, string>> = {
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EMLINK: 'Too many links',
  ENFILE: 'Too many open files in system',
  ENOENT: 'No such file or directory',
  EOPNOTSUPP: 'Operation not supported',
  ERANGE: 'Numerical result out of range',
};
