/** What each access comes to, and what every rule and policy counts of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { DockerMachine } from '../machine';
import {
  access,
  type CapturedAccess,
  capturedMachine,
  outcomeOf,
  readAccesses,
  statesBeforeAccesses,
  take,
  withoutStray,
} from './captured';
import { nativeMachine } from './native';

describe.each([
  '20.10.24-legacy',
  '20.10.24-legacy-noproxy',
  '20.10.24-legacy-forward1',
  '27.5.1-legacy',
  '27.5.1-legacy-noproxy',
  '27.5.1-legacy-forward1',
  '28.0.0-legacy',
  '28.5.2-legacy',
  '28.5.2-legacy-noproxy',
  '29.7.2-legacy',
  '29.7.2-legacy-forward1',
  '29.7.2-native',
])('%s', (name) => {
  const [engine = ''] = name.split('-');
  let docker: DockerMachine;
  beforeAll(() => {
    const isNative = name.endsWith('-native');
    docker = isNative ? nativeMachine() : capturedMachine(engine, { userlandProxy: !name.endsWith('-noproxy') });
    if (name.endsWith('-forward1')) docker.machine.net.sysctl.set('net.ipv4.ip_forward', '1');
    for (const state of statesBeforeAccesses(name.replace('-forward1', ''))) take(docker, state);
  });

  test.each(readAccesses(name).filter(isOfIpv4))('$what', (real) => {
    const { result, counted } = access(docker, real);
    // iptables, which an engine with nftables asks for what an older one left, was iptables-nft, and made no table.
    const isSeen = (rule: string) => !name.endsWith('-native') || rule.startsWith('table ip ');
    const simulated = { result, counted: counted.filter(([, , rule]) => isSeen(rule)) };
    expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
  });
});

/** IPv6 is not simulated; what an engine could not be asked has no result. */
function isOfIpv4({ what, result }: CapturedAccess): boolean {
  return !what.startsWith('v6:') && result !== '';
}
