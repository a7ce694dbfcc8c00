/** Docker 29 with nftables: what each access comes to, and what every rule with a counter counts of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { DockerMachine } from '../machine';
import {
  access,
  type CapturedAccess,
  outcomeOf,
  readAccesses,
  statesBeforeAccesses,
  take,
  withoutStray,
} from './captured';
import { nativeMachine } from './native';

describe('29.7.2-native', () => {
  let docker: DockerMachine;
  beforeAll(() => {
    docker = nativeMachine();
    for (const state of statesBeforeAccesses('29.7.2-native')) take(docker, state);
  });

  test.each(readAccesses('29.7.2-native').filter(isOfIpv4))('$what', (real) => {
    const { result, counted } = access(docker, real);
    // iptables, which dockerd asks at its start for what an older engine left, was iptables-nft, and made no table.
    const simulated = { result, counted: counted.filter(([, , rule]) => rule.startsWith('table ip ')) };
    expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
  });
});

function isOfIpv4({ what, result }: CapturedAccess): boolean {
  return !what.startsWith('v6:') && result !== '';
}
