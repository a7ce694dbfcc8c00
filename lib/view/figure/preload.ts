/** Loads what drawing needs before it is needed, beside whatever else is going on. */
import { platform } from '../../platform';

let isStarted = false;

/**
 * Loads what drawing PNG needs before it is needed. Returns at once; the first picture waits for what is not loaded yet. A
 * notebook's Jupyter kernel does it already. Further calls do nothing.
 *
 * @example
 * ```ts
 * import { preload } from 'chainwalk';
 *
 * preload(); // → undefined
 * ```
 */
export function preload(): void {
  if (isStarted) return;
  isStarted = true;
  platform().preload();
}
