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
    ['net.netfilter.nf_conntrack_generic_timeout', -8_589_934, 8_589_934],
    ['net.netfilter.nf_conntrack_tcp_timeout_established', -8_589_934, 8_589_934],
    ['net.netfilter.nf_conntrack_udp_timeout', -8_589_934, 8_589_934],
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

test.each([
  ['net.ipv4.tcp_rmem', '6000 0 1', '6000\t131072\t33554432'],
  ['net.ipv4.tcp_rmem', '6000 7000 x', '6000\t7000\t33554432'],
  ['net.ipv4.tcp_rmem', '6000 7000 -1', '6000\t7000\t33554432'],
  ['net.ipv4.tcp_rmem', 'x 1 2', '4096\t131072\t33554432'],
  ['net.ipv4.tcp_wmem', '7000 8000 x', '7000\t8000\t4194304'],
  ['net.ipv4.tcp_wmem', '7000 0', '7000\t16384\t4194304'],
  ['net.ipv4.ip_local_port_range', '2000 x', '32768\t60999'],
  ['net.ipv4.ip_local_port_range', '61000', '32768\t60999'],
])('%s keeps the numbers before the bad one of "%s", unless they are a range of ports', (name, text, kept) => {
  const sysctl = new Sysctl();
  expect(sysctl.set(name, text)).toBe(false);
  expect(sysctl.get(name)).toBe(kept);
});

/** Those that take a 0, and whose kernel's variable is one byte. */
const BYTES = [
  'net.ipv4.icmp_echo_ignore_all',
  'net.ipv4.ip_forward_use_pmtu',
  'net.ipv4.ip_no_pmtu_disc',
  'net.ipv4.tcp_ecn',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_moderate_rcvbuf',
  'net.ipv4.tcp_sack',
  'net.ipv4.tcp_syn_linear_timeouts',
  'net.ipv4.tcp_synack_retries',
  'net.ipv4.tcp_timestamps',
  'net.ipv4.tcp_window_scaling',
  'net.netfilter.nf_conntrack_acct',
  'net.netfilter.nf_conntrack_checksum',
  'net.netfilter.nf_conntrack_tcp_be_liberal',
  'net.netfilter.nf_conntrack_tcp_ignore_invalid_rst',
  'net.netfilter.nf_conntrack_tcp_loose',
  'net.netfilter.nf_conntrack_tcp_max_retrans',
];

test('a minus is understood before a 0, but not by settings of one byte', () => {
  const names = new Sysctl().entries().map(([name]) => name);
  const singles = names.filter((name) => written(name, '0') === '0');
  expect(singles.filter((name) => written(name, '-0') === 'refused')).toEqual(BYTES);
  expect(singles.filter((name) => written(name, '-0') === '0')).toEqual(singles.filter((one) => !BYTES.includes(one)));
});

test('a setting of the bridge is on or off', () => {
  expect(written('net.bridge.bridge-nf-call-iptables', '2')).toBe('1');
  expect(written('net.bridge.bridge-nf-call-iptables', '-1')).toBe('1');
  expect(written('net.bridge.bridge-nf-call-iptables', '0')).toBe('0');
});

test('what does not exist is not set', () => {
  expect(new Sysctl().set('net.ipv4.no_such', '1')).toBe(false);
});

test('what each packet meets is as it is now, and 0 while its module is away', () => {
  const sysctl = new Sysctl();
  expect(sysctl.ofPackets).toEqual({
    callIptables: 1,
    forwardUsesPmtu: 0,
    accounting: 0,
    tcpLiberal: 0,
    tcpMostRetransmissions: 3,
  });
  sysctl.set('net.netfilter.nf_conntrack_acct', '1');
  sysctl.set('net.netfilter.nf_conntrack_tcp_max_retrans', '7');
  expect(sysctl.ofPackets).toMatchObject({ accounting: 1, tcpMostRetransmissions: 7 });
  sysctl.withhold('net.bridge.');
  expect(sysctl.ofPackets.callIptables).toBe(0);
  sysctl.provide('net.bridge.');
  expect(sysctl.ofPackets.callIptables).toBe(1);
});

test('time-outs of TCP are as they are now, by what is waited for', () => {
  const sysctl = new Sysctl();
  expect(sysctl.tcpTimeouts).toMatchObject({ NONE: 0, ESTABLISHED: 432_000, SYN_SENT: 120, unacknowledged: 300 });
  sysctl.set('net.netfilter.nf_conntrack_tcp_timeout_syn_sent', '7');
  expect(sysctl.tcpTimeouts).toMatchObject({ SYN_SENT: 7, SYN_SENT2: 7, SYN_RECV: 60 });
});
