/** The playground: what is typed goes to the machines, what they did goes to the terminal and the panels. */
import { MachinesClient } from './client';
import { byId, make } from './dom';
import type { LineReader, PromptText } from './lineEditor';
import { ARTICLE_KIND, kindWords, type MachineKind } from './machineKind';
import { isSurelyWhole, mark, promptOf, typedElsewhere } from './prompt';
import type { PlayState, Ran, Typed } from './protocol';
import { onOneLine } from './sessionText';
import type { PlayTerminal } from './terminal';

const HELP = `Type commands as on a machine; time passes only while they run, and one second between them.
  client$            go to the machine outside (192.168.70.1); host# is the one with Docker, NAME# a running container
  client$ COMMAND    run one command there and stay here
  exit               leave a container
  help               this text
Tab completes, the arrows bring lines back, Ctrl-R searches them, Ctrl-C interrupts, Ctrl-L clears.
`;
/** How long an interrupted command may go on before the machines are given up, ms. */
const PATIENCE = 3000;
/** Places that can be chosen without typing their names. */
const MOST_CHOICES = 100;
const NO_ANSWER = 'The command does not answer. Ctrl-C once more starts new machines with the lines before it.';

/** What the page does with what happens. */
export interface PlaygroundListener {
  /** A line has run. */
  ran(ran: Ran): void;
  /** The machines are others, or were prepared. */
  changed(state: PlayState): void;
  /** A sentence for everybody, also for those who only hear it. */
  say(sentence: string): void;
}

export class Playground implements LineReader {
  readonly #listener: PlaygroundListener;
  #terminal: PlayTerminal | undefined;
  #client: MachinesClient | undefined;
  #state: PlayState | undefined;
  /** The place that lines are typed at. */
  #at = 'host';
  /** Lines of a command that is not whole. */
  #pending: readonly string[] = [];
  #typed: Typed[] = [];
  #kind = ARTICLE_KIND;
  /** Ctrl-C was pressed, or there are new machines: what is left to type is not typed. */
  #isStopped = false;
  #runs = false;
  /** How often there were new machines. */
  #renewals = 0;
  #interruptedAt: number | undefined;

  constructor(listener: PlaygroundListener) {
    this.#listener = listener;
  }

  /** What was typed so far, without what only the page understands. */
  get lines(): readonly Typed[] {
    return this.#typed;
  }

  /** What the machines are. */
  get kind(): MachineKind {
    return this.#kind;
  }

  get client(): MachinesClient | undefined {
    return this.#client;
  }

  get isRunning(): boolean {
    return this.#runs;
  }

  /** Takes the terminal, starts machines, and asks for the first line. Rejects with a ProgramError. */
  async open(terminal: PlayTerminal): Promise<void> {
    this.#terminal = terminal;
    terminal.print('host is the machine with Docker, client the one outside. Type help for more.\n');
    await this.#start();
    this.#ask();
  }

