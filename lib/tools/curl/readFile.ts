/** Where options find what is in files. */

/** The bytes of a file, or of standard input (`-`); `undefined` if there is none. */
export type ReadFile = (path: string) => string | undefined;
