/** What notebooks need of chainwalk, loaded before a cell asks for it. */
import { nodePlatform } from '../../node';
import { usePlatform } from '../../platform';
import { loadShell } from '../../shell/lateShell';
import { preload } from '../../view/figure/preload';

/** Starts loading what draws PNG, in a thread of its own, and the interpreter of the machines' shells. Returns at once. */
export function warmUp(): void {
  usePlatform(nodePlatform);
  preload();
  loadShell();
}
