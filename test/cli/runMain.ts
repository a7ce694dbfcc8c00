/** The command line, run in the test's own process. */
import { vi } from 'vitest';
import { main } from '../../lib/cli/main';

/** What `chainwalk ARGV` prints, and its exit code. */
export async function runMain(...argv: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    }),
  );
  try {
    return { exitCode: await main(argv), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
