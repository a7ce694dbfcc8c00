/** Fields that a rule of nf_tables tests twice, as iptables-nft 1.8.9 lists them. */
import { expect, test } from 'vitest';
import { Netfilter } from '../../../lib/netfilter';
import { iptables } from '../../../lib/tools/iptables';

const NFT = { version: '1.8.9', variant: 'nft' } as const;

test.each([
  ['-p tcp -m tcp ! --sport 1 -m tcp --sport 2', '-p tcp -m tcp ! --sport 2'],
  ['-p tcp -m tcp ! --dport 1:5 -m tcp --dport 2', '-p tcp -m tcp ! --dport 2'],
  ['-p tcp -m tcp --dport 1 -m tcp ! --dport 2:7', '-p tcp -m tcp ! --dport 2:7'],
  ['-p tcp -m tcp ! --dport 0:5 -m tcp --dport 2', '-p tcp -m tcp --dport 2'],
  ['-p udp -m udp ! --dport 1 -m udp --dport 2', '-p udp -m udp ! --dport 2'],
  ['-p tcp -m tcp ! --tcp-flags ALL NONE -m tcp --tcp-flags SYN SYN', '-p tcp -m tcp ! --tcp-flags SYN SYN'],
])('%s: what was excluded once stays so', (rule, listed) => {
  const netfilter = new Netfilter();
  iptables(netfilter, ['-A', 'INPUT', ...rule.split(' ')], NFT);
  expect(iptables(netfilter, ['-S', 'INPUT'], NFT).stdout).toBe(`-P INPUT ACCEPT\n-A INPUT ${listed}\n`);
});
