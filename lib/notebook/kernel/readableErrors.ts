/**
 * What tslab prints when a cell goes wrong, for people: where in which cell, instead of lines of compiled code. A cell
 * is called by the number that Jupyter shows beside it.
 */
import type { LineObserver } from './cellLines';
import { type LineTable, tidyText } from './trace';

type Write = (name: 'stdout' | 'stderr', text: string) => void;

/** The parts of tslab's handler of requests that are wrapped. */
interface Handler {
  execCount: number;
  handleExecuteImpl(...parts: unknown[]): Promise<unknown>;
  createWriteToIopub(name: 'stdout' | 'stderr', write: Write): unknown;
}

/** The lines of the cells that have run so far. */
export interface LineRecord extends LineObserver {
  readonly table: LineTable;
  /** Notes that code cell `cell` is about to run. */
  begin(cell: number): void;
}

/** A record of no cell yet. */
export function newLineRecord(): LineRecord {
  let current = 0;
  const table = new Map<number, readonly number[]>();
  return {
    table,
    begin: (cell) => {
      current = cell;
    },
    currentCell: () => current,
    onLines: (lines) => table.set(current, lines),
  };
}

/** Makes the Jupyter kernel that `tslab` requires print errors with the places of `record`; paths are cut at `root`. */
export function makeErrorsReadable(tslab: NodeJS.Require, record: LineRecord, root: string): void {
  const { prototype } = (tslab('./jupyter') as { JupyterHandlerImpl: { prototype: Handler } }).JupyterHandlerImpl;
  const { handleExecuteImpl, createWriteToIopub } = prototype;
  prototype.handleExecuteImpl = function (...parts) {
    record.begin(this.execCount + 1);
    return handleExecuteImpl.apply(this, parts);
  };
  prototype.createWriteToIopub = function (name, write) {
    const tidy: Write = (stream, text) => write(stream, tidyText(text, record.table, root));
    return createWriteToIopub.call(this, name, name === 'stderr' ? tidy : write);
  };
}
