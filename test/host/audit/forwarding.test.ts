/** What an audit finds closed or lost behind FORWARD: each finding on a host that has it, and not on one that nearly has it. */
import { describe, expect, test } from 'vitest';
import { type LoadedHost, loadHost } from '../../../lib/host';
import { caseDumps } from '../caseFiles';
import { found, told } from './findings';
import { type HostChange, insertRules, replaceText } from './quietHost';

describe('FORWARD', () => {
  const bridge =
    '4: lxdbr0: <UP> mtu 1500\n    link/ether 02:42:00:00:00:02\n    inet 10.20.30.1/24 scope global lxdbr0\n';
  const other: HostChange = {
    addresses: (text) => text + bridge,
    routes: (text) => `${text}10.20.30.0/24 dev lxdbr0 proto kernel scope link src 10.20.30.1\n`,
  };
  const masquerade = insertRules(
    '-A DOCKER -i docker0 -j RETURN',
    '-A POSTROUTING -s 10.20.30.0/24 ! -o lxdbr0 -j MASQUERADE',
  );

  test('the guests of a bridge that no rule names get no answer', () => {
    const [finding, ...others] = found('forward-drop', { ...other, rules: masquerade });
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      'Containers of lxdbr0 get no answer from the outside: the request meets no rule of filter FORWARD but its policy, DROP.',
    );
    expect(finding?.remedy?.tried).toContain('is delivered to 198.51.100.77:443, which sees 192.0.2.10');
    expect(finding?.remedy?.command.split('\n')).toHaveLength(2);
  });

  test('where only the answers are dropped, it says so', () => {
    const half = insertRules('-A DOCKER-USER -j RETURN', '-A DOCKER-USER -i lxdbr0 -j ACCEPT');
    const [finding] = found('forward-drop', { ...other, rules: (text) => half(masquerade(text)) });
    expect(finding?.sentence).toContain(': a later packet meets no rule of filter FORWARD');
  });

  test('a published port that the policy of another base chain drops', () => {
    const nft =
      'table inet own {\n\tchain forward {\n\t\ttype filter hook forward priority 10; policy drop;\n\t\tiifname "docker0" accept\n\t\toifname "docker0" ct state established,related accept\n\t}\n}\n';
    const [finding, ...others] = found('forward-drop', { more: [{ name: 'nft', text: nft }] });
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      'The published port 0.0.0.0:8080/tcp gives no answer to the outside by eth0: the request meets no rule of inet own forward but its policy, DROP.',
    );
  });

  test('a host that does not forward', () => {
    const [finding] = found('forward-drop', { settings: replaceText('ip_forward = 1', 'ip_forward = 0') });
    expect(finding?.sentence).toBe(
      'Containers of docker0 get no answer from the outside: the host does not forward (ip_forward is 0).',
    );
    expect(finding?.remedy?.command).toBe('sysctl -w net.ipv4.ip_forward=1');
  });

  test('not a network that is internal on purpose, nor a rule that drops on purpose', () => {
    const more = [
      {
        name: 'docker network inspect',
        text: JSON.stringify([
          {
            Name: 'inner',
            Id: 'abcdef012345',
            Driver: 'bridge',
            Internal: true,
            Options: { 'com.docker.network.bridge.name': 'lxdbr0' },
            IPAM: { Config: [{ Subnet: '10.20.30.0/24', Gateway: '10.20.30.1' }] },
          },
        ]),
      },
    ];
    expect(told('forward-drop', { ...other, rules: masquerade, more })).toEqual([]);
    const drop = insertRules('-A DOCKER-USER -j RETURN', '-A DOCKER-USER -i lxdbr0 -j DROP');
    expect(told('forward-drop', { ...other, rules: (text) => drop(masquerade(text)) })).toEqual([]);
  });
});

describe('source NAT', () => {
  const RULE = '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\n';

  test('without it packets leave with a private address', () => {
    const [finding, ...others] = found('masquerade-missing', { rules: replaceText(RULE, '') });
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      'Packets of containers of docker0 leave by eth0 with their private address 172.17.255.254, as no rule gives them the host’s.',
    );
    expect(finding?.remedy?.command).toBe('iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE');
    expect(finding?.remedy?.tried).toMatch(/^it leaves from 192\.0\.2\.10:\d+, and is delivered$/);
  });

  test('SNAT does as well, and public addresses need none', () => {
    const snat = replaceText(RULE, '-A POSTROUTING -s 172.17.0.0/16 -o eth0 -j SNAT --to-source 192.0.2.10\n');
    expect(told('masquerade-missing', { rules: snat })).toEqual([]);
    const public_ = (text: string) => text.replaceAll('172.17.0', '203.0.113').replaceAll('/16', '/24');
    expect(
      told('masquerade-missing', {
        rules: (text) => public_(replaceText(RULE, '')(text)),
        addresses: public_,
        routes: public_,
      }),
    ).toEqual([]);
  });

  test('the second of two is found, but not one for another subnet', () => {
    expect(told('masquerade-doubled', { rules: replaceText(RULE, RULE + RULE) })).toEqual([
      'note: Rule 2 of nat POSTROUTING never matches: rule 1 decides about every packet that it asks for. $ iptables -t nat -D POSTROUTING 2 => 3 requests end as before',
    ]);
    expect(told('masquerade-doubled', { rules: replaceText(RULE, RULE + RULE.replace('172.17', '172.18')) })).toEqual(
      [],
    );
    expect(told('shadowed-rule', { rules: replaceText(RULE, RULE + RULE) })).toEqual([]);
  });
});

