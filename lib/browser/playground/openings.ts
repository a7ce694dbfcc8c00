/** What a playground can begin with: a section of the article, a broken host, a file of one's own. */

import { button, byId, make } from './dom';
import type { Fault } from './faults';
import { HostForm } from './hostForm';
import { ARTICLE_KIND, KindChoice } from './machineKind';
import type { Playground } from './playground';
import { type PlaySession, quoteLine, readSession, SessionError, typedLines } from './sessionText';

/** A section of the article: the lines before it, and its page in the book. */
export interface Section {
  readonly title: string;
  readonly page: string;
  /** How many of the article's lines have run before it, and after it. */
  readonly before: number;
  readonly after: number;
}

/** What the page's HTML brings of the article. */
export interface Article {
  readonly sections: readonly Section[];
  /** `PLACE# COMMAND` */
  readonly lines: readonly string[];
}

/** Bytes of a file of one's own. */
const LARGEST_FILE = 1_000_000;
/** What `chainwalk collect` writes before what a command printed. */
const COLLECTED = /^#### \S+\$ /m;
const SOLVED = 'chainwalk-mended';

export class Openings {
  readonly #playground: Playground;
  readonly #say: (sentence: string) => void;
  readonly #dialog = byId('openings', HTMLDialogElement);
  readonly #choice: KindChoice;
  readonly #host: HostForm;
  readonly #task = byId('task', HTMLElement);
  #mended: readonly string[] = readMended();

