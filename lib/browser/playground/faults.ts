/** Broken hosts to mend: how each came about, what is seen of it, and how the machines tell whether it is mended. Sessions' lines throughout. */

/** A line that shows, by its exit code, whether something holds. */
export interface Check {
  /** `PLACE# COMMAND` */
  readonly line: string;
  /** What is said if it fails: a sentence. */
  readonly otherwise: string;
}

/** A broken host. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly level: 'easy' | 'middling' | 'hard';
  /** What happened to the host before. */
  readonly setup: readonly string[];
  /** What somebody reports. */
  readonly symptom: string;
  /** The line that shows it. */
  readonly look: string;
  readonly task: string;
  readonly hint: string;
  /** All have to exit with 0. */
  readonly checks: readonly Check[];
}

const DOCKER = 'host# systemctl start docker';
const NG1 = 'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1';
const NG2 = 'host# docker run --name ng2 -d -p 8002:80 lkarrie/nginx2';
const PAGE = 'client# curl -sS -m 3 -o /dev/null http://192.168.70.6:8001';

const SERVED: Check = { line: PAGE, otherwise: 'The client still gets no page from port 8001.' };
const POLICY: Check = {
  line: "host# iptables -S FORWARD | grep -q '^-P FORWARD DROP'",
  otherwise: 'FORWARD’s policy has to stay DROP: whatever no rule knows must not pass.',
};
const ISOLATED: Check = {
  line: 'host# iptables -C FORWARD -j DOCKER-USER && iptables -C FORWARD -j DOCKER-ISOLATION-STAGE-1',
  otherwise: 'FORWARD no longer asks DOCKER-USER and the isolation chains: networks are open to each other.',
};

