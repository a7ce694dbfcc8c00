/**
 * The output of tools, with everything masked that differs between real runs: identifiers, numbers of processes, random MAC
 * addresses and device names, drawn ports, times. Everything else stays.
 */
import { looksDrawn } from './drawnNames';
import type { IsDrawn } from './drawnPorts';

/** MAC addresses but those that are the same in every run: of containers, of the article's machines, and of groups. */
const RANDOM_MAC = /\b(?!02:42:ac:|00:0c:29|00:50:56|ff:ff|00:00:00|01:80:c2)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g;
const CLOCK_STATES = 'TIME_WAIT|ESTABLISHED|CLOSE|SYN_SENT|SYN_RECV';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
/** As Go writes the time that was never set. */
const NEVER = '(?!0001-01-01)';

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
  [/("Pid": )[1-9]\d*/g, '$1PID'],
  [/(_timer) +[\d.]+/g, '$1 0'],
  [new RegExp(`\\d+ (${CLOCK_STATES})`, 'g'), 'N $1'],
  [/\b(About an?|Less than an?|\d+) (second|minute|hour|day|week|month|year)s?( ago)?/g, 'AGE$3'],
  [/(REACHABLE|STALE|DELAY|PROBE) *$/gm, 'STATE'],
  // Of an answered ping; one that only waits says 0 ms.
  [/time=[\d.]+ ms/g, 'time=T ms'],
  [/, time [1-9]\d*ms/g, ', time Nms'],
  [/ipg\/ewma [\d./]+ ms/g, 'ipg/ewma T ms'],
  [/((?:rtt|round-trip) min\/avg\/max(?:\/mdev)?) = [\d./]+ ms/g, '$1 = T ms'],
  [/ after \d+ (ms|milliseconds)/g, ' after N $1'],
  // As conntrack, tcpdump and the kernel's log write the number that a ping draws; the last also a packet's own.
  [/\b(id=)\d+/g, '$1N'],
  [/(echo (?:request|reply), id )\d+/g, '$1N'],
  [/ ID=[1-9]\d* /g, ' ID=N '],
  // What dig and host draw, and measure.
  [/(status: \w+, id: )\d+/g, '$1N'],
  [/(; COOKIE: )[0-9a-f]{16}/g, '$1N'],
  [/(Query time: | bytes from \S+ in )\d+ (msec|ms)/g, '$1N $2'],
  // The numbers that tcpdump shows of a packet, and what follows from them; relative ones are small.
  [/\b((?:seq|ack) )\d{7,}/g, '$1N'],
  [/(TS val )\d+/g, '$1N'],
  [/( ecr )[1-9]\d*/g, '$1N'],
  [/\b(id )[1-9]\d*(?=, offset)/g, '$1N'],
  [/(cksum 0x)[0-9a-f]{4}/g, '$1N'],
  [/(\d\.)[3-6]\d{4}(?=: )/g, '$1N'],
  // Of all namespaces.
  [/^Total: \d+$/gm, 'Total: N'],
  [/^(TCP: +)\d+ (\(estab \d+, )closed \d+, orphaned \d+/gm, '$1N $2closed N, orphaned N'],
  // Of HTTP, RFC 3339, Go's and date(1)'s, of ls, and the kernel log's.
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?=\[)/gm, 'TIME '],
  [/^([<\s]*)date: .*$/gim, '$1Date: DATE'],
  // Of files that the session wrote.
  [/^([<\s]*)last-modified: .*$/gim, '$1Last-Modified: DATE'],
  [/^([<\s]*)etag: "[0-9a-f]+-/gim, '$1ETag: "TIME-'],
  [new RegExp(`${NEVER}\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,}(?:Z|[-+]\\d\\d:\\d\\d)`, 'g'), 'TIME'],
  [new RegExp(`${NEVER}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? [-+]\\d{4} UTC`, 'g'), 'TIME'],
  [new RegExp(`${DAY} ${MONTH} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?: UTC)? \\d{4}`, 'g'), 'DATE'],
  [new RegExp(`${MONTH} [ \\d]\\d (?:\\d\\d:\\d\\d| \\d{4})(?= )`, 'g'), 'WHEN'],
  [/^\[ *\d+\.\d+\]/gm, '[TIME]'],
  [/^(# (?:Generated|Completed) (?:by \S+ \S+ )?on) .*$/gm, '$1 DATE'],
  // Of `ps -ef`: who runs it and what it is stay.
  [/^(\w+) +\d+ +\d+ +\d+ +\d\d:\d\d +(?:\?|pts\/\d+) +[\d:]+ (.*)$/gm, '$1 PID PPID C STIME TTY TIME $2'],
  // curl's progress, which it keeps to itself at a terminal, as sessions are typed.
  [/^ *% Total.*\n.*Dload .*\n/gm, ''],
  [/^(?:\r? *\d+ +[\d.kM]+ .*--:--:--.*\n?)+/gm, ''],
  // Where ash and bash read what is typed here.
  [/^sh: (?:eval: line \d+: |(\w+: )line \d+: )/gm, 'sh: $1'],
  [/^-bash: (?:eval: )?line \d+: /gm, 'bash: '],
  // The help that follows a complaint about an option has the date of the build, and is not printed here.
  [/^BusyBox v[^\n]* multi-call binary\.\n[\s\S]*/gm, ''],
  [/^Usage: ip \[OPTIONS\] address[\s\S]*/gm, ''],
  // Of lines of nginx' error log.
  [/(\[\w+\] )\d+#\d+:/g, '$1PID#PID:'],
  // Where something lies in a program's memory.
  [/\b0x[0-9a-f]{12}\b/g, '0xADDRESS'],
  // How many layers an image has.
  [/("(?:Lower|Merged|Upper|Work)Dir": )".*"/g, '$1"DIR"'],
  // The wire between the machines is a veth pair of the real kernel's, and Debian's packages put programs elsewhere.
  // In a table its column is as wide.
  [/ens33@if2\b(?= {2})/g, 'ens33    '],
  [/ens33@if2\b/g, 'ens33'],
  [/ link-netns(id)? \w+/g, ''],
  // Real machines' offloads are held still; simulated ones have none.
  [/gso_max_segs \d+/g, 'gso_max_segs N'],
  [/maxmtu 65535 *\n {4}veth numtx/g, 'maxmtu 65535 numtx'],
  [/\/usr\/sbin\//g, '/usr/bin/'],
];

/** By the last program of a command line: what else is masked of it. */
const BY_COMMAND: readonly (readonly [RegExp, (text: string) => string])[] = [
  // How far columns are apart follows from the words that are masked.
  [/^docker (ps|network ls)\b/, (text) => text.replace(/ {2,}/g, '  ')],
  // Images are made of other files.
  [/^docker (images|image ls)\b/, (text) => text.replace(/ {2,}/g, '  ').replace(/ [\d.]+[kM]?B$/gm, ' SIZE')],
  [/^docker inspect\b.*\.Pid\b/, (text) => text.replace(/(?<![-.:\w])[1-9]\d*(?![-.:\w])/g, 'PID')],
  [/^(pgrep(?!.* -c)|pidof)\b/, (text) => text.replace(/^\d+(?= |$)/gm, 'PID').replace(/ \d+(?=$| \d)/gm, ' PID')],
  // In a container the first process is always 1.
  [/^(ps|docker exec( -\w+)* \S+ ps)\b/, (text) => text.replace(/^ *(?!1 )\d+ /gm, 'PID ')],
  // In the order of a hash with a random key.
  [/^conntrack .*-L/, (text) => text.trim().split('\n').sort().join('\n')],
  [/^ifconfig( -a)?$/, interfacesByName],
];

/** The output of a command line, masked. */
export function mask(command: string, output: string, isDrawn: IsDrawn): string {
  const last = lastProgram(command);
  let text = /^docker network inspect\b/.test(last) ? containersByName(output) : output;
  for (const [pattern, by] of MASKS) text = text.replace(pattern, by);
  text = maskPorts(text, isDrawn);
  for (const [pattern, change] of BY_COMMAND) if (pattern.test(last)) text = change(text);
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** The one that prints: what is behind the last pipe, semicolon or `&&`. */
function lastProgram(command: string): string {
  return (command.split(/\|\||&&|[|;]/).at(-1) ?? '').trim();
}

/** As conntrack, the kernel's log, addresses with ports and tcpdump write them. */
function maskPorts(text: string, isDrawn: IsDrawn): string {
  return text.replace(
    /\b((?:sport|dport|SPT|DPT)=|(?:\d+\.){3}\d+[:.])(\d{1,5})\b(?!->)(?![.:/])/g,
    (whole, before: string, port: string) => (isDrawn(Number(port)) ? `${before}N` : whole),
  );
}

/** `docker network inspect` lists containers by their identifiers, which are random; those whose names are, too, by address. */
function containersByName(text: string): string {
  return text.replace(
    /^( *"Containers": \{\n)([\s\S]*?)^( *\},?\n)(?= *"Options")/gm,
    (_, begin: string, inside: string, end: string) => {
      const blocks = inside.replace(/\n$/, '').split(/,\n(?= *"[0-9a-f]{64}")/);
      const name = (block: string) => {
        const given = /"Name": "(.*)"/.exec(block)?.[1] ?? '';
        return looksDrawn(given) ? (/"IPv4Address": "(.*)"/.exec(block)?.[1] ?? '') : given;
      };
      return `${begin}${blocks.sort((a, b) => name(a).localeCompare(name(b))).join(',\n')}\n${end}`;
    },
  );
}

/** Blocks of `ifconfig` by name; of containers' cables, which have random names, the one that received less first. */
function interfacesByName(text: string): string {
  const name = (block: string) => /^\w+/.exec(block)?.[0] ?? '';
  const received = (block: string) => Number(/RX packets \d+ {2}bytes (\d+)/.exec(block)?.[1]);
  const blocks = text.trim().split('\n\n');
  return blocks.sort((a, b) => name(a).localeCompare(name(b)) || received(a) - received(b)).join('\n\n');
}
