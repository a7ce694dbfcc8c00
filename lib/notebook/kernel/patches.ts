/**
 * All that this project changes of tslab. tslab has no interface for any of it, so each change takes the place of a
 * function inside. They are made for one version, and what all of them need is looked for before the first is made.
 */
import { readFileSync } from 'node:fs';
import { type LineObserver, traceLines } from './cellLines';
import { makeProgramsOnDemand } from './cellPrograms';
import { showFramesWhenLoaded } from './frames';
import { answerHistory } from './history';
import { lazyLoadHeavyDependencies } from './lazyModules';
import { unlimitPublishQueue } from './longOutput';
import { type LineRecord, makeErrorsReadable } from './readableErrors';
import { showResults } from './results';
import { TslabError } from './tslab';

/** The version of tslab that the patches are made for. */
export const TSLAB_VERSION = '1.0.22';

const COMPILER = '@tslab/typescript-for-tslab';

/** What the process wants of tslab that is patched. */
export interface TslabSettings {
  /** Whoever types cells wants the libraries' documentation, which costs time to read. */
  readonly documentation: boolean;
  /** What is told of the lines of cells. */
  readonly lines: LineObserver;
  /** Given if tslab prints errors for people: where their places are looked up. */
  readonly record?: LineRecord;
}

/**
 * A part of tslab: a function or a value that a module exports, or words that stand in the module's text. A module of tslab's own
 * is not loaded to look for a part: it would load the compiler before that is changed.
 */
type Part = { readonly module: string; readonly path: string } | { readonly module: string; readonly text: string };

/** A change of tslab. */
export interface Patch {
  /** The file that makes the change, or that reads tslab's inside: beside this one, or in lib/node. */
  readonly name: string;
  readonly what: string;
  readonly why: string;
  readonly needs: readonly Part[];
  /** Undefined for what is no change, but reads tslab's inside. */
  readonly apply?: (tslab: NodeJS.Require, settings: TslabSettings) => void;
}

