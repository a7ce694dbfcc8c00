/** What the repairs of notebook 10's broken hosts have to bring about, and what they must leave closed. */
import type { Question } from '../ask/question';
import type { Demand, Repair } from './tryRepair';

/** Who has to be answered; `more` is what else has to hold. */
function answers(
  from: string,
  to: string,
  remark: string,
  { by, taker, ...question }: Partial<Question> & { readonly by?: string; readonly taker?: string } = {},
): Demand {
  return {
    question: { ...question, from, to },
    expected: 'delivered',
    ...(by !== undefined && { answersBy: by }),
    ...(taker !== undefined && { to: taker }),
    remark,
  };
}

/** Who must not be answered. */
function staysClosed(from: string, to: string, remark: string, question: Partial<Question> = {}): Demand {
  return { question: { ...question, from, to }, expected: 'stopped', remark };
}

const REPAIRS: Readonly<Record<RepairName, Repair>> = {
  '10/1': {
    commands: 1,
    demands: [
      answers('10.20.30.5', '192.0.2.20:80', 'The guest still waits for an answer.'),
      staysClosed('192.0.2.20', '10.20.30.5:22', 'Now whoever is outside can open connections to the guests.'),
    ],
  },
  '10/2': {
    commands: 1,
    demands: [
      answers('172.18.0.2', '172.18.0.1:80', 'The container of test_net gets no page at its gateway’s address.'),
      answers('172.18.0.2', '192.0.2.10:80', 'The container of test_net gets no page at the host’s address.'),
      staysClosed(
        '172.18.0.2',
        '172.17.0.2:80',
        'Now test_net reaches nginx at its own address, too: the networks are open.',
      ),
      staysClosed(
        '172.18.0.2',
        '172.17.0.3:8080',
        'Now test_net reaches the neighbour of nginx, which publishes nothing.',
      ),
      staysClosed('172.17.0.2', '172.18.0.2:8080', 'Now the networks are open in the other direction.'),
    ],
  },
  '10/3': {
    commands: 1,
    demands: [
      answers('10.1.99.7', '10.1.215.5:2181', 'The container of the other host is still dropped.'),
      answers('10.1.215.6', '10.1.215.5:2181', 'Now the container’s neighbour on its own bridge is dropped.'),
      staysClosed('10.1.99.7', '10.1.215.5:22', 'Now the other host’s containers reach ports that are not published.'),
    ],
  },
  '10/4': {
    demands: [
      staysClosed('192.0.2.20', '127.0.0.1:8080', 'The neighbour still reaches the container by 127.0.0.1.'),
      staysClosed('192.0.2.20', '172.17.0.2:80', 'The neighbour still reaches the container at its own address.'),
      answers('host', '127.0.0.1:8080', 'Now the host itself gets nothing at 127.0.0.1.'),
      answers('host', '172.17.0.2:80', 'Now the host does not reach the container any more.'),
      answers('172.17.0.2', '192.0.2.20:443', 'Now the container gets no answers from outside any more.'),
    ],
  },
  '10/5': {
    commands: 1,
    demands: [
      answers('10.2.0.3', '10.2.0.100:80', 'The neighbours do not reach each other yet.'),
      answers('10.2.0.3', '192.0.2.20:443', 'The containers do not reach the outside yet.'),
      answers('192.0.2.20', '192.0.2.10:8080', 'Now the published port is closed.'),
      staysClosed(
        '172.17.0.2',
        '192.0.2.20:443',
        'Now containers on docker0 pass as well, and nobody has put them into a zone.',
      ),
    ],
  },
  '10/6': {
    demands: [
      answers('192.0.2.20', '192.0.2.10:9443', 'From the world the port is still closed.'),
      answers('host', '127.0.0.1:9443', 'At localhost the port is still closed.'),
      answers('192.0.2.20', '192.0.2.10:22', 'Now nobody can log in any more.'),
      staysClosed('192.0.2.20', '192.0.2.10:5432', 'Now the world reaches other ports of the host.'),
      staysClosed(
        '192.0.2.20',
        '172.18.0.2:9443',
        'Now the world reaches the container at its own address, past the published port.',
      ),
    ],
  },
  '10/7': {
    commands: 1,
    demands: [
      answers('192.0.2.20:51999', '192.0.2.10:51897', 'The container still does not see the peer itself.', {
        protocol: 'udp',
        taker: 'container 172.17.0.2:51820, which sees 192.0.2.20',
      }),
    ],
  },
  '10/8': {
    commands: 1,
    demands: [
      staysClosed('172.17.0.2:40608', '192.0.2.20:443', 'The RST still leaves with the container’s own address.', {
        state: 'flags R. length 52',
      }),
      answers('172.17.0.2', '192.0.2.20:443', 'Now the container’s connections do not work any more.'),
      answers(
        '172.17.0.2:40700',
        '192.0.2.20:443',
        'Now a RST of a known connection is dropped, too, and its server waits for ever.',
        {
          state: 'flags R. length 52',
        },
      ),
    ],
  },
  '10/9': {
    commands: 1,
    demands: [
      answers('172.17.0.2', '203.0.113.20:443', 'The download still stops after the handshake.', {
        size: 20_000,
        silentRouters: true,
      }),
      answers('203.0.113.20', '192.0.2.10:8080', 'Now the published port sends no large pages any more.', {
        size: 20_000,
        silentRouters: true,
      }),
    ],
  },
  '10/10': {
    commands: 3,
    demands: [
      answers('203.0.113.20', '10.10.26.160:8080', 'The answer from 10.10.26.160 does not leave by eno2.', {
        by: 'eno2',
      }),
      answers('203.0.113.20', '10.10.24.157:8080', 'Now answers of the first uplink’s address do not leave by eno1.', {
        by: 'eno1',
      }),
      answers('203.0.113.20', '10.10.26.160:9000', 'Now the host’s own program does not answer by eno2.', {
        by: 'eno2',
      }),
      answers('172.17.0.2', '198.51.100.7:443', 'Now the container does not reach the outside any more.'),
    ],
  },
};

/** An exercise whose answer repairs a loaded host: notebook and number, as `10/3`. */
export type RepairName = `10/${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

/**
 * What the repairs of the notebooks' exercises have to bring about, by notebook and exercise.
 *
 * @example
 * ```ts
 * import { loadHost, readDumps, repairs, tryRepair } from 'chainwalk/host';
 *
 * const host = loadHost(readDumps('data/cases/08-docker-drops-lxdbr0'));
 * tryRepair(host, 'iptables -I DOCKER-USER -o lxdbr0 -j ACCEPT', repairs['10/1']).toString().split(' (')[0]; // → 'Now whoever is outside can open connections to the guests.'
 * ```
 */
export const repairs: Readonly<Record<RepairName, Repair>> = REPAIRS;
