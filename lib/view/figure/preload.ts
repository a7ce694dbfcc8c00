/** Loads what drawing needs before it is needed, beside whatever else is going on. */
import { platform } from '../../platform';

let isStarted = false;

/** Returns at once; the first picture waits for what is not loaded yet. A notebook's Jupyter kernel does it already. Further calls do nothing. */
export function preload(): void {
  if (isStarted) return;
  isStarted = true;
  platform().preload();
}
