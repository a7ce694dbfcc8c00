/** `ip rule`, and routes in tables of other numbers. */
import { expect, test } from 'vitest';
import { ipv4 } from '../../../lib/packet';
import { ip } from '../../../lib/tools/ip';
import { world } from '../world';

const USUAL = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';

test('rules are added before the others, shown, and deleted', () => {
  const { host } = world();
  const type = (line: string) => ip(host, line.split(' '));
  expect(type('rule').stdout).toBe(USUAL);
  expect(type('rule add from 10.10.26.160 lookup 100').exitCode).toBe(0);
  expect(type('rule add fwmark 2/0xff iif eth1 table 254 pref 50').exitCode).toBe(0);
  expect(type('rule show').stdout).toBe(
    `0:\tfrom all lookup local\n50:\tfrom all fwmark 0x2/0xff iif eth1 lookup main\n32765:\tfrom 10.10.26.160 lookup 100\n${USUAL.slice(USUAL.indexOf('32766'))}`,
  );
  expect(type('rule add from 10.10.26.160 lookup 100 pref 50').exitCode).toBe(0);
  expect(type('rule add from 10.10.26.160 lookup 100 pref 50').stderr).toBe('RTNETLINK answers: File exists\n');
  for (const line of [
    'rule del pref 50 fwmark 2/0xff iif eth1 table main',
    'rule del from 10.10.26.160 lookup 100',
    'rule del from 10.10.26.160 lookup 100',
  ])
    expect(type(line).exitCode).toBe(0);
  expect(type('rule').stdout).toBe(USUAL);
  expect(type('rule del from 1.2.3.4 lookup 7').stderr).toBe('RTNETLINK answers: No such file or directory\n');
});

test('a table of another number has routes of its own', () => {
  const { host } = world();
  const type = (line: string) => ip(host, line.split(' '));
  expect(type('route add default via 192.168.70.1 table 100').exitCode).toBe(0);
  expect(type('route show table 100').stdout).toBe('default via 192.168.70.1 dev ens33 \n');
  expect(type('route show').stdout).not.toContain('default');
  expect(type('route show table all').stdout).toContain('default via 192.168.70.1 dev ens33 table 100 ');
  type('rule add from 192.168.70.6 lookup 100');
  expect(host.net.fib.lookup(ipv4('203.0.113.1'), undefined, { source: ipv4('192.168.70.6') })?.table).toBe('100');
});
