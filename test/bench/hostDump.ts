/** The dump of a large host: containers with published ports, each with the rules that Docker makes for it, and rules of the owner's. */

/** As `chainwalk collect` prints it, with about so many rules. */
export function hostDump({ rules, containers }: { readonly rules: number; readonly containers: number }): string {
  const addresses = Array.from(
    { length: containers },
    (_, index) => `172.${17 + Math.floor(index / 250)}.${index % 250}.2`,
  );
  const bridges = Array.from({ length: Math.ceil(containers / 250) }, (_, index) => ({
    name: index === 0 ? 'docker0' : `br-${`${index}`.padStart(12, '0')}`,
    address: `172.${17 + index}.255.254`,
  }));
  const bridgeOf = (index: number) => bridges[Math.floor(index / 250)]?.name ?? 'docker0';
  const port = (index: number) => 10_000 + index;
  const nat = [
    ':PREROUTING ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ':DOCKER - [0:0]',
    '[0:0] -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    ...bridges.map(({ name }, index) => `[0:0] -A POSTROUTING -s 172.${17 + index}.0.0/16 ! -o ${name} -j MASQUERADE`),
    ...addresses.map(
      (address, index) =>
        `[0:0] -A DOCKER ! -i ${bridgeOf(index)} -p tcp -m tcp --dport ${port(index)} -j DNAT --to-destination ${address}:80`,
    ),
  ];
  const own = Math.max(0, rules - 2 * containers - nat.length);
  const filter = [
    ':INPUT ACCEPT [0:0]',
    ':FORWARD DROP [0:0]',
    ':DOCKER - [0:0]',
    ':DOCKER-USER - [0:0]',
    '[0:0] -A FORWARD -j DOCKER-USER',
    ...bridges.flatMap(({ name }) => [
      `[0:0] -A FORWARD -o ${name} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      `[0:0] -A FORWARD -o ${name} -j DOCKER`,
      `[0:0] -A FORWARD -i ${name} ! -o ${name} -j ACCEPT`,
    ]),
    ...addresses.map(
      (address, index) =>
        `[0:0] -A DOCKER -d ${address}/32 ! -i ${bridgeOf(index)} -o ${bridgeOf(index)} -p tcp -m tcp --dport 80 -j ACCEPT`,
    ),
    ...Array.from(
      { length: own },
      (_, index) =>
        `[0:0] -A DOCKER-USER -s 198.18.${index >> 8}.${index & 255}/32 -p tcp -m tcp --dport ${1 + (index % 1000)} -j DROP`,
    ),
    '[0:0] -A DOCKER-USER -j RETURN',
  ];
  const links = [
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN',
    '    inet 127.0.0.1/8 scope host lo',
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP',
    '    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0',
    ...bridges.flatMap(({ name, address }, index) => [
      `${index + 3}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP`,
      '    bridge forward_delay 1500',
      `    inet ${address}/16 brd + scope global ${name}`,
    ]),
    ...addresses.map(
      (_, index) =>
        `${1000 + index * 2}: veth${index}@if${1001 + index * 2}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master ${bridgeOf(index)} state UP`,
    ),
  ];
  const inspected = addresses.map((address, index) => ({
    Id: `${index}`.padStart(12, '0').padEnd(64, 'a'),
    Name: `/web${index}`,
    State: { Running: true },
    NetworkSettings: {
      Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: `${port(index)}` }] },
      Networks: { bridge: { IPAddress: address, IPPrefixLen: 16, Gateway: bridges[Math.floor(index / 250)]?.address } },
    },
  }));
  const places = addresses.map(
    (address, index) =>
      `#### container web${index}$ ip addr\n2: eth0@if${1000 + index * 2}: <BROADCAST,UP,LOWER_UP> mtu 1500\n    inet ${address}/16 scope global eth0\n#### container web${index}$ ss -lntup\ntcp LISTEN 0 0 0.0.0.0:80 0.0.0.0:*\n`,
  );
  return [
    '#### host$ iptables-legacy-save -c',
    '*nat',
    ...nat,
    'COMMIT',
    '*filter',
    ...filter,
    'COMMIT',
    '#### host$ ip -d addr',
    ...links,
    '#### host$ ip route show table all',
    'default via 192.0.2.1 dev eth0',
    '#### host$ sysctl -a',
    'net.ipv4.ip_forward = 1',
    'net.bridge.bridge-nf-call-iptables = 1',
    'net.ipv4.conf.all.rp_filter = 0',
    '#### host$ ss -lntup',
    ...addresses.map(
      (_, index) => `tcp LISTEN 0 0 0.0.0.0:${port(index)} 0.0.0.0:* users:(("docker-proxy",pid=1,fd=4))`,
    ),
    '#### host$ docker inspect',
    JSON.stringify(inspected),
    ...places,
  ].join('\n');
}
