/** A line that is typed at a terminal, with readline's keys: it knows no browser, only what keys send and a place to write. */
import { commonBeginning, inColumns } from './candidates';
import { History } from './history';
import { EDITS, type EditorState, MOTIONS } from './lineKeys';
import { placeAfter } from './screenPlace';

/** Whoever the lines are for. */
export interface LineReader {
  /** Takes a line; no key is looked at until it is done. */
  submit(line: string): Promise<void>;
  /** What the Tab key offers for the last word of `line`. */
  complete(line: string): Promise<{ readonly candidates: readonly string[]; readonly word: string }>;
  /** Ctrl-C while a line runs. */
  interrupt(): void;
  /** Ctrl-D on an empty line. */
  end(): Promise<void>;
}

/** The screen. */
export interface Screen {
  readonly columns: number;
  write(text: string): void;
}

/** The prompt as it is read, and with its colours. */
export interface PromptText {
  readonly plain: string;
  readonly coloured: string;
}

/** What one key sends. A paste comes in brackets. */
const KEYS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters
  /\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1bO[\s\S]|\x1b[P\]X^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[\s\S]|\r\n|[\s\S]/gu;
/** Keys that wait for their turn. */
const MOST_WAITING = 200_000;

export class LineEditor {
  readonly history = new History();
  readonly #screen: Screen;
  readonly #reader: LineReader;
  #prompt: PromptText = { plain: '', coloured: '' };
  #text = '';
  #cursor = 0;
  /** What was cut last, for Ctrl-Y. */
  #cut = '';
  /** The row of the cursor, counted from the prompt's. */
  #row = 0;
  #search: { text: string; index: number | undefined } | undefined;
  #waiting: string[] = [];
  #isBusy = false;
  #isPasting = false;
  #isHeld = false;

  constructor(screen: Screen, reader: LineReader) {
    this.#screen = screen;
    this.#reader = reader;
  }

  /** What is typed now. */
  get text(): string {
    return this.#text;
  }

  /** Whether a line runs. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Shows a prompt, on a new line, with nothing typed. */
  ask(prompt: PromptText): void {
    this.#prompt = prompt;
    this.#text = '';
    this.#cursor = 0;
    this.#row = 0;
    this.#render();
  }

  /** Shows another prompt before what is typed. */
  changePrompt(prompt: PromptText): void {
    if (this.#isBusy) return;
    this.#erase();
    this.#prompt = prompt;
    this.#render();
  }

  /** Draws the line anew, as after a change of the screen's width. */
  redraw(): void {
    if (this.#isBusy) return;
    this.#erase();
    this.#render();
  }

  /** Writes something above the line that is being typed. */
  writeAbove(text: string): void {
    this.#erase();
    this.#screen.write(text);
    this.#row = 0;
    this.#render();
  }

  /** Takes what keys sent. */
  press(data: string): void {
    const keys: readonly string[] = data.match(KEYS) ?? [];
    if ((this.#isBusy || this.#isHeld) && keys.includes('\x03')) {
      this.#waiting = [];
      this.#reader.interrupt();
      return;
    }
    if (this.#waiting.length + keys.length <= MOST_WAITING) this.#waiting.push(...keys);
    void this.#drain();
  }

  /** Takes what was typed off the screen; keys wait until `release`. */
  hold(): void {
    this.#isHeld = true;
    this.#erase();
  }

  /** Keys have their turn again; `ask` follows. */
  release(): void {
    this.#isHeld = false;
    queueMicrotask(() => void this.#drain());
  }

  /** Forgets keys that wait for their turn. */
  forget(): void {
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    let plain = '';
    const flush = () => {
      if (plain !== '') this.#insert(plain);
      plain = '';
    };
    while (!this.#isBusy && !this.#isHeld && this.#waiting.length > 0) {
      const key = this.#waiting.shift() ?? '';
      // A paste is drawn once.
      if (this.#search === undefined && key.length <= 2 && isPrintable(key)) {
        plain += key;
        continue;
      }
      flush();
      const done = this.#search === undefined ? this.#take(key) : this.#takeInSearch(key);
      if (done === undefined) continue;
      this.#isBusy = true;
      try {
        await done;
      } finally {
        this.#isBusy = false;
      }
    }
    flush();
  }

  /** Takes a key; a promise if others have to wait. */
  #take(key: string): Promise<void> | undefined {
    switch (key) {
      case '\x1b[200~':
        this.#isPasting = true;
        return;
      case '\x1b[201~':
        this.#isPasting = false;
        return;
      case '\r':
      case '\n':
      case '\r\n':
        return this.#enter();
      case '\x03':
        this.#end('^C\n');
        return this.#reader.submit('');
      case '\x04':
        if (this.#text !== '') return this.#change(this.#cursor, this.#cursor + this.#next().length, '');
        return this.#reader.end();
      case '\t':
        return this.#isPasting ? this.#insert('  ') : this.#complete();
      case '\x12':
        this.#search = { text: '', index: undefined };
        return this.#render();
      default:
        return (MOTIONS[key] ?? EDITS[key])?.call(this, this.#state());
    }
  }

  #takeInSearch(key: string): Promise<void> | undefined {
    const search = this.#search;
    if (search === undefined) return this.#take(key);
    const find = (text: string, before?: number): undefined => {
      const found = this.history.find(text, before);
      if (found === undefined && text !== '') return undefined;
      this.#search = { text, index: found?.index };
      if (found !== undefined) this.#set(found.line);
      return this.#render();
    };
    if (key === '\x12') return find(search.text, search.index);
    if (key === '\x7f' || key === '\b') return find([...search.text].slice(0, -1).join(''));
    if (isPrintable(key)) return find(search.text + key);
    this.#search = undefined;
    if (key === '\x03' || key === '\x07') {
      this.#set('');
      return this.#render();
    }
    this.#render();
    return key === '\x1b' || key === '\x1b\x1b' ? undefined : this.#take(key);
  }

  #enter(): Promise<void> {
    const line = this.#text;
    this.#end('\n');
    return this.#reader.submit(line);
  }

  /** Leaves the line as it is, and goes behind it. */
  #end(text: string): void {
    this.#search = undefined;
    this.#cursor = this.#text.length;
    this.#render();
    this.#screen.write(text);
    this.#row = 0;
    this.#text = '';
    this.#cursor = 0;
  }

  async #complete(): Promise<void> {
    const left = this.#text.slice(0, this.#cursor);
    const { candidates, word } = await this.#reader.complete(left);
    const common = commonBeginning(candidates);
    if (common.length > word.length) {
      this.#change(this.#cursor - word.length, this.#cursor, common);
    } else if (candidates.length > 1) {
      const names = candidates.map((candidate) => candidate.trimEnd());
      this.writeAbove(`${inColumns(names, this.#screen.columns)}\n`);
    }
  }

  #insert(text: string): undefined {
    return this.#change(this.#cursor, this.#cursor, text);
  }

  /** Replaces a part of the line. */
  #change(from: number, to: number, text: string): undefined {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to);
    this.#cursor = from + text.length;
    this.#render();
  }

