/** The terminal: xterm.js on the screen, a line editor behind it, and the same in words for screen readers. */
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import { make } from './dom';
import { LineEditor, type LineReader, type PromptText } from './lineEditor';
import { plainText, safeText } from './safeText';
import { currentTheme } from './theme';

const SCROLLBACK = 5000;
/** Lines that the log for screen readers keeps. */
const LOG_LINES = 100;

const COLOURS: Readonly<Record<'light' | 'dark', ITheme>> = {
  light: {
    background: '#ffffff',
    foreground: '#1b1f24',
    cursor: '#0860a8',
    cursorAccent: '#ffffff',
    selectionBackground: '#bcdcf7',
    red: '#9a1f28',
    green: '#14663d',
    yellow: '#8a4b00',
    blue: '#0860a8',
    magenta: '#a3284f',
    cyan: '#0b6b75',
    brightBlack: '#57606a',
  },
  dark: {
    background: '#14171c',
    foreground: '#e8eaed',
    cursor: '#7cc0f2',
    cursorAccent: '#14171c',
    selectionBackground: '#2f4d69',
    red: '#ffb3b3',
    green: '#8fd6ac',
    yellow: '#f0b878',
    blue: '#7cc0f2',
    magenta: '#f49ab5',
    cyan: '#7fd4de',
    brightBlack: '#a3abb6',
  },
};

/** A terminal in `place`; what it shows is in words in `log`. */
export class PlayTerminal {
  readonly editor: LineEditor;
  readonly #terminal: Terminal;
  readonly #log: HTMLElement;
  /** Whether the cursor stands at the beginning of a line. */
  #isFresh = true;
  /** Escape was pressed: the next Tab leaves the terminal. */
  #isLeaving = false;

  constructor(place: HTMLElement, log: HTMLElement, reader: LineReader) {
    this.#log = log;
    const terminal = new Terminal({
      convertEol: true,
      cursorBlink: false,
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
      fontSize: 12.5,
      scrollback: SCROLLBACK,
      minimumContrastRatio: 4.5,
      theme: COLOURS[currentTheme()],
      // No link of an escape sequence is followed.
      linkHandler: { activate: () => {} },
    });
    this.#terminal = terminal;
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(place);
    terminal.write('\x1b[?2004h');
    terminal.textarea?.setAttribute('aria-label', 'Terminal');
    terminal.textarea?.setAttribute('aria-describedby', 'terminal-keys');
    terminal.attachCustomKeyEventHandler((event) => this.#mayTake(event));
    const columns = () => terminal.cols;
    this.editor = new LineEditor(
      {
        get columns() {
          return columns();
        },
        write: (text) => terminal.write(text),
      },
      reader,
    );
    terminal.onData((data) => this.editor.press(data));
    const resize = () => {
      const before = terminal.cols;
      fit.fit();
      if (terminal.cols !== before) this.editor.redraw();
    };
    new ResizeObserver(resize).observe(place);
    fit.fit();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Shows what the machines wrote. */
  print(text: string): void {
    if (text === '') return;
    this.#terminal.write(safeText(text));
    this.#isFresh = text.endsWith('\n');
    this.#say(text);
  }

  /** Shows a sentence of the page's own. */
  note(text: string): void {
    this.endLine();
    this.#terminal.write(`\x1b[90m${safeText(text)}\x1b[0m\n`);
    this.#say(text);
  }

  /** Shows a line as if it had been typed. */
  echo(prompt: PromptText, line: string): void {
    this.endLine();
    this.#terminal.write(`${prompt.coloured}${safeText(line)}\n`);
    this.#say(`${prompt.plain}${line}`);
  }

  /** Goes to a new line, unless the cursor is at the beginning of one. */
  endLine(): void {
    if (!this.#isFresh) this.#terminal.write('\n');
    this.#isFresh = true;
  }

  paint(): void {
    this.#terminal.options.theme = COLOURS[currentTheme()];
  }

  clear(): void {
    this.#terminal.write('\x1b[H\x1b[2J\x1b[3J');
    this.#isFresh = true;
    this.#log.replaceChildren();
  }

  #say(text: string): void {
    const lines = plainText(text).trimEnd().split('\n');
    const shown = lines.slice(-LOG_LINES);
    this.#log.append(make('div', {}, shown.join('\n')));
    while (this.#log.childElementCount > LOG_LINES) this.#log.firstElementChild?.remove();
  }

  /** Whether a key is the terminal's. Shift and Tab leaves it, Escape and then Tab as well. */
  #mayTake(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const isLeaving = this.#isLeaving;
    if (event.key !== 'Shift') this.#isLeaving = event.key === 'Escape';
    if (event.key === 'Tab' && (event.shiftKey || isLeaving)) return false;
    // The browser's own: copying what is selected.
    return !(event.key === 'c' && (event.ctrlKey || event.metaKey) && this.#terminal.hasSelection());
  }
}
