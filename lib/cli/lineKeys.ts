/** What Node's readline lacks of bash's keys: Ctrl-R looks through the history, and a paste of several lines runs them in their order. */
import type { Interface, Key } from 'node:readline';

/** What readline has, and its types do not tell of. */
interface Typing {
  line: string;
  cursor: number;
  /** The newest first. */
  readonly history?: readonly string[];
  _ttyWrite(text: string | undefined, key: Key): void;
}

/** Terminals bracket a paste when they are asked to. */
const [BRACKETS, NO_BRACKETS] = ['\u001b[?2004h', '\u001b[?2004l'];

interface Search {
  readonly text: string;
  /** Where in the history the line stands that is shown. */
  readonly index: number;
  /** What there was before it. */
  readonly prompt: string;
  readonly line: string;
}

/** Gives `lines`, which are typed at a terminal, these keys; what it returns ends it. */
export function addKeys(lines: Interface, write: (text: string) => void): () => void {
  const typing = lines as Interface & Typing;
  const pass = typing._ttyWrite.bind(lines);
  let search: Search | undefined;
  let isPasting = false;

  const show = (prompt: string, line: string) => {
    lines.setPrompt(prompt);
    Object.assign(typing, { line, cursor: line.length });
    lines.prompt(true);
  };
  const find = (now: Search, text: string, from: number) => {
    const index = (typing.history ?? []).findIndex((line, at) => at >= from && line.includes(text));
    search = { ...now, text, index: index < 0 ? now.index : index };
    show(`(search) '${text}': `, index < 0 ? typing.line : (typing.history?.[index] ?? ''));
  };
  /** Takes a key of a search; false if readline is to take it as well. */
  const takeInSearch = (now: Search, text: string | undefined, { name, ctrl }: Key): boolean => {
    if (ctrl === true && name === 'r') find(now, now.text, now.index + 1);
    else if (name === 'backspace') find(now, now.text.slice(0, -1), 0);
    else if (isPrintable(text)) find(now, now.text + text, Math.max(0, now.index));
    else {
      search = undefined;
      const isDropped = ctrl === true && (name === 'g' || name === 'c');
      show(now.prompt, isDropped ? now.line : typing.line);
      return name === 'escape' || (ctrl === true && name === 'g');
    }
    return true;
  };

  typing._ttyWrite = (text, key) => {
    if (key.name === 'paste-start' || key.name === 'paste-end') {
      isPasting = key.name === 'paste-start';
    } else if (search !== undefined) {
      if (!takeInSearch(search, text, key)) pass(text, key);
    } else if (key.ctrl === true && key.name === 'r') {
      find({ text: '', index: -1, prompt: lines.getPrompt(), line: typing.line }, '', Number.POSITIVE_INFINITY);
    } else if (isPasting && key.name === 'tab') {
      // In a paste it asks for nothing.
      pass('  ', {});
    } else pass(text, key);
  };
  write(BRACKETS);
  return () => write(NO_BRACKETS);
}

function isPrintable(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !/^\p{C}/u.test(text);
}
