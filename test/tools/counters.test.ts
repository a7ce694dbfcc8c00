/** /proc/net/snmp, `netstat -s` and `nstat`; the numbers are those of a kernel 6.18 after the same lines. */
import { beforeAll, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

let machines: Lab;

beforeAll(async () => {
  machines = await lab();
});

async function group(place: string, name: string, command = 'cat /proc/net/snmp'): Promise<string> {
  const { stdout } = await machines.sh(`${place} ${command}`);
  return (stdout.match(new RegExp(`^${name}: .*$`, 'gm')) ?? []).at(-1) ?? '';
}

test('pings, refused datagrams and refused connections are counted on both machines', async () => {
  expect(await group('host#', 'Ip')).toBe('Ip: 2 64 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0');
  expect(await group('host#', 'IcmpMsg')).toBe('');
  await machines.sh('host# ping -c 2 192.168.70.6; ping -c1 -W1 10.9.9.9');
  await machines.sh(
    'client$ ping -c 2 192.168.70.6; nc -u -w1 192.168.70.6 9999 < /dev/null; echo x | nc -u -w1 192.168.70.6 9999; nc -w1 192.168.70.6 9998 < /dev/null',
  );
  expect(await group('host#', 'Ip')).toBe('Ip: 2 64 8 0 0 0 0 0 8 9 0 0 0 0 0 0 0 0 0 9');
  expect(await group('host#', 'Icmp')).toBe('Icmp: 6 0 0 0 0 0 0 0 4 2 0 0 0 0 8 0 0 0 1 0 0 0 0 3 4 0 0 0 0');
  expect(await group('host#', 'IcmpMsg')).toBe('IcmpMsg: 2 4 4 1 3');
  expect(await group('host#', 'Tcp')).toBe('Tcp: 1 200 120000 -1 0 0 0 0 0 1 1 0 0 1 0');
  expect(await group('host#', 'Udp')).toBe('Udp: 0 1 0 0 0 0 0 0 0');
  expect(await group('client$', 'Ip')).toBe('Ip: 2 64 5 0 1 0 0 0 4 4 0 0 0 0 0 0 0 0 0 4');
  expect(await group('client$', 'Tcp')).toBe('Tcp: 1 200 120000 -1 1 0 1 0 0 1 1 0 0 0 0');
  expect(await group('client$', 'Udp')).toBe('Udp: 0 0 0 1 0 0 0 0 0');
});

test('a connection, and what a host forwards to its container', async () => {
  await machines.sh('host# nc -l -p 9000 > /dev/null & sleep 0.5; echo hello | nc -N 192.168.70.6 9000');
  expect(await group('host#', 'Tcp')).toBe('Tcp: 1 200 120000 -1 1 1 0 0 0 9 9 0 0 1 0');
  await machines.sh('host# systemctl start docker; docker run -d --name n1 -p 80:80 lkarrie/nginx1; sleep 1');
  await machines.sh('client$ curl -s -o /dev/null http://192.168.70.6/; curl -s -o /dev/null http://192.168.70.6:81/');
  expect(await group('client$', 'Tcp')).toBe('Tcp: 1 200 120000 -1 3 0 2 0 0 7 9 0 0 0 0');
  expect(await group('host#', 'Ip')).toBe('Ip: 1 64 29 0 0 12 0 0 17 18 0 0 0 0 0 0 0 0 0 30');
  expect(await group('host#', 'Tcp', 'docker exec n1 cat /proc/net/snmp')).toBe(
    'Tcp: 1 200 120000 -1 0 1 0 0 0 7 5 0 0 0 0',
  );
});

test('netstat -s says it in words, nstat what is new', async () => {
  const { stdout, stderr, exitCode } = await machines.sh('host# netstat -s');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('not modelled by chainwalk');
  expect(stdout).toContain(`Ip:
    Forwarding: 1
    29 total packets received
    12 forwarded
    0 incoming packets discarded
    17 incoming packets delivered
    18 requests sent out
    OutTransmits: 30
Icmp:
    6 ICMP messages received
    0 input ICMP message failed
    ICMP input histogram:
        echo requests: 4
        echo replies: 2
`);
  expect((await machines.sh('host# nstat')).stdout).toContain(
    'IpForwDatagrams                 12                 0.0\n',
  );
  await machines.sh('client$ ping -c 1 192.168.70.6');
  expect((await machines.sh("host# nstat 'Icmp*'")).stdout).toBe(`#kernel
IcmpInMsgs                      1                  0.0
IcmpInEchos                     1                  0.0
IcmpOutMsgs                     1                  0.0
IcmpOutEchoReps                 1                  0.0
IcmpMsgInType8                  1                  0.0
IcmpMsgOutType0                 1                  0.0
`);
  expect((await machines.sh('host# nstat -az TcpEstabResets')).stdout).toBe(
    '#kernel\nTcpEstabResets                  0                  0.0\n',
  );
});

test('what netfilter drops on its way out is discarded', async () => {
  const discarded = async () => (await group('host#', 'Ip')).split(' ')[11];
  expect(await discarded()).toBe('0');
  await machines.sh('host# iptables -I OUTPUT -p icmp -j DROP; iptables -I OUTPUT -p udp -j REJECT');
  await machines.sh('host# ping -c1 -W1 192.168.70.1; echo x | nc -u -w1 192.168.70.1 99; iptables -F OUTPUT');
  expect(await discarded()).toBe('3');
});

test('what has nowhere to go, and what a router refuses to pass on', async () => {
  const before = Number((await group('client$', 'Ip')).split(' ')[12]);
  await machines.sh(
    'client$ ip route del default; ping -c 1 172.17.0.2; nc -w1 172.17.0.2 80; echo x | nc -u -w1 172.17.0.2 80',
  );
  expect(Number((await group('client$', 'Ip')).split(' ')[12]) - before).toBe(3);
});

test('segments that are repeated, and fragments', async () => {
  await machines.sh('host# iptables -A INPUT -p tcp --dport 7 -j DROP');
  await machines.sh('client$ nc -w4 192.168.70.6 7 < /dev/null; ping -c 1 -s 3000 192.168.70.6');
  expect(await group('client$', 'Tcp')).toBe('Tcp: 1 200 120000 -1 4 0 2 0 0 7 10 2 0 0 0');
  const [timeouts, requests, whole, failures, cut, uncut, made] = (await group('client$', 'Ip')).split(' ').slice(13);
  expect([timeouts, requests, whole, failures, cut, uncut, made]).toEqual(['0', '3', '1', '0', '1', '0', '3']);
});