  /**
   * New machines, on which `lines` have run unseen, with a sentence about them; false if there are none, or if others were asked for meanwhile.
   * They are of the kind that they were unless `kind` is given.
   */
  async renew(lines: readonly Typed[], sentence: string, kind: MachineKind = this.#kind): Promise<boolean> {
    this.#isStopped = true;
    this.#renewals += 1;
    const renewal = this.#renewals;
    const isOld = () => renewal !== this.#renewals;
    this.#client?.close();
    this.#client = undefined;
    this.#showBusy(true);
    this.#terminal?.editor.forget();
    this.#terminal?.editor.hold();
    this.#pending = [];
    this.#typed = [];
    this.#at = 'host';
    this.#runs = true;
    this.#kind = kind;
    let isThere = false;
    try {
      await this.#start();
      if (isOld()) return false;
      if (lines.length > 0) this.#state = await this.#asked().ask('prepare', { lines });
      if (isOld()) return false;
      this.#typed = [...lines];
      for (const { command } of lines) this.#terminal?.editor.history.add(command);
      this.#terminal?.clear();
      const whole = kind === ARTICLE_KIND ? sentence : `${sentence} The host has ${kindWords(kind)}.`;
      this.#terminal?.note(whole);
      this.#listener.say(whole);
      isThere = true;
    } catch (error) {
      if (isOld()) return false;
      // Such machines may not exist.
      this.#kind = ARTICLE_KIND;
      this.#fail(error);
    }
    this.#runs = false;
    this.#interruptedAt = undefined;
    if (this.#state !== undefined) this.#listener.changed(this.#state);
    this.#terminal?.editor.release();
    this.#ask();
    return isThere;
  }

  /** Types lines one after another, as a person would, up to the first that is interrupted; their exit codes. */
  async type(lines: readonly Typed[]): Promise<readonly number[]> {
    const codes: number[] = [];
    if (this.#runs) return codes;
    this.#isStopped = false;
    const renewal = this.#renewals;
    this.#showBusy(true);
    this.#terminal?.editor.hold();
    for (const typed of lines) {
      if (this.#isStopped) break;
      this.#terminal?.echo(promptOf(typed.place), typed.command);
      const code = await this.#run(typed);
      if (code === undefined) break;
      codes.push(code);
    }
    if (renewal !== this.#renewals) return codes;
    this.#terminal?.editor.release();
    this.#ask();
    return codes;
  }

  /** Goes to a place. */
  go(place: string): void {
    if (this.#runs) return this.#showPlaces();
    this.#at = place;
    this.#pending = [];
    this.#showPlaces();
    this.#terminal?.editor.changePrompt(this.#prompt());
  }

  async submit(line: string): Promise<void> {
    this.#showBusy(true);
    this.#isStopped = false;
    await this.#take(line);
    this.#ask();
  }

  async complete(line: string): Promise<{ candidates: readonly string[]; word: string }> {
    const words = this.#state?.places.map((name) => `${name}${mark(name)} `) ?? [];
    const [, elsewhere, rest] = /^\s*([\w.-]+)[#$] (.*)$/.exec(line) ?? [];
    try {
      const asked = await this.#asked().ask('complete', { place: elsewhere ?? this.#at, line: rest ?? line });
      const places = /^\S+$/.test(line) ? words.filter((word) => word.startsWith(line)) : [];
      return { ...asked, candidates: [...asked.candidates, ...places] };
    } catch {
      return { candidates: [], word: '' };
    }
  }

  interrupt(): void {
    this.#isStopped = true;
    this.#client?.interrupt();
    const now = Date.now();
    if (!this.#runs) return;
    if (this.#interruptedAt === undefined) {
      this.#interruptedAt = now;
      this.#terminal?.print('^C');
      setTimeout(() => {
        if (this.#interruptedAt !== now || !this.#runs) return;
        this.#terminal?.note(NO_ANSWER);
        this.#listener.say(NO_ANSWER);
      }, PATIENCE);
    } else if (now - this.#interruptedAt >= PATIENCE) {
      this.#interruptedAt = undefined;
      void this.renew(
        this.#typed.slice(0, -1),
        'The command did not answer: these are new machines, on which the lines before it have run.',
      );
    }
  }

  async end(): Promise<void> {
    return this.submit('exit');
  }

  async #start(): Promise<void> {
    const renewal = this.#renewals;
    const client = await MachinesClient.start({
      output: (text) => this.#terminal?.print(text),
      progress: (done, of) => {
        if (done % 20 === 0) this.#listener.say(`${done} of ${of} lines have run.`);
      },
      failed: (message) => this.#fail(new Error(message)),
    });
    if (renewal !== this.#renewals) return client.close();
    this.#client = client;
    this.#state = await client.ask('open', { machines: this.#kind });
    this.#listener.changed(this.#state);
  }

  #asked(): MachinesClient {
    if (this.#client === undefined) throw new Error('The machines have not started.');
    return this.#client;
  }

  async #take(line: string): Promise<void> {
    const text = [...this.#pending, line].join('\n');
    const words = text.trim();
    if (words === '') {
      this.#pending = [];
      return;
    }
    if (this.#pending.length === 0) {
      if (words === 'help') return this.#terminal?.print(HELP);
      const place = /^@?([\w.-]+)[#$]?$/.exec(words)?.[1];
      if (place !== undefined && /^@|[#$]$/.test(words)) return this.#goTyped(place);
      if (/^exit(\s|$)/.test(words) && this.#leave()) return;
    }
    const typed = typedElsewhere(text, this.#state?.places ?? []) ?? { place: this.#here(), command: text };
    if (!(await this.#isWhole(typed))) {
      this.#pending = [...this.#pending, line];
      return;
    }
    this.#pending = [];
    // Ctrl-C came before it began.
    if (this.#isStopped) return this.#terminal?.print('^C\n');
    this.#terminal?.editor.history.add(text);
    await this.#run(typed);
  }

  #goTyped(place: string): void {
    const places = this.#state?.places ?? [];
    if (places.includes(place)) this.#at = place;
    else
      this.#terminal?.print(
        `chainwalk: no machine or running container is called "${place}"; there are ${places.slice(0, MOST_CHOICES).join(', ')}\n`,
      );
    this.#showPlaces();
  }

  /** Leaves a container that was gone to; false if the machines have to see to it. */
  #leave(): boolean {
    if (this.#at === 'host' && this.#state?.entered !== 'host') return false;
    if (this.#at === 'host' || this.#at === 'client')
      this.#terminal?.print('This shell stays open as long as the page.\n');
    else this.#at = 'host';
    this.#showPlaces();
    return true;
  }

  async #isWhole(typed: Typed): Promise<boolean> {
    if (isSurelyWhole(typed.command)) return true;
    try {
      return await this.#asked().ask('isWhole', typed);
    } catch {
      return true;
    }
  }

  /** Runs a line; its exit code, or undefined if the machines did not answer. */
  async #run({ place, command }: Typed): Promise<number | undefined> {
    const typed = { place, command: onOneLine(command) };
    this.#typed.push(typed);
    this.#runs = true;
    this.#interruptedAt = undefined;
    const client = this.#client;
    try {
      const ran = await this.#asked().ask('run', { place, command: command.includes('\n') ? command : typed.command });
      this.#state = ran.state;
      this.#terminal?.print(ran.stdout);
      this.#terminal?.print(ran.stderr);
      this.#listener.ran(ran);
      return ran.exitCode;
    } catch (error) {
      if (client === this.#client) this.#fail(error);
      return undefined;
    } finally {
      if (client === this.#client) this.#runs = false;
    }
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#terminal?.endLine();
    this.#terminal?.print(`chainwalk: ${message}\n`);
    this.#listener.say(message);
  }

  #ask(): void {
    if (this.#runs) return;
    this.#terminal?.endLine();
    this.#showPlaces();
    this.#terminal?.editor.ask(this.#prompt());
    this.#showBusy(false);
  }

  /** Whether the next prompt is still to come. */
  #showBusy(isBusy: boolean): void {
    byId('terminal', HTMLDivElement).setAttribute('aria-busy', String(isBusy));
  }

  #prompt(): PromptText {
    if (this.#pending.length > 0) return { plain: '> ', coloured: '> ' };
    return promptOf(this.#here());
  }

  /** Where the next line runs; the host if the container is gone. */
  #here(): string {
    if (this.#state !== undefined && this.#at !== 'host' && !this.#state.places.includes(this.#at)) this.#at = 'host';
    return this.#at === 'host' ? (this.#state?.entered ?? 'host') : this.#at;
  }

  #showPlaces(): void {
    const here = this.#here();
    const places = this.#state?.places ?? ['host', 'client'];
    const shown = new Set([...places.slice(0, MOST_CHOICES), here]);
    byId('places', HTMLSelectElement).replaceChildren(
      ...[...shown].map((name) => make('option', { value: name, selected: name === here }, `${name}${mark(name)}`)),
    );
  }
}
