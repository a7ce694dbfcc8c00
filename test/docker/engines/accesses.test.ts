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
  // iptables-nft counts the same in every rule.
  '20.10.24-nft',
  '27.5.1-nft-noproxy',
  '28.5.2-nft',
  '29.7.2-nft',
])('%s', (run) => {
  const name = run.replace('-nft', '-legacy');
  const variant = run === name ? 'legacy' : 'nft';
  const [engine = ''] = name.split('-');
  let docker: DockerMachine;
  beforeAll(() => {
    const options = { userlandProxy: !name.endsWith('-noproxy') };
    docker = name.endsWith('-native') ? nativeMachine() : capturedMachine(engine, options, variant);
    if (name.endsWith('-forward1')) docker.machine.net.sysctl.set('net.ipv4.ip_forward', '1');
    for (const state of statesBeforeAccesses(name.replace('-forward1', ''))) take(docker, state);
  });

  test.each(readAccesses(name).filter(isOfIpv4))('$what', (real) => {
    const { result, counted } = access(docker, real);
    // iptables, which an engine with nftables asks for what an older one left, was iptables-nft, and made no table.
    const isSeen = (rule: string) => !name.endsWith('-native') || rule.startsWith('table ip ');
    const simulated = { result, counted: counted.filter(([, , rule]) => isSeen(rule)) };
    const expected = withoutStray(real, simulated);
    if (variant === 'legacy') expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, expected));
    else expect(rulesOf(real, simulated)).toEqual(rulesOf(real, expected));
  });
});

/** IPv6 is not simulated; what an engine could not be asked has no result. */
function isOfIpv4({ what, result }: CapturedAccess): boolean {
  return !what.startsWith('v6:') && result !== '';
}

/** Policies count otherwise: only where somebody gave one. */
function rulesOf(real: CapturedAccess, { result, counted }: Pick<CapturedAccess, 'result' | 'counted'>) {
  return outcomeOf(real, { result, counted: counted.filter(([, , rule]) => !rule.includes(' policy ')) });
}
