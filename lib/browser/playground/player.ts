/** Plays the moves of a command one after another: which one is seen when. It knows no page. */

/** How long a move takes, and how long after it the next begins at most, ms at speed 1. */
const TRAVEL = 550;
const APART = 300;
/** A command's moves take no longer than this, ms at speed 1. */
const WHOLE = 9000;

/** Something that moves now. */
export interface Moving {
  readonly index: number;
  /** From 0 to 1. */
  readonly share: number;
}

export class Player {
  #count = 0;
  /** ms at speed 1. */
  #time = 0;
  #isPlaying = false;
  /** From the outside 0.25 … 4. */
  speed = 1;

  /** Begins with other moves, at the first. */
  load(count: number): void {
    this.#count = count;
    this.#time = 0;
    this.#isPlaying = false;
  }

  get count(): number {
    return this.#count;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** The move that began last. */
  get index(): number {
    return Math.min(this.#count - 1, Math.floor(this.#time / this.#apart + 1e-6));
  }

  /** Goes on, or from the beginning if all was played. */
  play(): void {
    if (this.#count === 0) return;
    if (this.#time >= this.#end) this.#time = 0;
    this.#isPlaying = true;
  }

  pause(): void {
    this.#isPlaying = false;
  }

  /** Shows the next move, or with -1 the one before, and stays there. */
  step(by: 1 | -1): void {
    this.#isPlaying = false;
    this.show(this.index + by);
  }

  /** Stays at a move, half way. */
  show(index: number): void {
    this.#isPlaying = false;
    const at = Math.max(0, Math.min(this.#count - 1, index));
    this.#time = at * this.#apart;
  }

  /** Lets time pass, ms; what moves then. */
  tick(elapsed: number): readonly Moving[] {
    if (!this.#isPlaying) return this.#count === 0 ? [] : [{ index: this.index, share: 0.5 }];
    this.#time += elapsed * this.speed;
    if (this.#time >= this.#end) {
      this.#time = this.#end;
      this.#isPlaying = false;
      return [];
    }
    const apart = this.#apart;
    const first = Math.max(0, Math.ceil((this.#time - TRAVEL) / apart));
    const moving: Moving[] = [];
    for (let index = first; index <= this.index; index += 1)
      moving.push({ index, share: Math.min(1, (this.#time - index * apart) / TRAVEL) });
    return moving;
  }

  get #apart(): number {
    return this.#count < 2 ? APART : Math.min(APART, (WHOLE - TRAVEL) / (this.#count - 1));
  }

  get #end(): number {
    return this.#count === 0 ? 0 : (this.#count - 1) * this.#apart + TRAVEL;
  }
}
