/** What an audit finds open: each finding on a host that has it, and not on one that nearly has it. */
import { describe, expect, test } from 'vitest';
import { CLOSED, found, LOOPBACK, NO_RAW, told } from './findings';
import { insertRules, replaceText } from './quietHost';

describe('published ports that pass INPUT', () => {
  test('the rule that would end the same request is named, and its line', () => {
    const [finding, ...others] = found('published-past-input', { rules: CLOSED });
    expect(others).toEqual([]);
    expect(finding?.sentence).toBe(
      '1 published port (8080/tcp) is open to the outside by eth0, though the host’s own rules end the same request in INPUT (filter INPUT 2 -i eth0 -j DROP): by DNAT it is forwarded, and INPUT does not see it.',
    );
    expect(finding?.at).toEqual({ file: 'iptables-save', line: 23 });
    expect(finding?.remedy).toEqual({
      command: 'iptables -I DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP',
      tried: 'outside%eth0 -> 192.0.2.10:8080 is dropped',
    });
  });

  test('a policy ends it as well as a rule', () => {
    const [finding] = found('published-past-input', { rules: replaceText(':INPUT ACCEPT', ':INPUT DROP') });
    expect(finding?.sentence).toContain('filter INPUT policy DROP');
    expect(finding?.at).toBeUndefined();
  });

  test('not where INPUT lets the port in, nor where it is closed in DOCKER-USER too', () => {
    const open = insertRules(
      '-A FORWARD -j DOCKER-USER',
      '-A INPUT -i eth0 -p tcp -m tcp --dport 8080 -j ACCEPT\n-A INPUT -i eth0 -j DROP',
    );
    expect(told('published-past-input', { rules: open })).toEqual([]);
    const both = insertRules('-A DOCKER-USER -j RETURN', '-A DOCKER-USER -i eth0 -j DROP');
    expect(told('published-past-input', { rules: (text) => both(CLOSED(text)) })).toEqual([]);
  });

  test('not where it is the answer of the host’s own program that is ended, in OUTPUT', () => {
    const output = insertRules('-A FORWARD -j DOCKER-USER', '-A OUTPUT -p tcp -m tcp --sport 8080 -j DROP');
    expect(told('published-past-input', { rules: output })).toEqual([]);
  });

  test('INPUT of nf_tables is another’s firewall as well', () => {
    const nft =
      'table inet own {\n\tchain input {\n\t\ttype filter hook input priority 10; policy accept;\n\t\tiifname "eth0" tcp dport != 22 drop\n\t}\n}\n';
    const [finding] = found('published-past-input', { more: [{ name: 'nft list ruleset', text: nft }] });
    expect(finding?.sentence).toContain('inet own input 1');
  });
});

describe('ports on 127.0.0.1', () => {
  test('a neighbour reaches them by DNAT, and a rule in raw closes that', () => {
    expect(told('loopback-reachable', { rules: LOOPBACK })).toEqual([
      'error: A neighbour reaches 127.0.0.1:8080/tcp (outside by eth0), which is meant for the host alone. $ iptables -t raw -I PREROUTING -d 127.0.0.1/32 ! -i lo -p tcp --dport 8080 -j DROP => outside%eth0 -> 127.0.0.1:8080 is dropped',
    ]);
  });

  test('not where raw drops them, nor what listens there itself', () => {
    const raw = replaceText(
      ':PREROUTING ACCEPT [0:0]\n',
      ':PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 127.0.0.0/8 ! -i lo -j DROP\n',
    );
    expect(told('loopback-reachable', { rules: (text) => raw(LOOPBACK(text)) })).toEqual([]);
    const more = [{ name: 'ss', text: 'tcp LISTEN 0 128 127.0.0.1:5432 0.0.0.0:* users:(("postgres",pid=9,fd=3))\n' }];
    expect(told('loopback-reachable', { more })).toEqual([]);
  });
});

describe('container addresses', () => {
  test('what is published answers at the container’s own address too', () => {
    expect(told('container-routable', { rules: NO_RAW })).toEqual([
      'warning: 1 port of containers of docker0 (172.17.0.2:80/tcp) is open to the outside by eth0 at the containers’ own addresses as well. $ iptables -t raw -I PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP => outside%eth0 -> 172.17.0.2:80 is dropped',
    ]);
  });

  test('with a FORWARD that accepts everything all ports do', () => {
    expect(told('container-routable', { rules: replaceText(':FORWARD DROP', ':FORWARD ACCEPT') })).toEqual([
      'error: All ports of containers of docker0 are open to the outside by eth0 at the containers’ own addresses, published or not. $ iptables -t raw -I PREROUTING -d 172.17.0.0/16 ! -i docker0 -j DROP => outside%eth0 -> 172.17.255.254:47808 is dropped',
    ]);
  });
});
