/** Answers to the exercises of notebooks 05 to 08. */
import { DNAT, type Tried, text } from './tried';

/** By notebook and exercise. */
export const ANSWERS: Readonly<Record<string, Tried>> = {
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
};
