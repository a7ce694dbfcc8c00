/** A run whose tab the browser gave up: code that takes all memory ends the whole page, which can say so only when it is opened again. */

/** Remembers, in this tab, that cells of the notebook `name` run. */
export function noteRun(name: string): void {
  try {
    sessionStorage.setItem(keyOf(name), 'runs');
  } catch {
    // Storage is forbidden: nothing is said later.
  }
}

/** The run has ended, or the reader leaves the page. */
export function forgetRun(name: string): void {
  try {
    sessionStorage.removeItem(keyOf(name));
  } catch {
    // Nothing was remembered.
  }
}

/** Whether a run of `name` never came to an end in this tab; asked once. */
export function wasBrokenOff(name: string): boolean {
  try {
    const isBroken = sessionStorage.getItem(keyOf(name)) !== null;
    forgetRun(name);
    return isBroken;
  } catch {
    return false;
  }
}

function keyOf(name: string): string {
  return `chainwalk-runs-${name}`;
}
