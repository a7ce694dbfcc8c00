/** The engine's name server, its rules and its packets. libnetwork: resolver.go, resolver_unix.go. Recorded: data/sessions/name-server. */
import { expect, test } from 'vitest';
import { Lab, lab } from '../../lib/lab';
import { bindUdp, Process, type Thread, waitFor } from '../../lib/machine';
import { SECOND } from '../../lib/network';
import { IPV4_LOOPBACK } from '../../lib/packet';
import { DNS_TYPES, type DnsMessage, dnsAnswer, encodeDns } from '../../lib/packet/dns';
import { askByTcp, askNameServers, readMessage } from '../../lib/tools/common/nameServers';
import { iptables } from '../../lib/tools/iptables';

const SERVER = 0x7f00_000b;

async function machines(engine?: string): Promise<Lab> {
  const world = new Lab(engine === undefined ? {} : { engine });
  for (const command of [
    'systemctl start docker',
    'docker network create --subnet 172.30.0.0/16 web',
    'docker run -d --name one --network web --network-alias db busybox sleep 1000',
    'docker run -d --name two --network web --network-alias db busybox sleep 1000',
    'docker run -d --name apart busybox sleep 1000',
  ])
    await world.sh(`host# ${command}`);
  return world;
}

function rulesOf(world: Lab, name: string): string {
  const net = world.place(name)?.net;
  if (net === undefined) throw new Error(`${name} does not run`);
  return iptables(net.netfilter, ['-t', 'nat', '-S'], { version: '1.8.9' }).stdout;
}

/** The answer to one question of a container. */
function ask(world: Lab, name: string, type: number, by: 'udp' | 'tcp' = 'udp'): DnsMessage | undefined {
  const place = world.place('one');
  if (place === undefined) throw new Error('one does not run');
  let answer: DnsMessage | undefined;
  const settings = { servers: [SERVER], search: [], ndots: 0, timeout: 5 * SECOND, attempts: 2 };
  const question = { name, type };
  const program = function* (self: Process): Thread {
    if (by === 'udp') answer = (yield* askNameServers(self, [question], settings))?.[0];
    else {
      const query = { ...dnsAnswer({ ...EMPTY, questions: [question] }), response: false, id: 5 };
      answer = yield* askByTcp(self, SERVER, 53, query);
    }
    return 0;
  };
  const process = new Process({ place, argv: ['asker'], program });
  world.clock.runUntil(() => !process.running, world.clock.now + 30 * SECOND);
  return answer;
}

const EMPTY: DnsMessage = {
  ...dnsAnswer({ id: 1, recursionDesired: true, questions: [] } as unknown as DnsMessage),
};

test('rules of nat lead port 53 of 127.0.0.11 to sockets of dockerd, and only where containers have names', async () => {
  const world = await machines();
  const rules = rulesOf(world, 'one');
  const [, tcp, udp] = /tcp .*:(\d+)\n.*udp .*:(\d+)\n/.exec(rules) ?? [];
  expect(rules.split('\n').slice(4)).toEqual([
    '-N DOCKER_OUTPUT',
    '-N DOCKER_POSTROUTING',
    '-A OUTPUT -d 127.0.0.11/32 -j DOCKER_OUTPUT',
    '-A POSTROUTING -d 127.0.0.11/32 -j DOCKER_POSTROUTING',
    `-A DOCKER_OUTPUT -d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:${tcp}`,
    `-A DOCKER_OUTPUT -d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:${udp}`,
    `-A DOCKER_POSTROUTING -s 127.0.0.11/32 -p tcp -m tcp --sport ${tcp} -j SNAT --to-source :53`,
    `-A DOCKER_POSTROUTING -s 127.0.0.11/32 -p udp -m udp --sport ${udp} -j SNAT --to-source :53`,
    '',
  ]);
  const sockets = world.place('one')?.net.sockets;
  expect(sockets?.udp.map(({ localPort }) => `${localPort}`)).toEqual([udp]);
  expect(sockets?.listeners.map(({ localPort }) => `${localPort}`)).toEqual([tcp]);
  expect([...(world.docker.dockerd?.held ?? [])]).toContain(sockets?.udp[0]);
  expect(rulesOf(world, 'apart')).not.toContain('DOCKER');
});

test('it stays when the network is left, and ends with the container', async () => {
  const world = await machines();
  await world.sh('host# docker network connect web apart');
  const rules = rulesOf(world, 'apart');
  expect(rules).toContain('DOCKER_OUTPUT');
  await world.sh('host# docker network disconnect web apart');
  expect(rulesOf(world, 'apart')).toBe(rules);
  expect((await world.sh('apart# cat /etc/resolv.conf')).stdout).toBe('nameserver 127.0.0.11\noptions ndots:0\n');
  const held = world.docker.dockerd?.held.size ?? 0;
  await world.sh('host# docker rm -f apart');
  expect(world.docker.dockerd?.held.size).toBe(held - 2);
});

