/** The tables of one family in one namespace. Linux: struct netns_xt. */
import type { Family } from './family';
import type { Table, TableDraft } from './table';
import type { TableName } from './tableHooks';

/** Tables that a program of iptables' family takes out and puts back. */
export interface TableStore {
  readonly family: Family;
  /** The tables that were touched so far. */
  readonly tables: ReadonlyMap<TableName, Table>;
  /** A table, made if it was not there. */
  table(name: TableName): Table;
  /** Replaces a table's chains by a validated draft. */
  commit(name: TableName, draft: TableDraft): void;
}
