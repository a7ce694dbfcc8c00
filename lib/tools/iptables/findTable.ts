/** Tables by the names that programs are given. */
import { TABLE_NAMES, type TableName } from '../../netfilter';

/** `undefined` for a table that there is not. */
export function findTable(name: string): TableName | undefined {
  return TABLE_NAMES.find((table) => table === name);
}
