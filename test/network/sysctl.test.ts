/** What the kernel takes for its settings, as a kernel 6.18 answered. */
import { describe, expect, test } from 'vitest';
import { Sysctl } from '../../lib/network';

/** The value after a text was written; `refused` if it was not taken. */
function written(name: string, text: string): string | undefined {
  const sysctl = new Sysctl();
  return sysctl.set(name, text) ? sysctl.get(name) : 'refused';
}

describe('a number is taken within the setting’s own range', () => {
  test.each([
    ['net.ipv4.ip_default_ttl', 1, 255],
    ['net.ipv4.icmp_echo_ignore_all', 0, 1],
    ['net.ipv4.tcp_ecn', 0, 2],
    ['net.ipv4.tcp_sack', 0, 255],
    ['net.ipv4.tcp_syn_linear_timeouts', 0, 127],
    ['net.ipv4.tcp_syn_retries', 1, 127],
    ['net.ipv4.tcp_synack_retries', 0, 255],
    ['net.ipv4.ip_forward', -(2 ** 31), 2 ** 31 - 1],
    ['net.ipv4.conf.all.rp_filter', -(2 ** 31), 2 ** 31 - 1],
    ['net.netfilter.nf_conntrack_acct', 0, 1],
    ['net.netfilter.nf_conntrack_tcp_max_retrans', 0, 255],
    ['net.netfilter.nf_conntrack_udp_timeout', -1, 8_589_934],
  ])('%s: %d to %d', (name, least, most) => {
    expect([least - 1, least, most, most + 1].map((value) => written(name, String(value)))).toEqual([
      'refused',
      String(least),
      String(most),
      'refused',
    ]);
  });

  test('a device’s own settings take what those of all devices do', () => {
    const sysctl = new Sysctl();
    sysctl.addDevice('eth0');
    expect(sysctl.set('net.ipv4.conf.eth0.rp_filter', String(2 ** 31))).toBe(false);
    expect(sysctl.set('net.ipv4.conf.eth0.rp_filter', '2')).toBe(true);
  });
});

test.each([
  ['', 'refused'],
  ['abc', 'refused'],
  ['1x', 'refused'],
  ['+5', 'refused'],
  ['1.5', 'refused'],
  ['--1', 'refused'],
  ['0x40', '64'],
  ['010', '8'],
  [' 7 ', '7'],
  ['1 2', '1'],
])('"%s" as a TTL: %s', (text, value) => {
  expect(written('net.ipv4.ip_default_ttl', text)).toBe(value);
});

test.each([
  ['70000 1', 'refused'],
  ['1 70000', 'refused'],
  ['2000 1999', 'refused'],
  ['1 65535', 'refused'],
  ['1024 x', 'refused'],
  ['1024 65535', '1024\t65535'],
  ['5000', '5000\t60999'],
  ['1024 2000 3000', '1024\t2000'],
])('"%s" as a range of ports: %j', (text, value) => {
  expect(written('net.ipv4.ip_local_port_range', text)).toBe(value);
});

test('buffers have at least one byte, and may be in any order', () => {
  expect(written('net.ipv4.tcp_rmem', '0 1 2')).toBe('refused');
  expect(written('net.ipv4.tcp_rmem', '3 2 1')).toBe('3\t2\t1');
});

test('a setting of the bridge is on or off', () => {
  expect(written('net.bridge.bridge-nf-call-iptables', '2')).toBe('1');
  expect(written('net.bridge.bridge-nf-call-iptables', '0')).toBe('0');
});

test('what does not exist is not set', () => {
  expect(new Sysctl().set('net.ipv4.no_such', '1')).toBe(false);
});
