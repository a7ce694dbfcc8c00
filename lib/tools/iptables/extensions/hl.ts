/** hl and HL of ip6tables: the hop limit, which is IPv6's time to live. Userspace: extensions/libip6t_hl.c, libip6t_HL.c. */
import { changesTtl, comparesTtl } from './ttl';

/** What the tool knows of match hl. */
export const hl = comparesTtl({
  short: 'hl',
  title: 'HL',
  required: "HL match: You must specify one of `--hl-eq', `--hl-lt', `--hl-gt'",
});

/** What the tool knows of target HL. */
export const HL = changesTtl({ short: 'hl', title: 'HL' });
