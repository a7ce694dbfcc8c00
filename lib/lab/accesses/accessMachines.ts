/** A host with containers on networks of every kind, and a neighbour who knows where they are. */
import type { Lab } from '../lab';
import type { LabOptions } from '../machines';

const OWN = 'com.docker.network.bridge';

/** What is typed before the accesses; an engine that does not know an option of a network refuses it, or makes one without it. */
const SETUP = [
  'client# ip route add 172.16.0.0/12 via 192.168.70.6',
  // Its own 127.0.0.1 is given up, so that packets to that address are sent to the host.
  'client# sysctl -w net.ipv4.conf.all.route_localnet=1',
  'client# ip route del local 127.0.0.0/8 dev lo table local',
  'client# ip address del 127.0.0.1/8 dev lo',
  'client# ip route add 127.0.0.1 via 192.168.70.6',
  'host# systemctl start docker',
  'host# docker run -d --name c1 -p 8001:80 -p 5301:53/udp whoami',
  'host# docker run -d --name c2 whoami',
  'host# docker run -d --name cl -p 127.0.0.1:8003:80 -p 127.0.0.1:5303:53/udp whoami',
  'host# docker run -d --name cr -p 9000-9002:9000-9002 -p 192.168.70.6:8004:80 -p 8444:443 -p 8443:443 whoami',
  ...network('bridge1', 'docker1', 18, ['--gateway 172.18.0.1']),
  'host# docker run -d --name d1 --network bridge1 -p 8002:80 whoami',
  ...network('noicc', 'brnoicc', 19, [`-o ${OWN}.enable_icc=false`]),
  'host# docker run -d --name n1 --network noicc whoami',
  'host# docker run -d --name n2 --network noicc -p 8005:80 whoami',
  ...network('internal', 'brint', 20, ['--internal']),
  'host# docker run -d --name i1 --network internal whoami',
  'host# docker run -d --name i2 --network internal -p 8006:80 whoami',
  ...network('nomasq', 'brnomasq', 21, [`-o ${OWN}.enable_ip_masquerade=false`]),
  'host# docker run -d --name m1 --network nomasq -p 8007:80 whoami',
  ...network('routed', 'brrouted', 22, [`-o ${OWN}.gateway_mode_ipv4=routed`]),
  'host# docker run -d --name r1 --network routed -p 80 whoami',
  ...network('unprot', 'brunprot', 23, [`-o ${OWN}.gateway_mode_ipv4=nat-unprotected`]),
  'host# docker run -d --name u1 --network unprot -p 8008:80 whoami',
  ...network('isolated', 'brisol', 24, ['--internal', `-o ${OWN}.gateway_mode_ipv4=isolated`]),
  'host# docker run -d --name s1 --network isolated whoami',
  ...network('v6', 'brv6', 25, []),
  'host# docker run -d --name x1 --network v6 -p 8009:80 whoami',
  ...network('snat', 'brsnat', 26, ['-o com.docker.network.host_ipv4=192.168.70.6']),
  'host# docker run -d --name h1 --network snat -p 8010:80 whoami',
];

function network(name: string, bridge: string, subnet: number, options: readonly string[]): readonly string[] {
  const own = [`--subnet 172.${subnet}.0.0/16`, `-o ${OWN}.name=${bridge}`, ...options];
  return [`host# docker network create ${own.join(' ')} ${name}`];
}

/**
 * What makes the machines of {@link accesses}, with an engine, and after further lines: fourteen containers on nine networks, which
 * answer with the address that they saw, `c1 saw 172.17.0.1`; a server like theirs on the host, TCP port 2222, and on the client, port 9090;
 * and a client who routes to the containers. `127.0.0.1` is the host's there, too: the client gave up its own.
 *
 * @example
 * ```ts
 * import { accessMachines } from 'chainwalk';
 *
 * const machines = await accessMachines({ engine: '29' })();
 * (await machines.sh('d1# nc -w 2 192.168.70.6 8001')).stdout; // → 'c1 saw 172.17.0.1\n'
 * ```
 */
export function accessMachines(options: LabOptions = {}, ...before: readonly string[]): () => Promise<Lab> {
  return async () => {
    const [{ Lab }, { IMAGES }, { Process }, { WHOAMI_IMAGE, whoami }] = await Promise.all([
      import('../lab.js'),
      import('../../docker/index.js'),
      import('../../machine/index.js'),
      import('./whoami.js'),
    ]);
    const images = new Map([...IMAGES, ['whoami', WHOAMI_IMAGE] as const]);
    const machines = new Lab({ ...options, images });
    new Process({ place: machines.host, argv: ['whoami'], program: whoami([2222], []) });
    new Process({ place: machines.client, argv: ['whoami'], program: whoami([9090], [9090]) });
    for (const line of [...before, ...SETUP]) await machines.sh(line);
    return machines;
  };
}
