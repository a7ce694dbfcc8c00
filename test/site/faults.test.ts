/** Broken hosts: each shows its symptom, one way mends it, and ways that look right do not. */
import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault } from '../../lib/browser/playground/faults';
import { Lab } from '../../lib/lab/lab';

interface Tries {
  /** Each mends it. */
  readonly right: readonly (readonly string[])[];
  /** Each looks as if it would. */
  readonly wrong: readonly (readonly string[])[];
}

const TRIES: Readonly<Record<string, Tries>> = {
  'no-forwarding': {
    right: [
      ['host# sysctl -w net.ipv4.ip_forward=1'],
      ['host# echo 1 > /proc/sys/net/ipv4/ip_forward'],
      ['host# systemctl restart docker', 'host# docker start ng1'],
    ],
    wrong: [['host# docker restart ng1'], ['host# iptables -P FORWARD ACCEPT']],
  },
  'dropped-by-user': {
    right: [['host# iptables -D DOCKER-USER 1'], ['host# iptables -I DOCKER-USER -p tcp --dport 80 -j ACCEPT']],
    wrong: [
      ['host# iptables -A DOCKER-USER -j ACCEPT'],
      ['host# iptables -F FORWARD', 'host# iptables -P FORWARD ACCEPT'],
    ],
  },
  'wrong-port': {
    right: [['host# docker rm -f ng1', 'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1']],
    wrong: [
      ['host# docker restart ng1'],
      [
        'host# iptables -t nat -I DOCKER ! -i docker0 -p tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80',
        'host# iptables -I DOCKER -d 172.17.0.2 ! -i docker0 -o docker0 -p tcp --dport 80 -j ACCEPT',
      ],
    ],
  },
  'proxy-killed': {
    right: [['host# docker restart ng1']],
    wrong: [
      ['host# iptables -t nat -A OUTPUT -d 127.0.0.1 -p tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80'],
      ['host# iptables -I INPUT -i lo -j ACCEPT'],
    ],
  },
  'no-masquerade': {
    right: [
      ['host# iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'],
      ['host# iptables -t nat -A POSTROUTING -s 172.17.0.0/16 -o ens33 -j SNAT --to-source 192.168.70.6'],
    ],
    wrong: [['client# ip route add 172.17.0.0/16 via 192.168.70.6'], ['host# iptables -I FORWARD -j ACCEPT']],
  },
  'flushed-forward': {
    right: [['host# systemctl restart docker', 'host# docker start ng1']],
    wrong: [['host# docker restart ng1'], ['host# iptables -P FORWARD ACCEPT']],
  },
  'wrong-route': {
    right: [['host# ip route del 172.17.0.2/32'], ['host# ip route del 172.17.0.2']],
    wrong: [['host# docker restart ng1'], ['host# iptables -I FORWARD -j ACCEPT']],
  },
  'rule-order': {
    right: [
      ['host# iptables -I DOCKER-USER -i ens33 -p tcp -m conntrack --ctorigdstport 8001 -j ACCEPT'],
      [
        'host# iptables -D DOCKER-USER 1',
        'host# iptables -I DOCKER-USER -i ens33 -p tcp -m conntrack --ctorigdstport 8002 -j DROP',
      ],
    ],
    wrong: [
      ['host# iptables -D DOCKER-USER 1'],
      ['host# iptables -I DOCKER-USER -i ens33 -p tcp --dport 8001 -j ACCEPT'],
    ],
  },
  'bridged-drop': {
    right: [['host# iptables -D DOCKER-USER 1']],
    wrong: [['host# sysctl -w net.bridge.bridge-nf-call-iptables=0'], ['host# docker restart ng1 ng2']],
  },
  'not-tracked': {
    right: [['host# iptables -t raw -F'], ['host# iptables -t raw -D PREROUTING 1']],
    wrong: [
      ['host# docker restart ng1'],
      ['host# iptables -t nat -I PREROUTING -p tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80'],
    ],
  },
};

/** New machines that are broken in this way. */
async function broken({ setup }: Fault): Promise<Lab> {
  const machines = new Lab();
  for (const line of setup) expect(await machines.sh(line), line).toMatchObject({ exitCode: 0 });
  return machines;
}

/** What the first check that fails says; '' if all hold. */
async function check(machines: Lab, { checks }: Fault): Promise<string> {
  for (const { line, otherwise } of checks) if ((await machines.sh(line)).exitCode !== 0) return otherwise;
  return '';
}

test('there are ten, from easy to hard, each with its own name', () => {
  expect(new Set(FAULTS.map(({ id }) => id)).size).toBe(10);
  const levels = FAULTS.map(({ level }) => ['easy', 'middling', 'hard'].indexOf(level));
  expect(levels).toEqual([...levels].sort());
});

describe.each(FAULTS)('$id', (fault) => {
  const { right, wrong } = TRIES[fault.id] ?? { right: [], wrong: [] };

  test('is not mended as it is', async () => {
    expect(await check(await broken(fault), fault)).not.toBe('');
  });

  test.each(right.map((lines) => [lines]))('is mended by %s', async (lines) => {
    const machines = await broken(fault);
    for (const line of lines) expect(await machines.sh(line), line).toMatchObject({ exitCode: 0 });
    expect(await check(machines, fault)).toBe('');
  });

  test('has at least one right way, and two wrong ones', () => {
    expect([right.length > 0, wrong.length]).toEqual([true, 2]);
  });

  test.each(wrong.map((lines) => [lines]))('is not mended by %s', async (lines) => {
    const machines = await broken(fault);
    for (const line of lines) expect(await machines.sh(line), line).toMatchObject({ exitCode: 0 });
    expect(await check(machines, fault)).not.toBe('');
  });
});

test.each(FAULTS.filter(({ id }) => id !== 'not-tracked'))(
  '$id shows its symptom with the line that is given',
  async (fault) => {
    expect(await (await broken(fault)).sh(fault.look)).not.toMatchObject({ exitCode: 0 });
  },
);
