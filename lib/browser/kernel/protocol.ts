/**
 * What a page and the worker that runs its cells tell each other. A page of the book has each run of its cells done by a new worker, on
 * new machines. A worker may also be asked for several runs, as a Jupyter kernel is: each finds what the ones before it left in the scope.
 */

/** Files that cells can read, by their path from the project's folder: `data/article/article.session`. */
export type DataPack = Readonly<Record<string, string>>;

/** What the page tells the worker. The first is `open`, what follows, some time later, `run`: one waits for the end of the other. */
export type KernelRequest =
  | {
      readonly kind: 'open';
      /** The files themselves, or the address from which the worker reads them. */
      readonly data: DataPack | string;
    }
  | {
      readonly kind: 'run';
      /** The source of code cells, in order. It stops at the first that fails. */
      readonly cells: readonly string[];
      /** The number of the first of them; 1 when it is left out. The others count on from it. */
      readonly first?: number;
      /** Why a cell fails is told by `end` alone; else it is printed as well. */
      readonly isQuiet?: boolean;
    };

/** What the worker tells the page. */
export type KernelReport =
  | { readonly kind: 'begin'; readonly cell: number }
  | {
      readonly kind: 'output';
      readonly cell: number;
      /** A message of a Jupyter kernel's iopub socket: `stream`, `display_data`, `execute_result`. */
      readonly type: string;
      readonly content: Readonly<Record<string, unknown>>;
    }
  /** A cell wrote a file. */
  | { readonly kind: 'file'; readonly cell: number; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly cell: number; readonly failure: CellFailure | undefined }
  /** All cells are done, or one failed. */
  | { readonly kind: 'done' };

/** Why a cell stopped. */
export interface CellFailure {
  /** One sentence, or the error's first line. */
  readonly message: string;
  /** The line of the reader's source (from 1) that it comes from, where that is known, and the cell that the line is in. */
  readonly place: { readonly cell: number; readonly line: number } | undefined;
}