describe('MTU', () => {
  const narrow = replaceText('eth0: <UP> mtu 1500', 'eth0: <UP> mtu 1400');

  test('an uplink that takes less than the bridge', () => {
    expect(told('mtu-blackhole', { addresses: narrow })).toEqual([
      'warning: Large answers to containers of docker0 stop if routers send no ICMP errors: docker0 takes 1500 bytes, eth0 only 1400. $ iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu => 172.17.255.254 -> 198.51.100.77:443 is delivered to 198.51.100.77:443, which sees 192.0.2.10',
    ]);
  });

  test('not with a bridge as narrow, nor where rules clamp', () => {
    expect(told('mtu-blackhole', { addresses: (text) => text.replaceAll('1500', '1400') })).toEqual([]);
    const clamp = (text: string) =>
      `${text}*mangle\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu\nCOMMIT\n`;
    expect(told('mtu-blackhole', { addresses: narrow, rules: clamp })).toEqual([]);
  });
});

describe('subnets', () => {
  const vpn = '4: tun0: <UP> mtu 1500\n    inet 10.8.0.2/24 scope global tun0\n';

  test('a route into a bridge’s subnet hides its containers', () => {
    const [finding, ...others] = found('subnet-overlap', {
      addresses: (text) => text + vpn,
      routes: (text) => `${text}10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2\n172.17.5.0/24 dev tun0\n`,
    });
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      '172.17.0.0/16 on docker0 overlaps with 172.17.5.0/24 on tun0: of 172.17.5.0/24 nothing behind docker0 is reached.',
    );
    expect(finding?.evidence[0]?.path.at(-1)).toBe('172.17.5.1 is reached by tun0');
  });

  test('a bridge within a route hides what is behind that', () => {
    const [finding] = found('subnet-overlap', {
      addresses: (text) => text + vpn,
      routes: (text) => `${text}10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2\n172.16.0.0/12 dev tun0\n`,
    });
    expect(finding?.sentence).toContain('of 172.17.0.0/16 nothing behind tun0 is reached');
  });

  test('not the default route, nor a route beside it', () => {
    expect(
      told('subnet-overlap', { addresses: (text) => text + vpn, routes: (text) => `${text}172.18.0.0/16 dev tun0\n` }),
    ).toEqual([]);
  });
});

describe('rp_filter', () => {
  const dumps = caseDumps('24');
  const dropped = (host: LoadedHost) => host.audit().findings.filter(({ id }) => id === 'rp-filter-drops');

  test('an answer by another bridge than the one that the request left by', () => {
    const [finding, ...others] = dropped(loadHost(dumps));
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      'rp_filter on br-0back drops packets of 3 requests: outside by eth0 -> 0.0.0.0:5000/tcp, host -> 0.0.0.0:5000/tcp, outside by eth0 -> 172.18.0.2:80/tcp.',
    );
    expect(finding?.remedy).toEqual({
      command: 'sysctl -w net.ipv4.conf.br-0back.rp_filter=2',
      tried: 'outside%eth0 -> 192.0.2.10:5000 is delivered to container 172.18.0.2:80, which sees 192.0.2.20',
    });
  });

  test('not with the remedy', () => {
    expect(dropped(loadHost(dumps).after('sysctl -w net.ipv4.conf.br-0back.rp_filter=2'))).toEqual([]);
  });
});

describe('icc=false', () => {
  const icc = replaceText('-A FORWARD -i docker0 -o docker0 -j ACCEPT', '-A FORWARD -i docker0 -o docker0 -j DROP');
  const off = replaceText('call-iptables = 1', 'call-iptables = 0');

  test('without bridge-nf the rule is not asked', () => {
    expect(told('icc-not-enforced', { rules: icc, settings: off })).toEqual([
      'error: Containers of docker0 reach each other, though filter FORWARD 5 -i docker0 -o docker0 -j DROP ends what goes from docker0 to docker0: bridge-nf-call-iptables is off, and the rule is not asked. $ sysctl -w net.bridge.bridge-nf-call-iptables=1 => 172.17.255.254 -> 172.17.255.253:80 is dropped',
    ]);
  });

  test('not with bridge-nf, nor without the rule', () => {
    expect(told('icc-not-enforced', { rules: icc })).toEqual([]);
    expect(told('icc-not-enforced', { settings: off })).toEqual([]);
  });
});

describe('connections', () => {
  const flow = (reply: string) => ({
    name: 'conntrack -L',
    text: `udp      17 170 src=192.0.2.20 dst=192.0.2.10 sport=51999 dport=53 src=${reply} dst=192.0.2.20 sport=53 dport=51999 [ASSURED] mark=0 use=1\n`,
  });
  const published = insertRules(
    '-A DOCKER ! -i docker0 -p tcp',
    '-A DOCKER ! -i docker0 -p udp -m udp --dport 53 -j DNAT --to-destination 172.17.0.2:53',
  );
  const accepted = insertRules(
    '-A DOCKER-USER -j RETURN',
    '-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p udp -m udp --dport 53 -j ACCEPT',
  );
  const rules = (text: string) => accepted(published(text));

  test('a flow that was there before its DNAT rule', () => {
    const [finding, ...others] = found('stale-conntrack', { rules, more: [flow('192.0.2.10')] });
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      'The flow from 192.0.2.20:51999 to 192.0.2.10:53/udp is delivered to container 172.17.0.2:53 through docker-proxy, which sees 172.17.0.1; by today’s rules it would be delivered to container 172.17.0.2:53, which sees 192.0.2.20.',
    );
    expect(finding?.remedy?.command).toBe('conntrack -D -p udp --orig-src 192.0.2.20 --orig-port-dst 53');
    expect(finding?.remedy?.tried).toBe('it is delivered to container 172.17.0.2:53, which sees 192.0.2.20');
  });

  test('not one that goes where the rule leads', () => {
    expect(told('stale-conntrack', { rules, more: [flow('172.17.0.2')] })).toEqual([]);
  });
});
