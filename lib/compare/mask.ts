/**
 * The output of tools, with everything masked that differs between real runs: identifiers, numbers of processes, random MAC
 * addresses and device names, ephemeral ports, times. Everything else stays.
 */

/** MAC addresses but those that are the same in every run: of containers, of the article's machines, and of groups. */
const RANDOM_MAC = /\b(?!02:42:ac:|00:0c:29|00:50:56|ff:ff|00:00:00|01:80:c2)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g;
const CLOCK_STATES = 'TIME_WAIT|ESTABLISHED|CLOSE|SYN_SENT|SYN_RECV';

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{64}\b/g, 'ID'],
  [/\b[0-9a-f]{12}\b/g, 'ID'],
  [/veth[0-9a-f]{7}/g, 'VETH'],
  // Pointers of Go, and when its logger wrote.
  [/\b0xc[0-9a-f]{9}\b/g, 'POINTER'],
  [/time="[^"]*"/g, 'time="TIME"'],
  [RANDOM_MAC, 'MAC'],
  [/8000\.(?:[0-9a-f]{12}|ID|(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2})/g, '8000.ID'],
  [/\d+\/(docker-proxy|nginx|nc|dockerd|containerd)/g, 'PID/$1'],
  [/(_timer) +[\d.]+/g, '$1 0'],
  [/(sport|dport)=[3-6]\d{4}/g, '$1=N'],
  [new RegExp(`\\d+ (${CLOCK_STATES})`, 'g'), 'N $1'],
  [/\b(About an?|Less than an?|\d+) (second|minute|hour|day|week|month|year)s?( ago)?/g, 'AGE$3'],
  [/(REACHABLE|STALE|DELAY|PROBE) *$/gm, 'STATE'],
  // Of an answered ping; one that only waits says 0 ms.
  [/time=[\d.]+ ms/g, 'time=T ms'],
  [/, time [1-9]\d*ms/g, ', time Nms'],
  [/((?:rtt|round-trip) min\/avg\/max(?:\/mdev)?) = [\d./]+ ms/g, '$1 = T ms'],
  [/ after \d+ (ms|milliseconds)/g, ' after N $1'],
  [/^Date: .*$/gm, 'Date: DATE'],
  [/^(# (?:Generated|Completed) (?:by \S+ \S+ )?on) .*$/gm, '$1 DATE'],
  // Of `ps -ef`: who runs it and what it is stay.
  [/^(\w+) +\d+ +\d+ +\d+ +\d\d:\d\d +(?:\?|pts\/\d+) +[\d:]+ (.*)$/gm, '$1 PID PPID C STIME TTY TIME $2'],
  // The wire between the machines is a veth pair of the real kernel's, and Debian's packages put programs elsewhere.
  [/ens33@if2:/g, 'ens33:'],
  [/ link-netns(id)? \w+/g, ''],
  // Real machines' offloads are held still; simulated ones have none.
  [/gso_max_segs \d+/g, 'gso_max_segs N'],
  [/maxmtu 65535 *\n {4}veth numtx/g, 'maxmtu 65535 numtx'],
  [/\/usr\/sbin\//g, '/usr/bin/'],
];

/** The output of a command line, masked. */
export function mask(command: string, output: string): string {
  const text = MASKS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), output);
  // How far columns are apart follows from the words that are masked.
  if (/^docker (ps|images|network ls)/.test(command)) return text.replace(/ {2,}/g, '  ').trim();
  // In the order of a hash with a random key.
  if (/^conntrack .*-L/.test(command)) return text.trim().split('\n').sort().join('\n');
  if (/^ifconfig( -a)?$/.test(command)) return interfacesByName(text);
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** Blocks of `ifconfig` by name; of containers' cables, which have random names, the one that received less first. */
function interfacesByName(text: string): string {
  const name = (block: string) => /^\w+/.exec(block)?.[0] ?? '';
  const received = (block: string) => Number(/RX packets \d+ {2}bytes (\d+)/.exec(block)?.[1]);
  const blocks = text.trim().split('\n\n');
  return blocks.sort((a, b) => name(a).localeCompare(name(b)) || received(a) - received(b)).join('\n\n');
}
