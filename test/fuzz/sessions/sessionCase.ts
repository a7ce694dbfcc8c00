/** Random sessions: containers and networks, rules that lose segments, transfers of all sizes, and what a person changes between. */
import fc from 'fast-check';

/** Lines of a session file: each changes something, or sends something; most of them need that the first ones ran. */
export const sessions: fc.Arbitrary<readonly string[]> = fc
  .record({
    networks: fc.subarray(['docker network create app', 'docker network create --internal inner']),
    second: fc.constantFrom('', '--network app', '--network app', '-p 8002:80/tcp', '-p 127.0.0.1:8002:80'),
    sizes: fc.uniqueArray(fc.constantFrom(1, 700, 1448, 1449, 2896, 4000, 6000, 9000, 14480, 20000, 32000, 50000), {
      minLength: 2,
      maxLength: 4,
    }),
  })
  .chain(({ networks, second, sizes }) => {
    const needed = second.includes('app') && !networks.includes('docker network create app');
    const start = [
      'host# systemctl start docker',
      'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
      ...(needed ? ['host# docker network create app'] : []),
      ...networks.map((command) => `host# ${command}`),
      `host# docker run --name ng2 -d ${second} lkarrie/nginx2`,
      `ng1# for n in ${sizes.join(' ')}; do seq 1 100000 | head -c $n > /usr/share/nginx/html/$n; done`,
      `ng2# for n in ${sizes.join(' ')}; do seq 1 100000 | head -c $n > /usr/share/nginx/html/$n; done`,
    ];
    return fc.array(step(sizes), { minLength: 10, maxLength: 16 }).map((steps) => [...start, ...steps.flat()]);
  });

function step(sizes: readonly number[]): fc.Arbitrary<readonly string[]> {
  return fc.oneof(
    { weight: 6, arbitrary: transfer(sizes) },
    { weight: 3, arbitrary: lossyTransfer(sizes) },
    { weight: 3, arbitrary: echo },
    { weight: 2, arbitrary: rule },
    { weight: 2, arbitrary: change },
    { weight: 1, arbitrary: datagram },
    { weight: 1, arbitrary: question },
  );
}

/** By the published port, to the container itself, by its own bridge, by loopback. */
const WAYS = [
  'client# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://192.168.70.6:8001/',
  'client# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://192.168.70.6:8001/',
  'client# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://192.168.70.6:8002/',
  'host# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://172.17.0.2/',
  'host# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://127.0.0.1:8001/',
  'host# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://192.168.70.6:8001/',
  'ng1# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://192.168.70.6:8001/',
  'ng2# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://172.17.0.2/',
  'ng2# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://192.168.70.6:8001/',
  'ng2# curl -sS -m 9 -o /dev/null -w %{http_code}:%{size_download} http://172.17.0.1:8001/',
];

function transfer(sizes: readonly number[]): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(fc.constantFrom(...WAYS), fc.constantFrom('', ...sizes.map(String), 'none'))
    .map(([way, page]) => [`${way}${page}`]);
}

/** Segments are lost on their way out or in, one of so many, while a page is fetched. */
function lossyTransfer(sizes: readonly number[]): fc.Arbitrary<readonly string[]> {
  return fc
    .record({
      chain: fc.constantFrom('DOCKER-USER -i docker0', 'DOCKER-USER -o docker0', 'DOCKER-USER', 'INPUT -i eth0'),
      lengths: fc.constantFrom(
        '',
        '-m length --length 40:60 ',
        '-m length --length 100:1500 ',
        '-m length --length 1500 ',
      ),
      every: fc.integer({ min: 2, max: 9 }),
      packet: fc.nat(8),
      flags: fc.constantFrom('', '--tcp-flags SYN SYN ', '--tcp-flags FIN FIN ', '--tcp-flags PSH PSH '),
      way: fc.constantFrom(...WAYS),
      page: fc.constantFrom(...sizes),
    })
    .map(({ chain, lengths, every, packet, flags, way, page }) => {
      const lost = `${chain} -p tcp ${flags}${lengths}-m statistic --mode nth --every ${every} --packet ${packet % every} -j DROP`;
      return [`host# iptables -I ${lost}`, `${way}${page}`, `host# iptables -D ${lost}`];
    });
}

const echo: fc.Arbitrary<readonly string[]> = fc
  .record({
    way: fc.constantFrom(
      'client# ping 192.168.70.6',
      'host# ping 172.17.0.2',
      'ng1# ping 192.168.70.1',
      'ng2# ping 172.17.0.2',
      'host# ping 192.168.70.1',
      'ng1# ping 172.17.0.1',
      'ng1# ping ng2',
      'host# ping 172.17.0.9',
      'client# ping 172.17.0.2',
    ),
    options: fc.constantFrom(
      '-c 1',
      '-c 2',
      '-c 1 -s 0',
      '-c 2 -s 1472',
      '-c 1 -s 1473',
      '-c 1 -s 4000',
      '-c 1 -t 1',
      '-c 1 -W 1 -M do -s 2000',
    ),
  })
  .map(({ way, options }) => [way.replace('ping', `ping -W 1 ${options}`.replace('-W 1 -c 1 -W 1', '-W 1 -c 1'))]);