test('an alias of two containers has two addresses, an address a name, and IPv6 none', async () => {
  const world = await machines();
  const alias = ask(world, 'DB.web', DNS_TYPES.A);
  expect(alias?.answers.map(({ data }) => data).sort()).toEqual([0xac1e_0002, 0xac1e_0003]);
  expect(alias).toMatchObject({ recursionAvailable: true, authoritative: false, code: 0 });
  expect(alias?.answers[0]).toMatchObject({ name: 'DB.web', ttl: 600 });
  expect(ask(world, 'two', DNS_TYPES.AAAA)).toMatchObject({ code: 0, answers: [] });
  expect(ask(world, 'two', DNS_TYPES.MX)).toMatchObject({ code: 0, answers: [] });
  expect(ask(world, '3.0.30.172.in-addr.arpa', DNS_TYPES.PTR)?.answers[0]?.data).toBe('two.web');
  expect(ask(world, 'two', DNS_TYPES.A, 'tcp')?.answers[0]?.data).toBe(0xac1e_0003);
});

test('what does not fit into a datagram is asked for by TCP', async () => {
  const world = await machines();
  for (let count = 0; count < 40; count++)
    await world.sh('host# docker run -d --network web --network-alias many busybox sleep 1000');
  expect(ask(world, 'many', DNS_TYPES.A)?.answers).toHaveLength(40);
});

test.each([
  ['20.10', 10, false],
  ['24.0', 8, false],
  ['25.0', 8, true],
])(
  'with %s a name that nobody has takes %i s; a name that the engine drew is one: %s',
  async (engine, seconds, isName) => {
    const world = await machines(engine);
    const { startedAt, endedAt, exitCode } = await world.sh('one# ping -c 1 nobody');
    expect(exitCode).toBe(1);
    expect(Math.round(endedAt - startedAt)).toBe(seconds);
    await world.sh('host# docker run -d --network web busybox sleep 1000');
    const drawn = (await world.sh("host# docker ps -l --format '{{.Names}}'")).stdout.trim();
    expect((await world.sh(`one# ping -c 1 ${drawn}`)).exitCode).toBe(isName ? 0 : 1);
  },
);

test('what it does not know it asks a server on the machine’s loopback, which containers are not told of', async () => {
  const world = new Lab();
  await world.writeFile('host', '/etc/resolv.conf', 'search x.org\nnameserver 127.0.0.53\noptions edns0\n');
  const program = function* (self: Process): Thread {
    const socket = bindUdp(self, 0x7f00_0035, 53);
    if (typeof socket === 'string') return 1;
    for (;;) {
      yield* waitFor(self, [socket], () => socket.received.length > 0);
      for (const { source, sourcePort, payload } of socket.received.splice(0)) {
        const query = readMessage(payload);
        const name = query?.questions[0]?.name ?? '';
        const isKnown = name === 'outside.x.org' && query?.questions[0]?.type === DNS_TYPES.A;
        const records = isKnown ? [{ name, type: DNS_TYPES.A, ttl: 5, data: IPV4_LOOPBACK }] : [];
        if (query !== undefined)
          socket.sendTo(source, sourcePort, encodeDns({ ...dnsAnswer(query, isKnown ? 0 : 3), answers: records }));
      }
    }
  };
  new Process({ place: world.host, argv: ['resolved'], program });
  await world.sh('host# systemctl start docker');
  await world.sh('host# docker network create web');
  await world.sh('host# docker run -d --name one --network web busybox sleep 1000');
  await world.sh('host# docker run -d --name apart busybox sleep 1000');
  expect((await world.sh('apart# cat /etc/resolv.conf')).stdout).toBe(
    'search x.org\noptions edns0\n\nnameserver 8.8.8.8\nnameserver 8.8.4.4\n',
  );
  expect((await world.sh('one# cat /etc/resolv.conf')).stdout).toBe(
    'search x.org\nnameserver 127.0.0.11\noptions edns0 ndots:0\n',
  );
  const found = await world.sh('one# ping -c 1 outside');
  expect(found.stdout).toContain('PING outside (127.0.0.1)');
  expect(found.endedAt - found.startedAt).toBeLessThan(1);
  expect((await world.sh('one# ping -c 1 elsewhere')).stderr).toBe("ping: bad address 'elsewhere'\n");
  expect((await world.sh('host# ping -c 1 elsewhere')).stderr).toBe('ping: elsewhere: Name or service not known\n');
});

test.each([[{ iptables: 'nft' }], [{ engine: '28' }], [{ engine: '29', firewallBackend: 'nftables' }]] as const)(
  'names are found on other machines: %j',
  async (options) => {
    const machines = await lab(options);
    await machines.sh('host# sysctl -w net.ipv4.ip_forward=1; systemctl start docker; docker network create web');
    await machines.sh('host# docker run -d --name one --network web busybox sleep 1000');
    await machines.sh('host# docker run -d --name two --network web busybox sleep 1000');
    expect((await machines.sh('one# ping -c 1 two')).stdout).toContain(' 0% packet loss');
  },
);
