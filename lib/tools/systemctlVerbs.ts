/** Words that may follow `systemctl`, known before the program itself is there. */

/** The verbs that are modelled. */
export const VERBS = [
  'start',
  'stop',
  'restart',
  'status',
  'is-active',
  'is-enabled',
  'enable',
  'disable',
  'daemon-reload',
  'cat',
  'show',
] as const;
