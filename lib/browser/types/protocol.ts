/**
 * What a page and the worker that knows types tell each other. Each request carries the sources of all code cells, so that places in it
 * are places in them. Requests of one kind overtake each other: of those that wait, only the last is answered, the others are told so.
 */

/** A notebook's code cells 1, 2 … as they stand in the page. */
export type Sources = readonly string[];

/** A place in a cell: the cell, from 1, and how many characters of it (UTF-16 units) stand before. */
export interface Spot {
  readonly cell: number;
  readonly offset: number;
}

/** Files of declarations by path, or the address from which the worker reads them. */
export type Declarations = Readonly<Record<string, string>> | string;

/** Questions about the sources, and what answers them. */
export interface Questions {
  /** What is wrong in the cells. */
  check: { readonly ask: object; readonly answer: readonly Problem[] };
  /** What could stand at a spot. */
  complete: { readonly ask: { readonly at: Spot }; readonly answer: readonly Completion[] };
  /** What one of the completions at a spot is. */
  describe: { readonly ask: { readonly at: Spot; readonly name: string }; readonly answer: Description | undefined };
  /** What stands at a spot. */
  hover: { readonly ask: { readonly at: Spot }; readonly answer: Hover | undefined };
}

/** The name of a question. */
export type QuestionKind = keyof Questions;

/** One question as it is sent. */
export type Question = {
  [Kind in QuestionKind]: {
    readonly kind: Kind;
    readonly id: number;
    readonly sources: Sources;
  } & Questions[Kind]['ask'];
}[QuestionKind];

/** What the page tells the worker: first `open`. */
export type TypesRequest = { readonly kind: 'open'; readonly declarations: Declarations } | Question;

/** What the worker tells the page. */
export type TypesReport =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Questions[QuestionKind]['answer'] }
  /** A later question of the same kind was asked before this one was answered. */
  | { readonly kind: 'overtaken'; readonly id: number }
  /** This question cannot be answered; others can. */
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
  /** No question will be answered. */
  | { readonly kind: 'broken'; readonly reason: string };

/** Something that TypeScript says about a place in a cell. */
export interface Problem {
  readonly cell: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Characters that it is about; more than the line has if it goes on. */
  readonly length: number;
  readonly message: string;
  /** False for a remark. */
  readonly isError: boolean;
}

/** A name that could stand somewhere. */
export interface Completion {
  readonly name: string;
  /** TypeScript's word for what it is: `method`, `const`, `interface`. */
  readonly kind: string;
  /** Those with smaller numbers come first. */
  readonly rank: number;
}

/** What a name is: its type as TypeScript writes it, and its documentation. */
export interface Description {
  readonly type: string;
  readonly documentation: string;
}

/** A description of what stands from `from` to `to` in the cell. */
export interface Hover extends Description {
  readonly from: number;
  readonly to: number;
}
