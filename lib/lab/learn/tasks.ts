/** What the notebooks' exercises ask of a command: what has to work then, what must not, and what may change. All else has to stay. */
import type { Task } from './tryCommand';

const PAGE = 'http://192.168.70.6:8001';

/** A curl that says nothing, and gives up after three seconds. */
function curl(url: string): string {
  return `curl -sS -m 3 -o /dev/null ${url}`;
}

/** Whether a connection is refused at once, which is curl's exit code 7. */
function isRefused(url: string): string {
  return `${curl(url)}; test $? = 7`;
}

const TASKS: Readonly<Record<TaskName, Task>> = {
  '01/3': {
    commands: 1,
    adds: ['rules'],
    works: {
      'client# ping -c 1 -W 1 192.168.70.6': 'Pings have to be answered as before.',
      [`client# ${isRefused('192.168.70.6')}`]: 'The port has to stay refused.',
      [`client# ${isRefused('192.168.70.6:22')}`]: 'Other ports have to stay refused as well.',
      'host# nginx': 'The host has to run nginx as before.',
      [`client# ${curl('192.168.70.6')}`]: 'A port that is open has to answer as before.',
      [`host# ${isRefused('192.168.70.1')}`]: 'What the host asks for has to be answered as before.',
    },
  },
  '01/4': {
    adds: ['rules', 'routes'],
    changes: ['rules'],
    works: {
      'client# ping -c 1 -W 1 192.168.70.6': 'The host does not answer a ping yet.',
      [`client# ${isRefused('192.168.70.6')}`]: 'The host answers pings, but it says nothing to TCP.',
      'host# ip route get 192.168.70.9 | grep "dev ens33"': 'The host still has no route to all of its own network.',
      'host# ! ip route get 192.168.70.9 | grep via': 'The host now sends its neighbours’ packets to a gateway.',
    },
  },
  '02/3': {
    commands: 1,
    adds: ['DOCKER-USER'],
    works: {
      'host# systemctl restart docker; docker start box': 'The engine has to start as before.',
      'client# ping -c 1 -W 1 172.17.0.2; test $? = 1': 'The client’s ping is answered, or refused aloud.',
      'host# iptables -nvL DOCKER-USER | grep -q "^ *1 .* DROP "': 'DOCKER-USER does not drop the client’s ping.',
      [`client# ${curl('172.17.0.2')}; echo x | nc -u -w 1 172.17.0.2 53; true`]: 'The client has to be able to try.',
      // The first SYN and its repetition, and the datagram: the policy of FORWARD drops them, as without the rule.
      'host# iptables -nvL FORWARD | grep "policy DROP [3-9] packets"':
        'Other packets than pings end before FORWARD’s policy.',
      'box# ping -c 1 -W 1 192.168.70.1':
        'box gets no answer any more when it pings somebody outside; an answer is no ping.',
      'host# ping -c 1 -W 1 172.17.0.2': 'The host itself has to reach box as before.',
    },
  },
  '02/4': {
    adds: ['rules', 'processes'],
    changes: ['settings', 'processes', 'networks'],
    works: {
      'host# systemctl is-active docker': 'The engine does not run any more.',
      'host# test $(sysctl -n net.ipv4.ip_forward) = 1': 'The host does not forward.',
    },
  },
  '03/4': {
    changes: ['interfaces', 'routes', 'containers', 'processes', 'rules', 'settings'],
    works: {
      'host# docker ps -q --filter name=box | grep -q .': 'box does not run any more.',
      'host# test $(docker inspect -f "{{.Config.Image}}" box) = busybox': 'That is another box.',
      [`client# ${isRefused('192.168.70.6:8081')}`]: 'Nobody refuses the request.',
      'host# ping -c 1 -W 1 172.17.0.2': 'The host does not reach box.',
    },
  },
  '04/3': {
    commands: 1,
    adds: ['rules'],
    works: {
      [`client# ${curl(PAGE)}`]: 'The page does not come.',
      [`client# ${isRefused('192.168.70.6:22')}`]: 'Other ports of the host do not answer for themselves any more.',
      [`ng1# ${isRefused('192.168.70.1')}`]: 'ng1 does not reach the client any more.',
    },
  },
  '05/3': {
    commands: 1,
    adds: ['rules'],
    works: {
      [`ng2# curl -sS -m 3 ${PAGE} | grep nginx1`]: 'ng2 gets no page.',
      [`client# curl -sS -m 3 ${PAGE} | grep nginx1`]: 'Now the client gets no page.',
      'ng2# curl -sS -m 3 172.17.0.2 | grep nginx1': 'Now ng2 does not reach the address of ng1.',
      'ng1# curl -sS -m 3 172.17.0.3 | grep nginx2': 'Now ng1 does not reach ng2.',
      [`ng2# ${isRefused('192.168.70.6:22')}`]: 'Other ports of the host do not answer for themselves any more.',
    },
  },
  '06/2': {
    commands: 1,
    adds: ['rules'],
    changes: ['DOCKER-ISOLATION-STAGE-2'],
    fails: {
      [`ng2# ${curl('172.17.0.2')}`]: 'The networks are open now.',
      [`ng1# ${curl('172.18.0.2')}`]: 'ng1 reaches ng2 now; the networks have to stay apart in both directions.',
    },
    works: {
      [`client# ${curl(PAGE)}`]: 'Now the client gets no page from ng1.',
      [`client# ${curl('http://192.168.70.6:8002')}`]: 'Now the client gets no page from ng2.',
      [`host# ${curl('172.17.0.2')}`]: 'Now the host gets no page from ng1.',
      [`ng1# ${isRefused('192.168.70.1')}`]: 'ng1 does not reach the client any more.',
      [`ng2# ${isRefused('172.17.0.2')}`]: 'curl in ng2 does not fail at once.',
    },
  },
  '06/3': {
    commands: 2,
    adds: ['DOCKER-USER', 'FORWARD'],
    works: {
      [`ng2# ${curl('172.17.0.2')}`]: 'ng2 gets no page.',
      [`client# ${curl(PAGE)}`]: 'Now the client gets no page from ng1.',
      [`client# ${curl('http://192.168.70.6:8002')}`]: 'Now the client gets no page from ng2.',
    },
    fails: { [`ng1# ${curl('172.18.0.2')}`]: 'ng1 reaches ng2 too.' },
  },
  '06/4': {
    adds: ['rules'],
    changes: ['DOCKER-ISOLATION-STAGE-2'],
    works: {
      [`client# ${curl(PAGE)}`]: 'The client gets no page from ng1.',
      [`client# ${curl('http://192.168.70.6:8002')}`]: 'The client gets no page from ng2.',
    },
    fails: {
      [`ng1# ${curl('192.168.70.1')}`]: 'ng1 calls the client.',
      [`ng2# ${curl('192.168.70.1')}`]: 'ng2 calls the client.',
      [`ng2# ${curl('172.17.0.2')}`]: 'ng2 reaches ng1.',
      [`ng1# ${curl('172.18.0.2')}`]: 'ng1 reaches ng2.',
    },
  },
  '07/2': {
    commands: 1,
    adds: ['rules'],
    works: {
      [`ng2# ${curl(PAGE)}`]: 'The published port does not answer ng2.',
      [`client# ${curl(PAGE)}`]: 'Now the client gets no page.',
      [`ng2# ${curl('192.168.70.1')}`]: 'ng2 does not reach the client any more.',
    },
    fails: {
      [`ng2# ${curl('172.17.0.2')}`]: 'Now ng2 reaches the address of ng1, too.',
      [`ng1# ${curl('172.18.0.2')}`]: 'Now ng1 reaches the address of ng2.',
    },
  },
  '07/3': {
    adds: ['rules', 'routes', 'processes', 'interfaces', 'settings'],
    changes: ['rules', 'routes', 'interfaces', 'containers', 'processes', 'settings'],
    works: {
      [`client# curl -sS -m 3 ${PAGE}`]: 'No page comes.',
      [`client# curl -sS -m 3 ${PAGE} | grep nginx1`]: 'A page comes, from the wrong container.',
      'host# iptables -S FORWARD | grep -e "-P FORWARD DROP"':
        'The host now forwards whatever no rule forbids; the policy of FORWARD has to stay DROP.',
      'host# docker ps --filter name=ng2 | grep Up': 'ng2 has to run on.',
      [`ng3# ${curl('192.168.70.1')}`]: 'ng3 does not reach the client.',
    },
  },
  '08/2': {
    commands: 1,
    adds: ['rules'],
    works: {
      [`client# ${curl('172.17.0.2')}`]: 'The client gets no page at the address of ng1.',
      [`client# ${curl(PAGE)}`]: 'Now the client gets no page at the published port.',
      [`ng1# ${curl('192.168.70.1')}`]: 'ng1 does not reach the client any more.',
    },
    fails: {
      [`client# ${curl('172.17.0.3')}`]: 'Now the client reaches the address of ng3, too.',
      [`client# ${curl('172.18.0.2')}`]: 'Now the client reaches the address of ng2, too.',
      [`ng2# ${curl('172.17.0.2')}`]: 'Now ng2 reaches the address of ng1, too.',
      'client# ping -c 1 -W 1 172.17.0.2': 'Now ng1 answers pings, too: only its port 80 is to be open.',
    },
  },
};

/** An exercise whose answer is a command: notebook and number, as `04/3`. */
export type TaskName =
  | '01/3'
  | '01/4'
  | '02/3'
  | '02/4'
  | '03/4'
  | '04/3'
  | '05/3'
  | '06/2'
  | '06/3'
  | '06/4'
  | '07/2'
  | '07/3'
  | '08/2';

/**
 * The tasks of exercises whose answer is a command, by notebook and exercise.
 *
 * @example
 * ```ts
 * import { lab, tasks, tryCommand } from 'chainwalk';
 *
 * const remark = await tryCommand(await lab(), 'systemctl start docker', tasks['04/3']);
 * remark; // → 'containerd was started; no process may be started.'
 * ```
 */
export const tasks: Readonly<Record<TaskName, Task>> = TASKS;
