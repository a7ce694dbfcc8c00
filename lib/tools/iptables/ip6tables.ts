/** ip6tables, ip6tables-save, ip6tables-restore: IPv6 packets pass here without meeting a table. */
import { immediate } from '../common/command';

/** Refuses every command line by name. */
export const ip6tables = immediate((process) => {
  process.stderr += `${process.argv[0]}: IPv6 tables are not modelled by chainwalk\n`;
  return 2;
});
