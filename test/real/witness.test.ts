/** The witness of what interfaces carry. */

import { expect, test } from 'vitest';
import { type RealLab, withRealLab } from '../../lib/real';
import { Witness } from '../../lib/real/witness';
import { describeKernel } from './available';

const FOLDER = '/var/lib/docker/containers/0123456789ab';

/** What an engine writes down of a container that runs, whose first process has this number; and a device that is new. */
async function pretendContainer({ host }: RealLab, pid: number): Promise<void> {
  const state = { ID: '0123456789ab', Name: '/short', State: { Pid: pid }, Config: { WorkingDir: '', Env: null } };
  await host.mustRun(['mkdir', '-p', FOLDER]);
  await host.write(`${FOLDER}/config.v2.json`, JSON.stringify(state));
  await host.write(`${FOLDER}/hostconfig.json`, JSON.stringify({ NetworkMode: 'default' }));
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
