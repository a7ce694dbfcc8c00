/** What no dump says, and was taken to be so. */
export interface Assumption {
  /** One sentence. */
  readonly text: string;
  /** The command whose output would settle it. */
  readonly settledBy?: string;
}

/** Assumptions as they are made; each is listed once. */
export class Assumptions {
  readonly #all = new Map<string, Assumption>();

  add(text: string, settledBy?: string): void {
    if (!this.#all.has(text)) this.#all.set(text, { text, ...(settledBy !== undefined && { settledBy }) });
  }

  get list(): readonly Assumption[] {
    return [...this.#all.values()];
  }
}
