/** The witness of what interfaces carry. */

import { expect, test } from 'vitest';
import { type RealLab, withRealLab } from '../../lib/real';
import { Witness } from '../../lib/real/witness';
import { describeKernel } from './available';

/** An engine that says that a container runs, whose first process has this number; and a device that is new. */
async function pretendContainer({ host }: RealLab, pid: number): Promise<void> {
  const engine = `#!/bin/sh\n[ "$1" = inspect ] && echo "/short ${pid} 0123456789ab default" || echo 0123456789ab\n`;
  await host.write('/usr/bin/docker', engine);
  await host.mustRun(['ip', 'link', 'add', `br${pid}`, 'type', 'bridge']);
}

describeKernel('the witness', () => {
  test('passes over a container that has ended, and over no other', async () => {
    await withRealLab({ pause: 0.1 }, async (lab) => {
      const witness = new Witness(lab);
      await witness.look();
      await pretendContainer(lab, 4_000_000);
      await witness.look();
      expect(witness.networks.map(({ place }) => place)).toEqual(['host', 'client']);
      await pretendContainer(lab, 1);
      await lab.host.mustRun(['rm', '/usr/bin/perl']);
      await expect(witness.look()).rejects.toThrow('no packets can be listened to');
      await witness.end();
    });
  });
});
