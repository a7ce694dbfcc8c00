/** Ends real machines whatever ends this process: an error, Ctrl-C, a closed terminal. */
import { RealLab, type RealLabOptions } from './lab';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** All machines of this process, those that are still being built included. */
const held = new Set<Promise<RealLab>>();

/** Builds machines, uses them, and takes them down; on a signal, takes all down and ends this process. */
export async function withRealLab<T>(options: RealLabOptions, use: (lab: RealLab) => Promise<T>): Promise<T> {
  if (held.size === 0) for (const signal of Object.keys(SIGNALS)) process.on(signal, interrupt);
  const starting = RealLab.start(options);
  held.add(starting);
  try {
    const lab = await starting;
    try {
      return await use(lab);
    } finally {
      await lab.end();
    }
  } finally {
    held.delete(starting);
    if (held.size === 0) for (const signal of Object.keys(SIGNALS)) process.off(signal, interrupt);
  }
}

async function interrupt(signal: keyof typeof SIGNALS): Promise<void> {
  await Promise.allSettled([...held].map(async (starting) => (await starting).end()));
  process.exit(SIGNALS[signal]);
}