const rule: fc.Arbitrary<readonly string[]> = fc
  .record({
    command: fc.constantFrom('-I', '-I', '-A'),
    chain: fc.constantFrom(
      'DOCKER-USER',
      'FORWARD',
      'INPUT',
      'OUTPUT',
      '-t nat|PREROUTING',
      '-t nat|POSTROUTING',
      '-t mangle|FORWARD',
      '-t raw|PREROUTING',
    ),
    match: fc.constantFrom(
      '-p tcp --dport 80',
      '-p tcp --syn',
      '-p icmp',
      '-s 172.17.0.0/16',
      '-d 172.17.0.2',
      '-m conntrack --ctstate ESTABLISHED,RELATED',
      '-m conntrack --ctstate NEW -p tcp',
      '-m limit --limit 2/s --limit-burst 3',
      '-p tcp -m connlimit --connlimit-above 1',
      '-m comment --comment "seen"',
      '-f',
      '-m length --length 0:60',
      '-p udp',
    ),
  })
  .chain(({ command, chain, match }) => {
    const table = chain.includes('|') ? chain.split('|')[0]!.slice(3) : 'filter';
    const targets: Readonly<Record<string, readonly string[]>> = {
      filter: ['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'REJECT --reject-with icmp-admin-prohibited', 'MARK --set-mark 1'],
      nat: ['ACCEPT', 'RETURN'],
      mangle: ['MARK --set-mark 7', 'TTL --ttl-dec 1', 'TOS --set-tos 0x10', 'DSCP --set-dscp 10', 'ACCEPT'],
      raw: ['NOTRACK', 'ACCEPT'],
    };
    return fc
      .constantFrom(...(targets[table === 'filter' && command === '-A' ? 'filter' : table] ?? []))
      .filter((target) => !(target === 'MARK --set-mark 1') || table === 'mangle')
      .map((target) => [
        `host# iptables ${chain.includes('|') ? `-t ${table} ` : ''}${command} ${chain.split('|').at(-1)} ${match} -j ${target}`,
      ]);
  });

/** What people do between two accesses. */
const change: fc.Arbitrary<readonly string[]> = fc.constantFrom(
  ['host# docker restart -t 1 ng1'],
  ['host# docker stop -t 1 ng2', 'host# docker start ng2'],
  ['host# docker network connect app ng1 || docker network disconnect app ng1'],
  ['host# iptables -F DOCKER-USER', 'host# iptables -F INPUT; iptables -t mangle -F; iptables -t raw -F'],
  ['host# conntrack -F'],
  [
    'host# sysctl -w net.ipv4.ip_forward=0',
    'client# curl -sS -m 2 http://192.168.70.6:8001',
    'host# sysctl -w net.ipv4.ip_forward=1',
  ],
  ['host# ip link set docker0 mtu 1400'],
  ['host# ip link set docker0 mtu 1500'],
  ['ng1# ip link set eth0 mtu 1300'],
  ['host# iptables -P FORWARD ACCEPT'],
  ['host# ip route add blackhole 192.168.70.99', 'ng1# ping -c 1 -W 1 192.168.70.99'],
  ['host# ip neigh flush all'],
  ['host# sysctl -w net.ipv4.conf.docker0.rp_filter=1'],
  ['host# ip addr add 192.168.70.7/24 dev eth0', 'client# curl -sS -m 3 http://192.168.70.7:8001'],
  ['host# docker run --rm --network container:ng1 busybox wget -q -O - http://127.0.0.1/'],
  ['host# systemctl restart docker'],
  ['host# docker pause ng1', 'client# curl -sS -m 3 http://192.168.70.6:8001', 'host# docker unpause ng1'],
);

const datagram: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.constantFrom(
      'client# |192.168.70.6 5300',
      'host# |172.17.0.2 5300',
      'ng1# |192.168.70.6 5300',
      'ng2# |172.17.0.2 9',
    ),
    fc.constantFrom(1, 500, 1472, 1473, 5000),
  )
  .map(([way, bytes]) => {
    const [place, address] = way.split('|');
    return [`${place}printf '%${bytes}s' '' | nc -u -w 1 ${address}`];
  });

const question: fc.Arbitrary<readonly string[]> = fc.constantFrom(
  ['host# docker ps -a --format "{{.Names}} {{.Ports}}"'],
  ['host# ip route get 192.168.70.1 from 172.17.0.2 iif docker0'],
  ['host# ss -tln'],
  ['host# docker network inspect bridge --format "{{json .Containers}}" | tr "," "\\n" | grep IPv4 | sort'],
  ['ng1# ip -br addr', 'ng1# ip route'],
  ['host# cat /proc/sys/net/netfilter/nf_conntrack_count'],
  ['client# curl -sSI http://192.168.70.6:8001/none'],
);
