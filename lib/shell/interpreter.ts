/** The interpreter of every shell, just-bash, ahead of the first command: it takes longer to load than most commands to run. */

/** Loads it beside whatever comes next. Whoever needs it asks again, and hears what went wrong. */
export function loadInterpreter(): void {
  import('#just-bash').catch(() => {});
}