  #set(text: string): void {
    this.#text = text;
    this.#cursor = text.length;
  }

  #next(): string {
    return String.fromCodePoint(this.#text.codePointAt(this.#cursor) ?? 0).slice(0, this.#text.length - this.#cursor);
  }

  #state(): EditorState {
    const left = this.#text.slice(0, this.#cursor);
    const right = this.#text.slice(this.#cursor);
    return {
      left,
      right,
      cut: this.#cut,
      go: (cursor) => {
        this.#cursor = Math.max(0, Math.min(this.#text.length, cursor));
        this.#render();
      },
      remove: (from, to, isCut) => {
        if (isCut) this.#cut = this.#text.slice(from, to);
        this.#change(from, to, '');
      },
      insert: (text) => this.#insert(text),
      recall: (line) => {
        if (line === undefined) return;
        this.#set(line);
        this.#render();
      },
      history: this.history,
      clear: () => {
        this.#screen.write('\x1b[H\x1b[2J\x1b[3J');
        this.#row = 0;
        this.#render();
      },
    };
  }

  #erase(): void {
    this.#screen.write(`${this.#row > 0 ? `\x1b[${this.#row}A` : ''}\r\x1b[J`);
    this.#row = 0;
  }

  #render(): undefined {
    const { columns } = this.#screen;
    const search = this.#search;
    const prompt = search === undefined ? this.#prompt : searchPrompt(search.text);
    const end = placeAfter(prompt.plain + this.#text, columns);
    const cursor = placeAfter(prompt.plain + this.#text.slice(0, this.#cursor), columns);
    this.#erase();
    // Behind a full row the terminal's cursor stays in it until something follows.
    const wrap = end.column === 0 && end.row > 0 && !this.#text.endsWith('\n') ? '\n' : '';
    const up = end.row - cursor.row;
    const right = cursor.column > 0 ? `\x1b[${cursor.column}C` : '';
    this.#screen.write(`${prompt.coloured}${this.#text}${wrap}${up > 0 ? `\x1b[${up}A` : ''}\r${right}`);
    this.#row = cursor.row;
    return undefined;
  }
}

function isPrintable(key: string): boolean {
  return !/^[\p{C}]/u.test(key) && key !== '\r\n';
}

function searchPrompt(text: string): PromptText {
  const plain = `(search) '${text}': `;
  return { plain, coloured: plain };
}
