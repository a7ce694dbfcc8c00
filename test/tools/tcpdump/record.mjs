/** Asks tcpdump about the captures in data/tools/tcpdump, and writes its answers beside them: `node test/tools/tcpdump/record.mjs`. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../../../data/tools/tcpdump/', import.meta.url);
const LOOKS = [
  '',
  '-v',
  '-vv',
  '-vvv',
  '-e',
  '-ev',
  '-q',
  '-qe',
  '-A',
  '-X',
  '-XX',
  '-x',
  '-xx',
  '-S',
  '-tt',
  '-ttt',
  '-tttt',
].concat(['-ttttt', '-#', '-c 2', '-K -v']);
const FILTERS = `port 80
tcp
udp or icmp
not port 80
host 172.17.0.2
src 172.17.0.2
dst host 172.17.0.2 and tcp
net 172.17.0.0/16
tcp[tcpflags] & (tcp-syn|tcp-fin) != 0
tcp[13] & 2 != 0 and dst port 80
icmp[icmptype] = icmp-unreach
greater 1000
less 60
arp
port 80 or 53
portrange 50-81
udp dst port 53
ip[8] < 10
ip proto 17
(tcp or udp) and port 53
ether broadcast
not arp and not port 53
len > 100
tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420
src port 80 and tcp[2:2] > 1000
ip[6:2] & 0x1fff != 0
ip6
host localhost
src or dst port 80
dst net 11
ip multicast
outbound
arp host 172.17.0.9
foo
host
port foo
host nosuch
port 99999
(
tcp[
port 80 or
net 1.2.3.4/8
ether proto foo
tcp[tcpflags] & foo
80`.split('\n');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.pcap'))) {
  const cases = [
    ...LOOKS.map((look) => look.split(' ').filter((word) => word !== '')),
    ...FILTERS.map((filter) => ['-t', filter]),
  ];
  const answers = cases.map((words) => {
    const { stdout, stderr, status } = spawnSync('tcpdump', ['-r', file, '-n', ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    const complaint = status === 0 ? '' : (stderr.trim().split('\n').at(-1) ?? '');
    return { words, stdout, complaint, exitCode: status };
  });
  const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
  writeFileSync(new URL(file.replace('.pcap', '.json'), folder), `[\n${lines}\n]\n`);
}
