/** Answers to the notebooks' exercises beside the guide's: right ones in another form, and wrong ones that a clever learner tries. */

/** What is tried on an exercise, as TypeScript of plain values. */
export interface Tried {
  readonly right: readonly string[];
  /** Each with a part of what the machines say to it. */
  readonly wrong: readonly (readonly [answer: string, remark: string])[];
}

/** A command as the text that a learner types. */
function text(command: string): string {
  return JSON.stringify(command);
}

const DNAT = '-j DNAT --to-destination 172.17.0.2:80';

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
  '05/1': {
    right: ['-0.0', '0x0'],
    wrong: [
      ['1', 'RETURN is not the only thing'],
      ['12', 'DNAT itself says'],
      ['2', 'read from where'],
    ],
  },
  '05/2': {
    right: [`[' 172.17.0.1', "192.168.70.6"]`],
    wrong: [
      [`['127.0.0.1', '192.168.70.6']`, 'docker-proxy makes a connection of its own'],
      [`['192.168.70.6', '172.17.0.1']`, 'in the other order'],
      [`['172.17.0.1', '172.17.0.1']`, 'Only one of the requests is relayed'],
    ],
  },
  '05/3': {
    right: [text(`iptables -t nat -I PREROUTING -s 172.17.0.3 -d 192.168.70.6 -p tcp --dport 8001 ${DNAT}`)],
    wrong: [
      [text('docker restart ng1'), 'ng1 was started again'],
      [text(`iptables -t nat -A DOCKER -i docker0 -p tcp --dport 8001 ${DNAT}`), 'ng2 gets no page.'],
      [text('iptables -t nat -D DOCKER 1'), 'A rule is gone'],
      [text(`iptables -t nat -I PREROUTING -i docker0 -p tcp ${DNAT}`), 'Now ng1 does not reach ng2'],
    ],
  },
  '06/1': {
    right: ['4.0'],
    wrong: [
      ['7', 'in two minutes'],
      ['5', 'after 15 seconds'],
      ['10', 'doubles'],
    ],
  },
  '06/2': {
    right: [text('iptables -I DOCKER-USER -i docker1 -o docker0 -p tcp -j REJECT --reject-with tcp-reset')],
    wrong: [
      [text('docker stop ng2'), 'ng2 does not run any more'],
      [text('iptables -I FORWARD -j REJECT'), 'Now the client gets no page from ng1.'],
      [text('iptables -D DOCKER-ISOLATION-STAGE-2 2'), 'does not fail at once'],
      [text('iptables -F DOCKER-ISOLATION-STAGE-2'), 'does not fail at once'],
      [text('iptables -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j REJECT'), 'does not fail at once'],
      [text('iptables -R DOCKER-ISOLATION-STAGE-2 2 -j REJECT'), 'Now the client gets no page'],
    ],
  },
  '06/3': {
    right: [
      text(
        'iptables -I DOCKER-USER -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT; iptables -I DOCKER-USER 2 -i docker1 -o docker0 -j ACCEPT',
      ),
    ],
    wrong: [
      [text('iptables -F DOCKER-ISOLATION-STAGE-2'), 'A rule is gone'],
      [text('iptables -I DOCKER-USER -i docker1 -o docker0 -j ACCEPT'), 'ng2 gets no page.'],
      [
        text(
          'iptables -I DOCKER-USER -i docker1 -o docker0 -j ACCEPT; iptables -I DOCKER-USER -i docker0 -o docker1 -j ACCEPT',
        ),
        'ng1 reaches ng2 too.',
      ],
      [text('iptables -I DOCKER-ISOLATION-STAGE-2 -j RETURN'), 'A rule is new where none may be added'],
    ],
  },
  '06/4': {
    right: [text('iptables -I DOCKER-ISOLATION-STAGE-2 -o ens33 -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN')],
    wrong: [
      [text('iptables -D DOCKER-ISOLATION-STAGE-2 1'), 'ng1 calls the client.'],
      [text('iptables -I FORWARD -o ens33 -j ACCEPT'), 'ng1 calls the client.'],
      [text('iptables -F DOCKER-ISOLATION-STAGE-2'), 'ng1 calls the client.'],
      [text('docker restart ng1 ng2'), 'ng1 was started again'],
    ],
  },
  '07/1': {
    right: [text('Direct')],
    wrong: [
      [text('DNAT'), 'Nobody asks for a published address'],
      [text('dropped'), 'filter DOCKER'],
      [text('refused'), 'nginx listens'],
    ],
  },
  '07/2': {
    right: [text('iptables -I FORWARD 1 --match conntrack --ctstate DNAT --jump ACCEPT')],
    wrong: [
      [text('iptables -I DOCKER-USER -j ACCEPT'), 'Now ng2 reaches the address of ng1'],
      [
        text('iptables -I DOCKER-USER -i docker1 -o docker0 -p tcp --dport 80 -j ACCEPT'),
        'The published port does not answer',
      ],
      [text('rm /etc/docker/daemon.json; systemctl restart docker'), 'one command, and these are 2'],
      [text('iptables -F DOCKER-ISOLATION-STAGE-2'), 'A rule is gone'],
    ],
  },
  '07/3': {
    right: [
      text(
        'docker stop web; docker restart ng1; ip route add 172.17.0.0/16 dev docker0 src 172.17.0.1; iptables -I FORWARD -i docker0 ! -o docker0 -j ACCEPT',
      ),
    ],
    wrong: [
      [text('docker rm -f web; docker start ng1'), 'No page comes.'],
      [
        text('ip route add 172.17.0.0/16 dev docker0; iptables -A FORWARD -i docker0 ! -o docker0 -j ACCEPT'),
        'from the wrong container',
      ],
      [
        text('docker rm -f web; docker start ng1; ip route add 172.17.0.0/16 dev docker0; iptables -P FORWARD ACCEPT'),
        'the policy of FORWARD has to stay DROP',
      ],
    ],
  },
  '08/1': {
    right: ['[2, 0] '],
    wrong: [
      ['[2, 2]', 'List DOCKER-USER on the upgraded host'],
      ['[0, 2]', 'the RETURN that 20.10 wrote'],
      ['[0, 0]', 'nothing stands in DOCKER-USER'],
      ['[1, 0]', 'sent again after a second'],
    ],
  },
  '08/2': {
    right: [
      text(
        'iptables -t raw -I PREROUTING 1 --source 192.168.70.1 --destination 172.17.0.2 -p tcp --dport 80 -j ACCEPT',
      ),
    ],
    wrong: [
      [
        text('iptables -I DOCKER-USER -s 192.168.70.1 -d 172.17.0.2 -j ACCEPT'),
        'The client gets no page at the address',
      ],
      [
        text('iptables -t raw -A PREROUTING -i ens33 -d 172.17.0.2 -j ACCEPT'),
        'The client gets no page at the address',
      ],
      [text('iptables -t raw -F PREROUTING'), 'A rule is gone'],
      [text('iptables -t raw -I PREROUTING -i ens33 -j ACCEPT'), 'Now the client reaches the address of ng2'],
      [text('iptables -t raw -I PREROUTING -d 172.17.0.2 -p tcp --dport 80 -j ACCEPT'), 'Now ng2 reaches the address'],
    ],
  },
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
