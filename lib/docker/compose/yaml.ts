/** The reader of YAML that docker compose is given: this floor uses no package. */

/** A file of YAML. */
export interface ReadableYaml {
  /** What is in it. */
  readonly value: unknown;
  /** The line, from 1, of a key or an item, by the keys and numbers that lead there. */
  readonly lineOf: (path: readonly string[]) => number;
}

/** Why a text is no YAML. */
export interface UnreadableYaml {
  /** In words. */
  readonly problem: string;
  /** From 1. */
  readonly line: number;
}

/** Reads a text. */
export type ReadYaml = (text: string) => ReadableYaml | UnreadableYaml;

/** Gets the reader when `docker compose` is typed. */
export type LoadYaml = () => Promise<ReadYaml>;
