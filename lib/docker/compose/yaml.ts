/** The reader of YAML that docker compose is given: this floor uses no package. */

/** A file of YAML as a value, and the line in which a part of it stands; or why it is none. */
export type ReadYaml = (
  text: string,
) =>
  | { readonly value: unknown; readonly lineOf: (path: readonly string[]) => number }
  | { readonly problem: string; readonly line: number };

/** Gets the reader when `docker compose` is typed. */
export type LoadYaml = () => Promise<ReadYaml>;
