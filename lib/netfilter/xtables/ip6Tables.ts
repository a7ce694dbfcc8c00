/**
 * The tables of ip6tables. No hook leads to them, for no IPv6 packet but those of loopback is modelled: rules are kept as they
 * are written, and count nothing. Linux: net/ipv6/netfilter/ip6_tables.c.
 */
import { Table, type TableDraft } from './table';
import type { TableName } from './tableHooks';
import type { TableStore } from './tableStore';

/** Tables that rules are kept in. */
export class Ip6Tables implements TableStore {
  readonly family = 'ipv6';
  readonly #tables = new Map<TableName, Table>();

  get tables(): ReadonlyMap<TableName, Table> {
    return this.#tables;
  }

  table(name: TableName): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Table(name);
      this.#tables.set(name, table);
    }
    return table;
  }

  commit(name: TableName, draft: TableDraft): void {
    this.table(name).commit(draft);
  }
}
