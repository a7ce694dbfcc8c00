/** Virtual time and shells. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { Process } from '../../lib/machine';
import { waitForEnd } from '../../lib/shell/turns';

test('who waits for a program that has ended already goes on, and the next command as ever', async () => {
  const machines = new Lab();
  const program = new Process({
    place: machines.host,
    argv: ['idle'],
    program: function* idle() {
      yield { ready: () => false, subscribe: () => () => {} };
      return 0;
    },
  });
  program.exit(130);
  await waitForEnd(program);
  const { exitCode, transcript } = await machines.sh('host# ping 192.168.70.1 | tail -n 1');
  expect([exitCode, transcript]).toEqual([0, expect.stringContaining('ping was interrupted after 100 lines')]);
});
