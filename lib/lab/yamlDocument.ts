/** YAML, read with the lines that things stand in. */
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A file of YAML as a value, and where its parts stand. */
export interface YamlDocument {
  readonly value: unknown;
  /** The line, from 1, of a key or an item, by the keys and numbers that lead there; of the last of them that is there. */
  readonly lineOf: (path: readonly string[]) => number;
}

/** Why a text is no YAML, or one whose aliases and merges have no end. */
export interface YamlProblem {
  readonly problem: string;
  /** From 1. */
  readonly line: number;
  /** False: it is YAML, and makes no value. */
  readonly isSyntax: boolean;
}

/** Reads a text; `<<` merges. */
export function readYaml(text: string): YamlDocument | YamlProblem {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined)
    return { problem: firstLine(error.message), line: lines.linePos(error.pos[0]).line, isSyntax: true };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { value, lineOf: (path) => lineOf(document.contents, lines, path) };
  } catch (problem) {
    // Aliases of aliases without end, and what cannot be merged: the library throws errors of several kinds.
    const why = problem instanceof Error ? firstLine(problem.message) : 'not understood';
    return { problem: why, line: 1, isSyntax: false };
  }
}

function lineOf(root: unknown, lines: LineCounter, path: readonly string[]): number {
  let node = root;
  let line = 1;
  for (const name of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined;
    const item: unknown = pair === undefined ? itemOf(node, name) : pair.value;
    const shown = pair === undefined ? item : pair.key;
    const start = isNode(shown) ? shown.range?.[0] : undefined;
    if (start !== undefined) line = lines.linePos(start).line;
    node = item;
  }
  return line;
}

function itemOf(node: unknown, index: string): Node | undefined {
  if (!isSeq(node)) return undefined;
  const item: unknown = node.items[Number(index)];
  return isNode(item) ? item : undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
