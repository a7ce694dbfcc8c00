/** What an engine and a kernel draw that means something: names of containers that were given none, numbers of processes and descriptors. */
import { OWN_ADJECTIVES } from '../docker/container/randomName';
import type { SessionCommand } from '../lab';
import type { Cells } from './cells';

/** moby: pkg/namesgenerator/names-generator.go. */
const ADJECTIVES = [
  'admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring brave busy charming clever',
  'compassionate competent condescending confident cool cranky crazy dazzling determined distracted dreamy eager ecstatic elastic',
  'elated elegant eloquent epic exciting fervent festive flamboyant focused friendly frosty funny gallant gifted goofy gracious',
  'great happy hardcore heuristic hopeful hungry infallible inspiring intelligent interesting jolly jovial keen kind laughing',
  'loving lucid magical modest musing mystifying naughty nervous nice nifty nostalgic objective optimistic peaceful pedantic',
  'pensive practical priceless quirky quizzical recursing relaxed reverent romantic sad serene sharp silly sleepy stoic strange',
  'stupefied suspicious sweet tender thirsty trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial',
  'youthful zealous zen',
].flatMap((line) => line.split(' '));
const NAME = new RegExp(`\\b(?:${[...new Set([...ADJECTIVES, ...OWN_ADJECTIVES])].join('|')})_[a-z]+\\d?\\b`, 'g');
/** As ss -p writes who holds a socket. */
const HOLDER = /\bpid=(\d+),fd=(\d+)/g;

/** Whether an engine may have drawn a name. */
export function looksDrawn(name: string): boolean {
  return name.replace(NAME, '') === '' && name !== '';
}

/** Of one run: each is called by the place at which it is first seen, so that one that belongs elsewhere still differs. */
export class DrawnNames {
  readonly #places = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #typed: string;

  /** `commands`: what they name was drawn by nobody. */
  constructor(commands: readonly Pick<SessionCommand, 'command'>[]) {
    this.#typed = commands.map(({ command }) => command).join('\n');
  }

  /** The cells of the next command. */
  rename(cells: Cells): Cells {
    return new Map(
      [...cells].map(([key, cell]) => [
        key,
        cell.kind === 'output' ? { ...cell, lines: cell.lines.map((line) => this.#replace(line)) } : cell,
      ]),
    );
  }

  #replace(line: string): string {
    return line
      .replace(NAME, (name) => (this.#typed.includes(name) ? name : this.#placeOf('NAME', name)))
      .replace(
        HOLDER,
        (_, pid: string, fd: string) => `pid=${this.#placeOf('PID', pid)},fd=${this.#placeOf('FD', `${pid} ${fd}`)}`,
      );
  }

  #placeOf(kind: string, drawn: string): string {
    const key = `${kind} ${drawn}`;
    const found = this.#places.get(key);
    if (found !== undefined) return found;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const place = `${kind}-${count}`;
    this.#places.set(key, place);
    return place;
  }
}
