/** The reader of daemon.json: its code is loaded before a program runs that may start dockerd, and by no page that only shows a prompt. */
import type { readDaemonJson } from './daemonJson';

let loaded: typeof readDaemonJson | undefined;

/** Loads it, once. */
export async function loadDaemonJson(): Promise<void> {
  loaded ??= (await import('./daemonJson.js')).readDaemonJson;
}

/** Throws an `Error` before it is loaded. */
export const readLoadedDaemonJson: typeof readDaemonJson = (...read) => {
  if (loaded === undefined)
    throw new Error('dockerd reads daemon.json before its code is there: wait for loadDaemonJson() first');
  return loaded(...read);
};
