/**
 * What tslab prints when a cell goes wrong, for people: where in which cell, instead of lines of compiled code. A cell
 * is called by the number that Jupyter shows beside it.
 */
import { traceLines } from './cellLines';
import { tidyText } from './trace';

type Write = (name: 'stdout' | 'stderr', text: string) => void;

/** The parts of tslab's handler of requests that are wrapped. */
interface Handler {
  execCount: number;
  handleExecuteImpl(...parts: unknown[]): Promise<unknown>;
  createWriteToIopub(name: 'stdout' | 'stderr', write: Write): unknown;
}

/** Makes the kernel that `tslab` requires print errors so; paths in them are cut at `root`. */
export function makeErrorsReadable(tslab: NodeJS.Require, root: string): void {
  let cell = 0;
  const lines = new Map<number, readonly number[]>();
  traceLines(tslab, { currentCell: () => cell, onLines: (compiled) => lines.set(cell, compiled) });
  const { prototype } = (tslab('./jupyter') as { JupyterHandlerImpl: { prototype: Handler } }).JupyterHandlerImpl;
  const { handleExecuteImpl, createWriteToIopub } = prototype;
  prototype.handleExecuteImpl = function (...parts) {
    cell = this.execCount + 1;
    return handleExecuteImpl.apply(this, parts);
  };
  prototype.createWriteToIopub = function (name, write) {
    const tidy: Write = (stream, text) => write(stream, tidyText(text, lines, root));
    return createWriteToIopub.call(this, name, name === 'stderr' ? tidy : write);
  };
}
