/** CHECKSUM: fills in a checksum that was left to a device. Userspace: extensions/libxt_CHECKSUM.c. */
import type { ChecksumTarget } from '../../../netfilter';
import type { Extension } from '../extension';

/** What the tool knows of target CHECKSUM. */
export const CHECKSUM: Extension<ChecksumTarget> = {
  name: 'CHECKSUM',
  options: [{ name: 'checksum-fill', argument: false, required: true }],
  initial: { kind: 'CHECKSUM' },
  parse: (target) => target,
  save: () => ' --checksum-fill',
  print: () => ' CHECKSUM fill',
};
