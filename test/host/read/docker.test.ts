/** What people have of Docker: compose files, command lines, and what docker prints; the rules are the engine's where nobody printed any. */
import { describe, expect, test } from 'vitest';
import { type HostFacts, loadHost, readHost } from '../../../lib/host';

function read(text: string, name = 'paste'): HostFacts {
  return readHost([{ name, text }]);
}

const COMPOSE = `version: "3.8"
services:
  web:
    image: nginx
    container_name: web
    ports:
      - "8080:80"
      - target: 443
        published: 8443
        host_ip: 127.0.0.1
      - "\${PORT:-9000}:9000/udp"
    networks: [front, back]
  db:
    image: postgres
    networks:
      back:
        ipv4_address: 172.30.0.9
networks:
  front:
  back:
    internal: true
    ipam:
      config:
        - subnet: 172.30.0.0/24
`;

describe('a compose file', () => {
  test('says networks, ports and addresses', () => {
    const { declaredContainers, declaredNetworks, unread, sections } = read(COMPOSE);
    expect(unread).toEqual([]);
    expect(sections.map(({ kind }) => kind)).toEqual(['compose file']);
    expect(declaredContainers).toMatchObject([
      {
        name: 'web',
        endpoints: [{ network: 'front' }, { network: 'back' }],
        ports: [
          { protocol: 'tcp', hostIp: '', hostPort: '8080', containerPort: 80 },
          { protocol: 'tcp', hostIp: '127.0.0.1', hostPort: '8443', containerPort: 443 },
          { protocol: 'udp', hostIp: '', hostPort: '9000', containerPort: 9000 },
        ],
        at: { line: 3 },
      },
      { name: 'db', endpoints: [{ network: 'back', address: '172.30.0.9' }], at: { line: 13 } },
    ]);
    expect(declaredNetworks).toMatchObject([
      { name: 'front', internal: false, at: { line: 19 } },
      { name: 'back', internal: true, subnet: '172.30.0.0/24' },
    ]);
  });

  test('indented, with CRLF, and among other things', () => {
    const pasted = `$ cat docker-compose.yml\r\n${COMPOSE.replace(/^/gm, '    ').replace(/\n/g, '\r\n')}\r\n$ ip rule\r\n0: from all lookup local\r\n`;
    const { declaredContainers, rules, unread } = read(pasted);
    expect(unread).toEqual([]);
    expect(declaredContainers).toHaveLength(2);
    expect(rules).toHaveLength(1);
  });

  test.each([
    ['    foo: bar\n', 'foo of service web is not known', 3],
    ['    links: [db]\n', 'links of service web is not modelled', 3],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a compose file's own
    ['    ports: ["${X}:80"]\n', 'the port ${X}:80: what X is is not said', 3],
    ['    ports: ["99999:80"]\n', 'the port 99999:80', 3],
    ['    deploy: { replicas: 3 }\n', 'service web has 3 replicas: one is built', 3],
    ['    image: [\n', 'not YAML', 4],
  ])('what is not understood is listed with its line: %j', (line, why, at) => {
    const [unread] = read(`services:\n  web:\n${line}`).unread;
    expect(unread?.why).toContain(why);
    expect(unread?.at.line).toBe(at);
  });

  test('shared networks, and those of the host', () => {
    const modes = read(
      'services:\n  a:\n    network_mode: host\n  b:\n    network_mode: service:a\n  c:\n    image: x\n',
    );
    expect(modes.declaredContainers.map(({ networkMode, endpoints }) => [networkMode, endpoints[0]?.network])).toEqual([
      ['host', undefined],
      ['container:a', undefined],
      ['', 'project_default'],
    ]);
  });

  test('__proto__ is a key', () => {
    expect(read('services:\n  __proto__:\n    ports: ["80:80"]\n').declaredContainers).toMatchObject([
      { name: '__proto__' },
    ]);
  });

  test('alone, it makes a host with the rules of the engine', () => {
    const host = loadHost([{ name: 'compose.yml', text: COMPOSE }]);
    expect(host.machines.assumptions.list.map(({ text }) => text)[0]).toMatch(/^The rules are those that Docker 28/);
    const ask = (from: string, to: string) => host.why({ from, to }, { remedies: false }).to;
    expect(ask('outside', '192.0.2.10:8080')).toMatch(/^container web \(172\.18\.0\.2\):80, which sees/);
    expect(ask('db', '172.30.0.2:80')).toMatch(/^container web/);
    expect(host.why({ from: 'db', to: '198.51.100.7:443' }, { remedies: false }).fate).not.toBe('delivered');
    expect(host.why({ from: 'outside', to: '192.0.2.10:8443' }, { remedies: false }).fate).toBe('rejected');
  });
});

describe('docker run, as it was typed', () => {
  test('with prompts, quotes, and over several lines', () => {
    const { declaredContainers, unread } =
      read(`user@host:~$ sudo docker run -d --name web --restart=always -v /x:/y --cap-add NET_ADMIN \\
  -e "A=b c" -p 127.0.0.1:81:80 nginx:1.27 nginx -p 9
docker create -p 53:53/udp --network app --ip 172.20.0.9 -m 1g --privileged some/dns
`);
    expect(unread).toEqual([]);
    expect(declaredContainers).toMatchObject([
      {
        name: 'web',
        endpoints: [{ network: 'bridge' }],
        ports: [{ hostIp: '127.0.0.1', hostPort: '81', containerPort: 80 }],
      },
      { name: 'dns-2', endpoints: [{ network: 'app', address: '172.20.0.9' }], ports: [{ protocol: 'udp' }] },
    ]);
  });

  test('and the networks', () => {
    const { declaredNetworks } = read(
      '$ docker network create --subnet 10.5.0.0/16 -o com.docker.network.bridge.name=app0 --internal app\n',
    );
    expect(declaredNetworks).toMatchObject([{ name: 'app', subnet: '10.5.0.0/16', bridge: 'app0', internal: true }]);
  });

  test.each([
    ['docker run -p 80:80 --frob nginx', 'unknown flag: --frob'],
    ['docker run --link db -p 80:80 nginx', '--link db is not modelled'],
    ['docker run -p x:80 nginx', '-p x:80: Invalid hostPort: x'],
    ['docker run -P nginx', '-P: which ports Docker chooses is not said'],
  ])('%s', (line, why) => {
    expect(read(`${line}\n`).unread).toMatchObject([{ why, at: { line: 1 } }]);
  });

  test('where rules are there, they count, and the names are those that were typed', () => {
    const rules =
      '*nat\n-A DOCKER ! -i docker0 -p tcp -m tcp --dport 81 -j DNAT --to-destination 172.17.0.2:80\n-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\nCOMMIT\n';
    const { machines } = loadHost([{ name: 'all', text: `${rules}docker run --name web -p 81:80 nginx\n` }]);
    expect(machines.plan.containers.map(({ name, endpoints }) => [name, endpoints[0]?.address])).toEqual([
      ['web', '172.17.0.2'],
    ]);
  });
});
