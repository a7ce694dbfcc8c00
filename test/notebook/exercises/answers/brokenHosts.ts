/** Answers to the exercises of notebooks 10 to 10. */
import { type Tried, text } from './tried';

/** By notebook and exercise. */
export const ANSWERS: Readonly<Record<string, Tried>> = {
  '10/1': {
    right: [text('iptables -A FORWARD -o lxdbr0 -m state --state ESTABLISHED -j ACCEPT')],
    wrong: [
      [text('iptables -I DOCKER-USER -o lxdbr0 -j ACCEPT'), 'whoever is outside can open connections to the guests'],
      [
        text('iptables -A DOCKER-USER -o lxdbr0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
        'The guest still waits for an answer.',
      ],
      [text('iptables -P FORWARD ACCEPT'), 'whoever is outside can open connections to the guests'],
      [text('iptables -D FORWARD 1; iptables -P FORWARD ACCEPT'), 'The task asks for one command'],
    ],
  },
  '10/2': {
    right: [text('sudo iptables -I FORWARD 1 -m conntrack --ctstate DNAT -j ACCEPT')],
    wrong: [
      [text('iptables -D DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP'), 'gets no page at its gateway’s address'],
      [
        text('iptables -I DOCKER-USER -i br-77aa88bb99cc -o docker0 -j ACCEPT'),
        'gets no page at its gateway’s address',
      ],
      [text('iptables -I DOCKER-USER -j ACCEPT'), 'the networks are open'],
      [text('iptables -t nat -I DOCKER -i br-77aa88bb99cc -j RETURN'), 'Connection refused'],
    ],
  },
  '10/3': {
    right: [text('iptables -t raw -I PREROUTING 1 -i flannel.1 -p tcp --dport 2181 -j ACCEPT')],
    wrong: [
      [text('iptables -I DOCKER-USER -i flannel.1 -j ACCEPT'), 'still dropped'],
      [text('iptables -t raw -A PREROUTING -i flannel.1 -j ACCEPT'), 'still dropped'],
      [
        text('iptables -t raw -R PREROUTING 1 -d 10.1.215.5 ! -i flannel.1 -p tcp --dport 2181 -j DROP'),
        'neighbour on its own bridge is dropped',
      ],
      [text('iptables -t raw -F PREROUTING'), 'A rule is gone that has to stay'],
    ],
  },
  '10/4': {
    right: [text('iptables -I DOCKER-USER -i eth0 -o docker0 -m conntrack --ctstate NEW -j DROP')],
    wrong: [
      [text('iptables -A INPUT -i eth0 -d 127.0.0.1 -j DROP'), 'still reaches the container by 127.0.0.1'],
      [text('iptables -I DOCKER-USER -d 127.0.0.1 -j DROP'), 'still reaches the container by 127.0.0.1'],
      [text('iptables -t raw -A PREROUTING -i eth0 -d 127.0.0.1 -j DROP'), 'still reaches the container at its own'],
      [text('iptables -I DOCKER-USER -o docker0 -j DROP'), 'gets no answers from outside'],
      [
        text('iptables -t raw -A PREROUTING -d 127.0.0.1 -j DROP; iptables -I DOCKER-USER -i eth0 -o docker0 -j DROP'),
        'the host itself gets nothing at 127.0.0.1',
      ],
    ],
  },
  '10/5': {
    right: [text('nft insert rule inet firewalld filter_FORWARD iifname "br-92ff25fd273d" accept')],
    wrong: [
      [text('iptables -I DOCKER-USER -j ACCEPT'), 'do not reach each other yet'],
      [
        text('nft add rule inet firewalld filter_FORWARD_ZONES iifname br-92ff25fd273d accept'),
        'do not reach each other',
      ],
      [text('nft insert rule inet firewalld filter_FORWARD accept'), 'containers on docker0 pass as well'],
      [
        text('nft insert rule inet firewalld filter_FORWARD_ZONES oifname br-92ff25fd273d accept'),
        'do not reach the outside yet',
      ],
    ],
  },
  '10/6': {
    right: [
      text(
        'nft insert rule inet filter input iifname lo accept; nft add rule inet filter input ct state established accept; nft insert rule inet filter forward ct state { established, related } accept && nft add rule inet filter forward ct status dnat accept',
      ),
    ],
    wrong: [
      [text('iptables -I DOCKER-USER -j ACCEPT'), 'From the world the port is still closed.'],
      [
        text(
          'nft add rule inet filter forward ct state established accept; nft add rule inet filter forward ct status dnat accept; nft add rule inet filter input iif lo accept',
        ),
        'At localhost the port is still closed.',
      ],
      [
        text(
          'nft add rule inet filter forward accept; nft add rule inet filter input iif lo accept; nft add rule inet filter input ct state established accept',
        ),
        'at its own address, past the published port',
      ],
      [text('nft flush ruleset'), 'the world reaches other ports of the host'],
    ],
  },
  '10/7': {
    right: [text('conntrack -D -s 192.0.2.20')],
    wrong: [
      [
        text('iptables -t nat -I DOCKER -p udp --dport 51897 -j DNAT --to-destination 172.17.0.2:51820'),
        'does not see the peer itself',
      ],
      [text('iptables -I INPUT -p udp --dport 51897 -j DROP'), 'DROPPED in filter INPUT 1'],
      [text('conntrack -D -p tcp'), '0 flow entries have been deleted'],
      [text('docker restart wireguard'), 'docker is no command that changes a host here'],
    ],
  },
  '10/8': {
    right: [text('iptables -I DOCKER-USER -m state --state INVALID -j DROP')],
    wrong: [
      [text('iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP'), 'still leaves with the container’s own'],
      [text('iptables -I FORWARD -p tcp --tcp-flags RST RST -j DROP'), 'RST of a known connection is dropped, too'],
      [
        text('iptables -t nat -I POSTROUTING -s 172.17.0.0/16 -j SNAT --to-source 192.0.2.10'),
        'still leaves with the container’s own',
      ],
      [text('iptables -I FORWARD -i docker0 -j DROP'), 'connections do not work any more'],
    ],
  },
  '10/9': {
    right: [
      text('iptables -I FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360'),
      text('iptables -t mangle -A POSTROUTING -o eth0 -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu'),
    ],
    wrong: [
      [
        text('iptables -t mangle -A FORWARD -i eth0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'),
        'still stops after the handshake',
      ],
      [
        text('iptables -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'),
        'still stops after the handshake',
      ],
      [text('ip link set docker0 mtu 1400'), 'still stops after the handshake'],
      [text('iptables -I INPUT -p icmp -j ACCEPT'), 'still stops after the handshake'],
    ],
  },
  '10/10': {
    right: [
      text(
        'iptables -t mangle -I PREROUTING -i eno2 -m conntrack --ctstate NEW -j CONNMARK --set-mark 7; iptables -t mangle -I PREROUTING ! -i eno2 -j CONNMARK --restore-mark; ip rule add fwmark 7 table 100 priority 100',
      ),
    ],
    wrong: [
      [text('ip rule add from 172.17.0.2 lookup 100'), 'The answer leaves by eno2, not by eno1'],
      [text('ip route replace default via 10.10.26.129 dev eno2'), 'The answer leaves by eno2, not by eno1'],
      [text('sysctl -w net.ipv4.conf.all.rp_filter=2'), 'The answer leaves by eno1, not by eno2'],
      [
        text('iptables -t mangle -A PREROUTING -i eno2 -j MARK --set-mark 2; ip rule add fwmark 2 lookup 100'),
        'does not leave by eno2',
      ],
    ],
  },
};
