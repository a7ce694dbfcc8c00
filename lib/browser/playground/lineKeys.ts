/** What readline's keys do with a line: each by what the terminal sends for it. */
import type { History } from './history';

/** What a key may do with the line. */
export interface EditorState {
  readonly left: string;
  readonly right: string;
  readonly cut: string;
  readonly history: History;
  go(cursor: number): void;
  remove(from: number, to: number, isCut: boolean): void;
  insert(text: string): void;
  recall(line: string | undefined): void;
  clear(): void;
}

type Act = (state: EditorState) => undefined;

function act(what: (state: EditorState) => void): Act {
  return (state) => {
    what(state);
    return undefined;
  };
}

function many(keys: readonly string[], what: (state: EditorState) => void): Record<string, Act> {
  return Object.fromEntries(keys.map((key) => [key, act(what)]));
}

const WORD_END = /^\W*\w+/;
const WORD_BEGIN = /\w+\W*$/;
/** The last and the first character of a text, as long as they are in it. */
const LAST = /(?:[\ud800-\udbff][\udc00-\udfff]|[\s\S])$/;
const FIRST = /^(?:[\ud800-\udbff][\udc00-\udfff]|[\s\S])/;

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}

/** Keys that go somewhere. */
export const MOTIONS: Readonly<Record<string, Act>> = {
  ...many(['\x1b[D', '\x1bOD', '\x02'], ({ left, go }) => go(left.length - lengthOf(LAST, left))),
  ...many(['\x1b[C', '\x1bOC', '\x06'], ({ left, right, go }) => go(left.length + lengthOf(FIRST, right))),
  ...many(['\x1b[H', '\x1bOH', '\x1b[1~', '\x01'], ({ go }) => go(0)),
  ...many(['\x1b[F', '\x1bOF', '\x1b[4~', '\x05'], ({ go }) => go(Number.MAX_SAFE_INTEGER)),
  ...many(['\x1bb', '\x1b[1;5D', '\x1b[1;3D'], ({ left, go }) => go(left.length - lengthOf(WORD_BEGIN, left))),
  ...many(['\x1bf', '\x1b[1;5C', '\x1b[1;3C'], ({ left, right, go }) => go(left.length + lengthOf(WORD_END, right))),
  ...many(['\x1b[A', '\x1bOA', '\x10'], ({ history, left, right, recall }) => recall(history.older(left + right))),
  ...many(['\x1b[B', '\x1bOB', '\x0e'], ({ history, recall }) => recall(history.newer())),
  ...many(['\x0c'], ({ clear }) => clear()),
};

/** Keys that change the line. */
export const EDITS: Readonly<Record<string, Act>> = {
  ...many(['\x7f', '\b'], ({ left, remove }) => remove(left.length - lengthOf(LAST, left), left.length, false)),
  ...many(['\x1b[3~'], ({ left, right, remove }) => remove(left.length, left.length + lengthOf(FIRST, right), false)),
  ...many(['\x0b'], ({ left, right, remove }) => remove(left.length, left.length + right.length, true)),
  ...many(['\x15'], ({ left, remove }) => remove(0, left.length, true)),
  ...many(['\x17'], ({ left, remove }) => remove(left.length - lengthOf(/\S+\s*$/, left), left.length, true)),
  ...many(['\x1b\x7f'], ({ left, remove }) => remove(left.length - lengthOf(WORD_BEGIN, left), left.length, true)),
  ...many(['\x1bd'], ({ left, right, remove }) => remove(left.length, left.length + lengthOf(WORD_END, right), true)),
  ...many(['\x19'], ({ cut, insert }) => insert(cut)),
};
