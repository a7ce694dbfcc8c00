/** Answers to the exercises of notebooks 00 to 04. */
import { DNAT, type Tried, text } from './tried';

/** By notebook and exercise. */
export const ANSWERS: Readonly<Record<string, Tried>> = {
  '00/1': {
    right: ['2.0'],
    wrong: [
      ['1', 'One command makes one connection'],
      ['12', 'pass through the host'],
      ['24', 'That is what FORWARD counts'],
    ],
  },
  '00/2': {
    right: [text('Output'), text(' input ')],
    wrong: [
      [text('forward'), 'The packets are forwarded'],
      [text('POSTROUTING'), 'Each packet that leaves'],
      [text('nat'), 'Hooks have names in capitals'],
    ],
  },
  '00/3': {
    right: [text('curl -sS http://192.168.70.6:22')],
    wrong: [
      [text('curl http://192.168.70.6:8001'), 'INPUT counts nothing; these chains do: PREROUTING'],
      [text('ping -c 1 172.17.0.2'), 'INPUT counts nothing; these chains do: none'],
      [text('ip link set eth0 down; ping -c 1 192.168.70.6'), 'INPUT counts nothing; these chains do: none'],
    ],
  },
  '01/1': {
    right: ['252.0'],
    wrong: [
      ['84', 'That is one ping'],
      ['504', 'That has the replies in it'],
      ['192', 'The header of ICMP is in it'],
    ],
  },
  '01/2': {
    right: ['[4.0, 0]'],
    wrong: [
      ['[1, 0]', 'is sent again'],
      ['[4, 4]', 'The rule has a verdict'],
      ['[5, 0]', 'after 15 seconds'],
    ],
  },
  '01/3': {
    right: [text('iptables -t mangle -I OUTPUT 1 --protocol tcp --tcp-flags SYN,RST RST')],
    wrong: [
      [text('iptables -A OUTPUT -p tcp --tcp-flags RST RST -j DROP'), 'The port has to stay refused.'],
      [text('iptables -A OUTPUT -p tcp --sport 80'), 'has not counted these two alone'],
      [text('iptables -A INPUT -p tcp --tcp-flags RST RST'), 'has not counted these two alone'],
      [text('iptables -A OUTPUT -p tcp'), 'has not counted these two alone'],
    ],
  },
  '01/4': {
    right: [
      text('iptables -A OUTPUT -j ACCEPT; ip route add 192.168.70.0/24 dev ens33 src 192.168.70.6'),
      text('iptables --policy OUTPUT ACCEPT && route add -net 192.168.70.0 netmask 255.255.255.0 dev ens33'),
    ],
    wrong: [
      [text('iptables -P OUTPUT ACCEPT'), 'does not answer a ping yet'],
      [text('ip route add 192.168.70.0/24 dev ens33; iptables -A OUTPUT -p icmp -j ACCEPT'), 'it says nothing to TCP'],
      [text('ip route add 192.168.70.1 dev ens33; iptables -P OUTPUT ACCEPT'), 'no route to all of its own network'],
    ],
  },
  '02/1': {
    right: [text('docker')],
    wrong: [
      [text('PREROUTING'), 'none of filter’s'],
      [text('FORWARD'), 'FORWARD has rules'],
      [text('DOCKER-USER'), 'has a rule, RETURN'],
    ],
  },
  '02/2': {
    right: ['2056.0'],
    wrong: [
      ['2000', 'the data alone'],
      ['2016', 'those of IP are not'],
      ['4112', 'There are no replies'],
    ],
  },
  '02/3': {
    right: [text('iptables -I DOCKER-USER 1 -m icmp -p icmp --icmp-type 8 --out-interface docker0 -j DROP')],
    wrong: [
      [text('iptables -I DOCKER-USER ! -p tcp -j DROP'), 'FORWARD’s policy'],
      [
        text('iptables -A DOCKER-USER -o docker0 -p icmp --icmp-type echo-request -j DROP'),
        'DOCKER-USER does not drop',
      ],
      [text('iptables -I DOCKER-USER -o docker0 -p icmp -j DROP'), 'box gets no answer any more'],
      [text('iptables -I FORWARD -o docker0 -p icmp --icmp-type 8 -j DROP'), 'A rule is new where none may be added'],
      [text('iptables -I DOCKER-USER -o docker0 -j DROP'), 'FORWARD’s policy'],
    ],
  },
  '02/4': {
    right: [text('systemctl stop docker && systemctl start docker')],
    wrong: [
      [text('sysctl -w net.ipv4.ip_forward=1'), 'Rules that are still missing: '],
      [text('systemctl stop docker'), 'The engine does not run any more.'],
      [text('systemctl start docker'), 'The host does not forward.'],
    ],
  },
  '03/1': {
    right: ['[6.0, 4]'],
    wrong: [
      ['[3, 2]', 'That is what one port brings'],
      ['[6, 2]', 'A docker-proxy listens on one port only'],
      ['[4, 4]', 'For each port there are three rules'],
    ],
  },
  '03/2': {
    right: [text('ETH0@if7')],
    wrong: [
      [text('eth0@if6'), 'That is its own number'],
      [text('eth0@if5'), 'the first container'],
      [text('eth0@if8'), 'is made first'],
    ],
  },
  '03/3': {
    right: [text('172.17.0.2:80'), text('http://172.17.0.2:8081/')],
    wrong: [
      [text('http://192.168.70.6:8081'), 'DNAT or FORWARD counts it'],
      [text('http://127.0.0.1:8081'), 'It is not box that refuses'],
      [text('http://172.17.0.1'), 'It is not box that refuses'],
      [text('http://172.17.0.2; true'), 'The answer is a URL alone'],
    ],
  },
  '03/4': {
    right: [text("brctl addif docker0 $(ip a | grep -o 'veth[^@]*')")],
    wrong: [
      [text('ip link set docker0 down; ip link set docker0 up'), 'Nobody refuses the request'],
      [text('docker stop box'), 'box does not run any more'],
      [text('iptables -I FORWARD -p tcp --dport 80 -j REJECT --reject-with tcp-reset'), 'The host does not reach box'],
      [text('docker rm -f box; docker run -d --name box -p 8081:81 lkarrie/nginx1'), 'That is another box'],
    ],
  },
  '04/1': {
    right: ['0x1'],
    wrong: [
      ['3', 'So many requests are made'],
      ['12', 'That is what FORWARD counts for one page'],
      ['36', 'nat is asked once for each'],
    ],
  },
  '04/2': {
    right: [text('forward')],
    wrong: [
      [text('PREROUTING'), 'PREROUTING counts all that comes in'],
      [text('postrouting'), 'POSTROUTING also counts'],
      [text('INPUT'), 'INPUT counts what is for the host itself'],
      [text('DOCKER'), 'one of the five chains of mangle'],
    ],
  },
  '04/3': {
    right: [text(`iptables -t nat -I PREROUTING -d 192.168.70.6 -p tcp --dport 8001 ${DNAT}`)],
    wrong: [
      [text('docker restart ng1'), 'ng1 was started again'],
      [text('systemctl restart docker'), 'ng1 does not run any more'],
      [text(`iptables -t nat -A DOCKER -p tcp ${DNAT}`), 'Other ports of the host'],
      [text(`iptables -t nat -A DOCKER -p tcp --dport 8001 -j REDIRECT --to-ports 80`), 'The page does not come.'],
      [
        text(`iptables -t nat -F DOCKER; iptables -t nat -A DOCKER -p tcp --dport 8001 ${DNAT}`),
        'one command, and these are 2',
      ],
    ],
  },
};
