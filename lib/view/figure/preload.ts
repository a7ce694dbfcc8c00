/** Loads what drawing needs before it is needed, beside whatever else is going on. */
import { startPng } from '../../node/png';

let isStarted = false;

/** Returns at once; the first picture waits for what is not loaded yet. Importing the package does it already. Further calls do nothing. */
export function preload(): void {
  if (isStarted) return;
  isStarted = true;
  startPng();
}
