/** Ends real machines whatever ends this process: an error, Ctrl-C, a closed terminal. */
import { KernelLab, type KernelLabOptions } from './lab';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Builds machines, uses them, and takes them down; on a signal, takes them down and ends this process. */
export async function withKernelLab<T>(options: KernelLabOptions, use: (lab: KernelLab) => Promise<T>): Promise<T> {
  const starting = KernelLab.start(options);
  const interrupt = async (signal: keyof typeof SIGNALS) => {
    // Machines that are still being built are complete in a moment.
    await starting.then((lab) => lab.end()).catch(() => {});
    process.exit(SIGNALS[signal]);
  };
  const signals = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];
  for (const signal of signals) process.once(signal, interrupt);
  try {
    const lab = await starting;
    try {
      return await use(lab);
    } finally {
      await lab.end();
    }
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
}
