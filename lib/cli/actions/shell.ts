/** The machines at a prompt. */
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Lab, type LabOptions, type Outcome } from '../../lab';
import { complete } from '../../lab/complete';
import { exitStatus } from '../../lab/exitStatus';
import type { Place } from '../../machine';
import { addKeys } from '../lineKeys';
import { describeCommand, type LineStream, WaitingLine } from '../waitingLine';

/** Where a person types and reads; without a terminal nothing but what the commands print is written. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable & Partial<LineStream>;
  readonly isTerminal: boolean;
}

const HELP = `Type commands as on a machine; time passes only while they run, and one second between them.
  @client            go to the machine outside (192.168.70.1); @host is the one with Docker, @NAME a running container
  @client COMMAND    run one command there and stay here
  PLACE# COMMAND     the same, as sessions and transcripts have it
  exit               leave a container, or the shell
  history, help      the lines typed here, and this text
The Tab key completes commands, files and names; Ctrl-R looks for a line that was typed; Ctrl-C drops a line, or ends what runs; Ctrl-D ends.
`;

/** Runs until the input ends or somebody types `exit`; the exit code of the last command, or that of `exit N`. */
export async function runShell(options: LabOptions, terminal: Terminal): Promise<number> {
  return new Prompt(new Lab(options), terminal).run();
}

class Prompt {
  readonly #lab: Lab;
  readonly #terminal: Terminal;
  readonly #lines: Interface;
  /** The place that lines are typed at. */
  #at = 'host';
  /** What was typed of a command that is not complete. */
  #pending: readonly string[] = [];
  #exitCode = 0;
  /** Whether a command runs now, and how much of what it wrote is on the screen. */
  #runs = false;
  #shown = 0;
  readonly #waiting: WaitingLine;

  constructor(lab: Lab, terminal: Terminal) {
    this.#lab = lab;
    this.#terminal = terminal;
    this.#waiting = new WaitingLine(terminal.isTerminal ? terminal.errors : { write: () => true });
    this.#lines = createInterface({
      input: terminal.input,
      terminal: terminal.isTerminal,
      historySize: 1000,
      ...(terminal.isTerminal ? { output: terminal.output, completer: (line: string) => this.#complete(line) } : {}),
    });
    if (terminal.isTerminal)
      lab.outputListener = (text) => {
        this.#shown += text.length;
        this.#print(text);
      };
    this.#lines.on('SIGINT', () => this.#interrupt());
    if (terminal.isTerminal) {
      const removeKeys = addKeys(this.#lines, (text) => terminal.output.write(text));
      this.#lines.once('close', removeKeys);
    }
  }

  async run(): Promise<number> {
    if (this.#terminal.isTerminal)
      this.#terminal.output.write('host is the machine with Docker, client the one outside; type help, or exit.\n');
    this.#ask();
    for await (const line of this.#lines) {
      if (await this.#take(line)) return this.#exitCode;
      this.#ask();
    }
    if (this.#terminal.isTerminal) this.#terminal.output.write('exit\n');
    return this.#exitCode;
  }

  /** Takes one line; true if it was the last. */
  async #take(line: string): Promise<boolean> {
    const text = [...this.#pending, line].join('\n');
    const words = text.trim();
    if (words === '') return false;
    if (this.#pending.length === 0) {
      if (words === 'help') return this.#print(HELP);
      if (/^@\S*$/.test(words)) return this.#go(words.slice(1));
      const exit = /^exit(?:\s+(\S+))?$/.exec(words);
      if (exit !== null) return this.#leave(exit[1]);
    }
    const here = this.#here();
    const { place, command } = this.#elsewhere(text) ?? { place: here.name, command: text };
    if (!(await this.#lab.shell(here).isComplete(command))) {
      this.#pending = [...this.#pending, line];
      return false;
    }
    this.#pending = [];
    this.#runs = true;
    this.#shown = 0;
    const startedAt = this.#lab.now;
    const describe = (seconds: number) => describeCommand(place, command, seconds, this.#lab.now - startedAt);
    this.#show(await this.#waiting.during(describe, () => this.#lab.run(place, command)));
    this.#runs = false;
    return false;
  }

  /** `@PLACE COMMAND`, or `PLACE# COMMAND` of a place that there is. */
  #elsewhere(text: string): { readonly place: string; readonly command: string } | undefined {
    const [, at, atCommand = ''] = /^\s*@(\S+)\s+([\s\S]+)$/.exec(text) ?? [];
    if (at !== undefined) return { place: at, command: atCommand };
    const [, place, command = ''] = /^\s*([\w.-]+)[#$] ([\s\S]+)$/.exec(text) ?? [];
    return place !== undefined && this.#lab.place(place) !== undefined ? { place, command } : undefined;
  }

  #show({ stdout, stderr, exitCode }: Outcome): void {
    this.#exitCode = exitCode;
    this.#print(stdout.slice(this.#shown));
    if (this.#terminal.isTerminal) this.#print(stderr);
    else this.#terminal.errors.write(stderr);
  }

  /** False, so that what is printed is not the end. */
  #print(text: string): false {
    if (text === '') return false;
    this.#waiting.clear();
    // What is typed ahead comes back with the next prompt.
    if (this.#runs && this.#lines.line !== '') this.#terminal.output.write('\r\u001b[K');
    // A prompt on a line that is not empty would wipe it out.
    this.#terminal.output.write(this.#terminal.isTerminal && !text.endsWith('\n') ? `${text}\n` : text);
    return false;
  }

  #go(name: string): false {
    if (this.#lab.place(name) !== undefined) {
      this.#at = name;
      return false;
    }
    const names = this.#lab.places.map((place) => `@${place.name}`).join(', ');
    return this.#print(`chainwalk: no machine or running container is called "${name}"; there are ${names}\n`);
  }

  /** Leaves a container; true if there was none to leave. */
  async #leave(word: string | undefined): Promise<boolean> {
    if (word !== undefined) {
      const { stderr, exitCode } = exitStatus(word);
      this.#print(stderr);
      this.#exitCode = exitCode;
    }
    if (this.#at === 'host' && this.#lab.entered !== this.#lab.host) {
      await this.#lab.run(this.#lab.entered.name, 'exit');
      return false;
    }
    if (this.#at === 'host' || this.#at === 'client') {
      this.#lines.close();
      return true;
    }
    this.#at = 'host';
    return false;
  }

  /** Where the next line runs; the host if the container is gone. */
  #here(): Place {
    const place = this.#at === 'host' ? this.#lab.entered : this.#lab.place(this.#at);
    if (place === undefined) this.#at = 'host';
    return place ?? this.#lab.host;
  }

  #ask(): void {
    if (!this.#terminal.isTerminal) return;
    const { name } = this.#here();
    this.#lines.setPrompt(this.#pending.length > 0 ? '> ' : `${name}${name === 'client' ? '$' : '#'} `);
    this.#lines.prompt();
  }

  /** Interrupts the command that runs, or drops what was typed. */
  #interrupt(): void {
    this.#waiting.clear();
    this.#terminal.output.write('^C\n');
    if (this.#runs) return this.#lab.interrupt();
    this.#pending = [];
    Object.assign(this.#lines, { line: '', cursor: 0 });
    this.#ask();
  }

  #complete(line: string): [string[], string] {
    const elsewhere = /^@(\S+)\s/.exec(line)?.[1];
    const place = (elsewhere === undefined ? undefined : this.#lab.place(elsewhere)) ?? this.#here();
    return complete(this.#lab, place, line, this.#lab.shell(place).cwd);
  }
}