  constructor(playground: Playground, article: Article, say: (sentence: string) => void) {
    this.#playground = playground;
    this.#say = say;
    byId('sections', HTMLOListElement).replaceChildren(
      ...article.sections.map((section) =>
        make(
          'li',
          {},
          button(section.title, () => this.#openSection(section, article)),
        ),
      ),
    );
    this.#host = new HostForm(playground);
    this.#choice = new KindChoice((kind) => {
      this.#dialog.close();
      this.endTask();
      void playground.renew([], 'These are new machines.', kind);
    });
    byId('close-openings', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    const input = byId('own-file', HTMLInputElement);
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file !== undefined) void this.#openFile(file);
      input.value = '';
    });
    document.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    document.addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined) return;
      event.preventDefault();
      void this.#openFiles(file, files);
    });
  }

  /** Shows what there is; the prompt does not wait for the list. */
  async show(): Promise<void> {
    await this.#listFaults();
    this.#choice.show(this.#playground.kind);
    this.#dialog.showModal();
  }

  /** No fault is being looked for any more. */
  endTask(): void {
    this.#task.hidden = true;
    this.#task.replaceChildren();
  }

  #showTask(): void {
    this.#task.hidden = false;
    this.#task.tabIndex = -1;
    this.#task.focus();
  }

  async #listFaults(): Promise<void> {
    const { FAULTS } = await import('./faults');
    byId('faults', HTMLOListElement).replaceChildren(
      ...FAULTS.map((fault) => {
        const mended = this.#mended.includes(fault.id) ? ', mended' : '';
        return make(
          'li',
          {},
          button(fault.title, () => void this.#openFault(fault)),
          ` ${fault.level}${mended}`,
        );
      }),
    );
  }

  async #openSection({ title, page, before, after }: Section, { lines }: Article): Promise<void> {
    this.#dialog.close();
    this.endTask();
    const done = typedLines(lines.slice(0, before));
    const sentence = `The machines are as at the beginning of “${title}”: ${before} lines of the article have run.`;
    if (!(await this.#playground.renew(done, sentence, ARTICLE_KIND))) return;
    this.#showLines(title, page, lines.slice(before, after));
  }

  /** The lines of a section, to be typed one after another. */
  #showLines(title: string, page: string, lines: readonly string[]): void {
    const items = lines.map((line) => make('li', {}, make('code', {}, line)));
    let next = 0;
    const type = button('Type the next line', () => {
      const line = lines[next];
      if (line === undefined || this.#playground.isRunning) return;
      items[next]?.classList.add('done');
      items[next]?.scrollIntoView({ block: 'nearest' });
      next += 1;
      type.disabled = next === lines.length;
      void this.#playground.type(typedLines([line]));
    });
    this.#task.replaceChildren(
      make('h2', {}, title),
      make(
        'p',
        { class: 'controls' },
        type,
        button('Close', () => this.endTask()),
        make('a', { href: page }, 'This section in the book'),
      ),
      make('ol', { tabindex: 0, 'aria-label': 'The lines of this section' }, ...items),
    );
    this.#showTask();
  }

  async #openFault(fault: Fault): Promise<void> {
    this.#dialog.close();
    this.endTask();
    if (!(await this.#playground.renew(typedLines(fault.setup), `A broken host: ${fault.symptom}`, ARTICLE_KIND)))
      return;
    const verdict = make('p', { id: 'verdict', role: 'status' });
    const check = button('Check', () => void this.#check(fault, verdict, check));
    this.#task.replaceChildren(
      make('h2', {}, fault.title),
      make('p', {}, fault.symptom),
      make('p', {}, fault.task),
      make(
        'p',
        {},
        'It shows with ',
        make('code', {}, fault.look),
        ' ',
        button('Type it', () => void this.#playground.type(typedLines([fault.look]))),
      ),
      make('details', {}, make('summary', {}, 'A hint'), make('p', {}, fault.hint)),
      make(
        'p',
        { class: 'controls' },
        check,
        button('Begin again', () => void this.#openFault(fault)),
        button('Close', () => this.endTask()),
      ),
      verdict,
    );
    this.#showTask();
  }

  /** Types the lines that tell whether it is mended. */
  async #check(fault: Fault, verdict: HTMLElement, pressed: HTMLButtonElement): Promise<void> {
    if (this.#playground.isRunning) return;
    pressed.disabled = true;
    verdict.textContent = '';
    const wrong: string[] = [];
    for (const { line, otherwise } of fault.checks) {
      const [code] = await this.#playground.type(typedLines([line]));
      if (code === 0) continue;
      wrong.push(otherwise);
      break;
    }
    pressed.disabled = false;
    verdict.className = wrong.length === 0 ? 'right' : 'wrong';
    verdict.textContent =
      wrong.length === 0
        ? `Mended: ${fault.checks.length} of ${fault.checks.length} checks hold.`
        : `Not yet. ${wrong.join(' ')}`;
    if (wrong.length > 0) return;
    this.#mended = [...new Set([...this.#mended, fault.id])];
    writeMended(this.#mended);
    await this.#listFaults();
  }

  /** Several files, and what `chainwalk collect` wrote, are a host of the reader's own. */
  async #openFiles(file: File, files: readonly File[]): Promise<void> {
    const isHost = files.length > 1 || COLLECTED.test(await file.slice(0, 4096).text());
    if (!isHost) return this.#openFile(file);
    if (!this.#dialog.open) await this.show();
    await this.#host.take(files);
    byId('host-to', HTMLInputElement).focus();
  }

  async #openFile(file: File): Promise<void> {
    try {
      if (file.size > LARGEST_FILE) throw new SessionError(`${file.name} is larger than a megabyte.`);
      const text = await file.text();
      this.#dialog.close();
      this.endTask();
      if (/^\*(?:raw|mangle|nat|filter)\s*$/m.test(text)) await this.#openRules(file.name, text);
      else await this.openSession(readSession(text, file.name), `${file.name} runs on new machines.`);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Types lines on new machines, where everybody sees them. */
  async openSession({ lines, kind }: PlaySession, sentence: string): Promise<void> {
    if (await this.#playground.renew([], sentence, kind)) await this.#playground.type(lines);
  }

  /** An `iptables-save`: the host's tables, with their counters. */
  async #openRules(name: string, text: string): Promise<void> {
    const line = { place: 'host', command: `iptables-restore -c <<< ${quoteLine(text.replace(/\r\n/g, '\n'))}` };
    if (!(await this.#playground.renew([], `The rules of ${name} are loaded on the host.`))) return;
    const [code] = await this.#playground.type([line]);
    if (code !== 0) this.#say(`The rules of ${name} could not be loaded: the terminal shows why.`);
  }
}

function readMended(): readonly string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(SOLVED) ?? '[]');
    return Array.isArray(read) ? read.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function writeMended(ids: readonly string[]): void {
  try {
    localStorage.setItem(SOLVED, JSON.stringify(ids));
  } catch {
    // What was mended is remembered as long as the page is open.
  }
}
