/** Edits that the browser keeps from one visit to the next: of each notebook its own, and those that a shared link replaced. */
import { type EditRecord, editJson, parseEdits } from './edits';
import { forgetStored, storedKeys } from './storedKeys';

const PREFIX = 'chainwalk-edits-';
const ASIDE = '-aside';

/** What is kept for one notebook. */
export class EditStore {
  readonly #key: string;

  /** For the notebook `name`. */
  constructor(name: string) {
    this.#key = `${PREFIX}${name}`;
  }

  /** The edits that are kept; undefined when there are none, or when storage is forbidden. */
  read(): EditRecord | undefined {
    return read(this.#key);
  }

  /** Keeps `record` alone, or nothing when it has no edits. False when the browser refuses: storage is full or forbidden. */
  write(record: EditRecord): boolean {
    return write(this.#key, record);
  }

  /** Edits that were put aside when others took their place. */
  readAside(): EditRecord | undefined {
    return read(`${this.#key}${ASIDE}`);
  }

  /** Puts `record` aside. False when the browser refuses. */
  writeAside(record: EditRecord): boolean {
    return write(`${this.#key}${ASIDE}`, record);
  }
}

/** How many notebooks have edits, those put aside included. */
export function countEditedNotebooks(): number {
  return new Set(storedKeys(PREFIX).map((key) => key.replace(ASIDE, ''))).size;
}

/** Forgets the edits of all notebooks. */
export function forgetEdits(): void {
  forgetStored(PREFIX);
}

function read(key: string): EditRecord | undefined {
  try {
    return parseEdits(localStorage.getItem(key) ?? '');
  } catch {
    return undefined;
  }
}

function write(key: string, record: EditRecord): boolean {
  try {
    if (record.edits.size === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, editJson(record));
    return true;
  } catch {
    return record.edits.size === 0;
  }
}
