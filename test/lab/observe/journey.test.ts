import { expect, test } from 'vitest';
import { lab, observe } from '../../../lib/lab';

test('a journey knows whether the packet was tracked: not without rules that need it, nor where a rule excepts it', async () => {
  const machines = await lab();
  const tracked = async () => {
    const { journeys } = await observe(machines, 'client# ping -c 1 192.168.70.6');
    return journeys.filter(({ namespace }) => namespace === 'host').map((journey) => journey.tracked);
  };
  expect(await tracked()).toEqual([false, false]);
  await machines.sh('host# iptables -A INPUT -m conntrack --ctstate NEW');
  expect(await tracked()).toEqual([true, true]);
  await machines.sh('host# iptables -t raw -A PREROUTING -p icmp -j CT --notrack');
  expect(await tracked()).toEqual([false, true]);
});