/** From easy to hard. */
export const FAULTS: readonly Fault[] = [
  {
    id: 'no-forwarding',
    title: 'Nothing gets through',
    level: 'easy',
    setup: [DOCKER, NG1, 'host# sysctl -w net.ipv4.ip_forward=0'],
    symptom: 'Since somebody “hardened” the host, the client waits for ng1’s page and gets nothing.',
    look: PAGE,
    task: 'Let the client have the page from port 8001 again.',
    hint: 'The SYN reaches the host and is rewritten to 172.17.0.2. Look at its path: which hook does it never reach? A host passes on packets of others only if its kernel is told to.',
    checks: [SERVED, POLICY],
  },
  {
    id: 'dropped-by-user',
    title: 'A rule too many',
    level: 'easy',
    setup: [DOCKER, NG1, 'host# iptables -I DOCKER-USER -i ens33 -j DROP'],
    symptom: 'The client waits for ng1’s page and gets nothing; docker ps shows ng1 running with its port published.',
    look: PAGE,
    task: 'Let the client have the page again, and leave Docker’s own rules as they are.',
    hint: 'Ask for the page and look at the counters: which rule with the target DROP grew?',
    checks: [SERVED, POLICY, ISOLATED],
  },
  {
    id: 'wrong-port',
    title: 'The wrong door',
    level: 'easy',
    setup: [DOCKER, 'host# docker run --name ng1 -d -p 8001:8080 lkarrie/nginx1'],
    symptom: 'The client’s request for ng1’s page is refused at once.',
    look: PAGE,
    task: 'Publish ng1’s web server as port 8001 of the host.',
    hint: 'Refused is not lost: somebody answered with a RST. Who? Compare what docker port ng1 says with what nginx listens on.',
    checks: [
      SERVED,
      {
        line: "host# docker port ng1 | grep -q '^80/tcp -> 0.0.0.0:8001'",
        otherwise: 'Docker itself does not know that port 80 of ng1 is published as 8001: the next restart forgets it.',
      },
    ],
  },
  {
    id: 'proxy-killed',
    title: 'Served outside, refused at home',
    level: 'easy',
    setup: [DOCKER, NG1, 'host# kill -9 $(pgrep docker-proxy)'],
    symptom: 'The client gets ng1’s page, but on the host itself http://127.0.0.1:8001 is refused.',
    look: 'host# curl -sS -m 3 -o /dev/null http://127.0.0.1:8001',
    task: 'Let the host have the page from 127.0.0.1, too.',
    hint: 'Docker’s DNAT rules leave 127.0.0.0/8 out. Who listened on port 8001 of the host before? See the processes.',
    checks: [
      {
        line: 'host# curl -sS -m 3 -o /dev/null http://127.0.0.1:8001',
        otherwise: 'The host still gets no page from 127.0.0.1:8001.',
      },
      SERVED,
    ],
  },
  {
    id: 'no-masquerade',
    title: 'Questions without answers',
    level: 'middling',
    setup: [DOCKER, NG1, 'host# iptables -t nat -D POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'],
    symptom: 'The client gets ng1’s page, but ng1 reaches nobody outside: its pings to 192.168.70.1 stay unanswered.',
    look: 'ng1# ping -c 1 -W 2 192.168.70.1',
    task: 'Let ng1 reach the client. The client belongs to somebody else: change only the host.',
    hint: 'The echo request does arrive. From which address does it come, and does the client know a route to there?',
    checks: [
      { line: 'ng1# ping -c 1 -W 2 192.168.70.1', otherwise: 'ng1’s ping to the client is still unanswered.' },
      {
        line: 'client# ! ip route | grep -q 172.17',
        otherwise: 'The client has a new route: it is not yours, and every other machine would need one as well.',
      },
      POLICY,
      SERVED,
    ],
  },
  {
    id: 'flushed-forward',
    title: 'Cleaned too well',
    level: 'middling',
    setup: [DOCKER, NG1, 'host# iptables -F FORWARD'],
    symptom: 'Somebody tidied the firewall up. Now nobody outside gets ng1’s page, and ng1 reaches nobody.',
    look: PAGE,
    task: 'Bring back what Docker needs in FORWARD: the page is served, and networks are isolated as before.',
    hint: 'Restarting the container brings back its own rules only. Who wrote the rules of FORWARD itself, and when?',
    checks: [SERVED, POLICY, ISOLATED],
  },
  {
    id: 'wrong-route',
    title: 'Sent astray',
    level: 'middling',
    setup: [DOCKER, NG1, 'host# ip route add 172.17.0.2/32 dev ens33'],
    symptom: 'Neither the client nor the host gets ng1’s page. All rules are as Docker wrote them.',
    look: 'host# curl -sS -m 3 -o /dev/null http://172.17.0.2',
    task: 'Let host and client have the page again.',
    hint: 'Look at where ARP asks for 172.17.0.2. The longest prefix wins.',
    checks: [
      {
        line: 'host# curl -sS -m 3 -o /dev/null http://172.17.0.2',
        otherwise: 'The host still gets no page from 172.17.0.2.',
      },
      SERVED,
    ],
  },
  {
    id: 'rule-order',
    title: 'Allowed, and yet refused',
    level: 'middling',
    setup: [
      DOCKER,
      NG1,
      NG2,
      'host# iptables -I DOCKER-USER -i ens33 -j DROP',
      'host# iptables -A DOCKER-USER -i ens33 -p tcp -m conntrack --ctorigdstport 8001 -j ACCEPT',
    ],
    symptom: 'Port 8001 was to be open to the outside, and port 8002 closed. Both are closed.',
    look: PAGE,
    task: 'Open port 8001, and keep port 8002 closed to the outside.',
    hint: 'A rule that is never reached counts nothing. Which rule of DOCKER-USER stays at 0?',
    checks: [
      SERVED,
      {
        line: 'client# ! curl -sS -m 3 -o /dev/null http://192.168.70.6:8002',
        otherwise: 'Port 8002 is open to the outside, too.',
      },
      POLICY,
    ],
  },
  {
    id: 'bridged-drop',
    title: 'Neighbours who do not speak',
    level: 'hard',
    setup: [DOCKER, NG1, NG2, 'host# iptables -I DOCKER-USER -p tcp -m physdev --physdev-is-bridged -j DROP'],
    symptom:
      'The client gets both pages, but ng2 gets nothing from ng1, which is at the same bridge: no router lies between.',
    look: 'ng2# curl -sS -m 3 -o /dev/null http://172.17.0.2',
    task: 'Let ng2 have ng1’s page. What passes the bridge has to go on passing iptables.',
    hint: 'A bridge forwards frames, yet with bridge-nf-call-iptables their packets pass FORWARD as well: look at the counters, and at the path.',
    checks: [
      {
        line: 'ng2# curl -sS -m 3 -o /dev/null http://172.17.0.2',
        otherwise: 'ng2 still gets no page from ng1.',
      },
      {
        line: "host# sysctl -n net.bridge.bridge-nf-call-iptables | grep -q '^1'",
        otherwise: 'Bridged packets no longer pass iptables: no rule can hold containers of one bridge apart any more.',
      },
      POLICY,
      ISOLATED,
    ],
  },
  {
    id: 'not-tracked',
    title: 'The guests have one face',
    level: 'hard',
    setup: [DOCKER, NG1, 'host# iptables -t raw -I PREROUTING -p tcp --dport 8001 -j NOTRACK'],
    symptom: 'The client gets its page, but ng1’s log says that every guest comes from 172.17.0.1.',
    look: `${PAGE}; true`,
    task: 'Let ng1’s log show the client’s own address, 192.168.70.1.',
    hint: 'docker logs ng1 shows who asked. Compare the counters of DNAT with the client’s requests: NAT needs a connection. Who serves the page instead?',
    checks: [
      SERVED,
      {
        line: "host# docker logs ng1 2>/dev/null | tail -n 1 | grep -q '^192.168.70.1 '",
        otherwise: 'The last guest in ng1’s log still comes from elsewhere.',
      },
      {
        line: 'host# pgrep docker-proxy > /dev/null',
        otherwise: 'docker-proxy is gone: the host’s own 127.0.0.1:8001 needs it.',
      },
    ],
  },
];