/** The patches in the order in which they are made: the compiler has to be changed before tslab's modules load it. */
export const PATCHES: readonly Patch[] = [
  {
    name: 'cellPrograms',
    what: 'A program of the compiler is made when it is asked for.',
    why: 'tslab makes two for each cell; a notebook takes half the processor time with one.',
    needs: [
      { module: './converter.js', text: 'ts.createWatchProgram(host)' },
      { module: COMPILER, path: 'bindSourceFile' },
      { module: COMPILER, path: 'changeCompilerHostLikeToUseCache' },
      { module: COMPILER, path: 'NodeFlags.PossiblyContainsDynamicImport' },
    ],
    apply: makeProgramsOnDemand,
  },
  {
    name: 'lazyModules',
    what: 'danfojs-node loads mathjs, xlsx and request when it uses them.',
    why: 'They take nine tenths of the time that it loads in, and most notebooks never use them.',
    needs: [{ module: 'node:module', path: '_load' }],
    apply: lazyLoadHeavyDependencies,
  },
  {
    name: 'cellLines',
    what: 'The compiler gives source maps, and the code of cell n runs under the name cell-n.js.',
    why: 'tslab keeps no source map, and a stack trace shows lines of compiled code.',
    needs: [
      { module: './converter.js', text: 'ts.createWatchCompilerHost(' },
      { module: './converter.js', text: 'const srcPrefix = "export {};" + ts.sys.newLine;' },
      { module: './converter.js', text: 'ts.transpileModule(js' },
      { module: './executor.js', text: 'vm_1.default.runInThisContext(wrapped, {' },
    ],
    apply: (tslab, { lines }) => traceLines(tslab, lines),
  },
  {
    name: 'readableErrors',
    what: 'Errors are printed with cell and line, and without frames of compiled code.',
    why: 'Learners in Jupyter see neither the compiled code nor the folders of this package.',
    needs: [
      { module: './jupyter.js', text: 'exports.JupyterHandlerImpl = JupyterHandlerImpl;' },
      { module: './jupyter.js', text: 'async handleExecuteImpl(req, writeStream, writeDisplayData) {' },
      { module: './jupyter.js', text: 'createWriteToIopub(name, writeStream) {' },
      { module: './jupyter.js', text: 'this.execCount = 0;' },
    ],
    apply: (tslab, { record }) => record && makeErrorsReadable(tslab, record, process.cwd()),
  },
  {
    name: 'frames',
    what: 'A DataFrame, a Series or groups of danfojs are shown as a table, and print all their columns.',
    why: 'tslab prints how danfojs keeps them, and danfojs cuts columns and texts.',
    needs: [{ module: 'node:module', path: '_load' }],
    apply: showFramesWhenLoaded,
  },
  {
    name: 'longOutput',
    what: 'The publishing sockets keep every message, and send one after the other.',
    why: 'ZeroMQ drops what is over 1,000 messages, and refuses one while another is being sent; tslab heeds neither.',
    needs: [
      { module: './jupyter.js', text: 'this.iopub = new zmq.Publisher();' },
      { module: 'zeromq', path: 'Publisher.prototype.bind' },
      { module: 'zeromq', path: 'Publisher.prototype.send' },
    ],
    apply: unlimitPublishQueue,
  },
  {
    name: 'history',
    what: 'The request for earlier inputs is answered: there are none.',
    why: 'tslab prints that it does not know the request, and front ends wait for the reply.',
    needs: [
      { module: './jupyter.js', text: 'exports.ZmqServer = ZmqServer;' },
      { module: './jupyter.js', text: 'async handleShellMessage(sock, ...args) {' },
    ],
    apply: answerHistory,
  },
  {
    name: 'results',
    what: 'The value of a cell’s last line is shown in forms of its own, if it has some.',
    why: 'tslab prints its text alone.',
    needs: [{ module: './executor.js', text: 'console.log(ret);' }],
    apply: showResults,
  },
  {
    name: 'display',
    what: 'A value is shown in several forms at once, by the writer of the running cell.',
    why: 'tslab’s own functions show one form an output.',
    needs: [{ module: './jupyter.js', text: 'exports.lastWriteDisplayData = writeDisplayData;' }],
  },
  {
    name: 'trace',
    what: 'The line and the message of a type error are read from what is printed.',
    why: 'tslab prints type errors and tells of them in no other way.',
    needs: [{ module: './executor.js', text: 'console.error("%s%d:%d - %s"' }],
  },
];

/**
 * Makes all patches in the tslab that `tslab` requires. When it is of another version or differs inside, none is made, and
 * TslabError is thrown, whose sentence names the version or the first patch that does not fit.
 */
export function patchTslab(tslab: NodeJS.Require, settings: TslabSettings): void {
  checkFit(tslab);
  for (const { apply } of PATCHES) apply?.(tslab, settings);
}

function checkFit(tslab: NodeJS.Require): void {
  const { version } = tslab('../package.json') as { readonly version: string };
  if (version !== TSLAB_VERSION)
    throw new TslabError(`tslab ${version} cannot be used: it is patched here, as only tslab ${TSLAB_VERSION} can be.`);
  for (const { name, needs } of PATCHES) {
    const missing = needs.find((part) => !isIn(tslab, part));
    if (missing === undefined) continue;
    const words = 'path' in missing ? missing.path : missing.text;
    throw new TslabError(
      `This tslab ${version} cannot be used: the patch ${name} needs \`${words}\` in ${missing.module}, which is not there.`,
    );
  }
}

function isIn(tslab: NodeJS.Require, part: Part): boolean {
  try {
    if ('text' in part) return readFileSync(tslab.resolve(part.module), 'utf8').includes(part.text);
    const found = part.path.split('.').reduce(property, tslab(part.module) as unknown);
    return found !== undefined;
  } catch {
    return false;
  }
}

function property(value: unknown, name: string): unknown {
  return (value as Readonly<Record<string, unknown>> | undefined)?.[name];
}
