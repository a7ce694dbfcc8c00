/** `arping` of iputils 20221126. arping.c. Not modelled: -A -V. */
import { type Process, type Program, type Thread, type Wait, waitFor } from '../machine';
import { type NetDevice, routeOutput, SECOND } from '../network';
import { BROADCAST_MAC, formatIpv4, formatMac, type Ipv4Address, type MacAddress } from '../packet';
import { ArpReplies, sendArpRequest } from './arping';
import { failProcess } from './common/command';
import { readLetters } from './common/letters';
import { resolve } from './common/resolve';

const USAGE = `
Usage:
  arping [options] <destination>

Options:
  -f            quit on first reply
  -q            be quiet
  -b            keep on broadcasting, do not unicast
  -D            duplicate address detection mode
  -U            unsolicited ARP mode, update your neighbours
  -A            ARP answer mode, update your neighbours
  -V            print version and exit
  -c <count>    how many packets to send
  -w <timeout>  how long to wait for a reply
  -i <interval> set interval between packets (default: 1 second)
  -I <device>   which ethernet device to use
  -s <source>   source ip address
  <destination> dns name or ip address

For more details see arping(8).
`;

/** `arping [-fqbDU] [-c COUNT] [-w SECONDS] [-i SECONDS] [-I DEVICE] [-s SOURCE] HOST` */
export const arping: Program = function* arping(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), 'h?bfDUAqc:w:i:s:I:V');
  const fail = (text: string, exitCode = 2) => failProcess(process, `arping: ${text}\n`, exitCode);
  if (wrong !== undefined) {
    const what = wrong.kind === 'unknown' ? 'invalid option' : 'option requires an argument';
    return failProcess(process, `arping: ${what} -- '${wrong.letter}'\n${USAGE}`, 2);
  }
  if (given.has('A') || given.has('V')) return fail('options -A and -V are not modelled by chainwalk');
  const bad = [...'cwi'].find((letter) => !/^\d+$/.test(given.get(letter) ?? '1'));
  if (bad !== undefined) return fail(`invalid argument: '${given.get(bad)}'`, 1);
  const [host] = words;
  if (host === undefined) return failProcess(process, USAGE, 2);
  const target = yield* resolve(process, host, 4);
  if (typeof target !== 'number') return fail(`${host}: ${target}`);
  const { net } = process.place;
  const asked = given.get('s');
  const named = asked === undefined ? undefined : yield* resolve(process, asked, 4);
  if (asked !== undefined && typeof named !== 'number') return fail(`${asked}: ${named}`);
  const device = deviceFor(process, given.get('I'), target);
  if (typeof device === 'string') return failProcess(process, device, 2);
  const isDetection = given.has('D');
  const own = given.has('U') ? target : net.sourceAddress(device, target);
  const source = isDetection ? 0 : typeof named === 'number' ? named : own;
  if (source === undefined) return fail('no source address in not-DAD mode');
  if (typeof named === 'number' && !isDetection && !net.mayBind(named))
    return fail('bind: Cannot assign requested address');
  return yield* ask(process, device, source, target, given);
};

/** The device that is named, or that leads to the target. */
function deviceFor({ place: { net } }: Process, name: string | undefined, target: Ipv4Address): NetDevice | string {
  const route = name === undefined ? routeOutput(net, target) : undefined;
  const device = name === undefined ? (typeof route === 'object' ? route.device : undefined) : net.device(name);
  if (device === undefined)
    return name === undefined
      ? 'arping: No suitable device could be determined, please use option -I.\n'
      : `arping: Device ${name} not available.\n`;
  if (!device.up) return `arping: Interface "${device.name}" is down\n`;
  return device.kind === 'loopback' ? `Interface "${device.name}" is not ARPable\n` : device;
}

function* ask(
  process: Process,
  device: NetDevice,
  source: Ipv4Address,
  target: Ipv4Address,
  given: ReadonlyMap<string, string>,
): Thread {
  const { clock } = process.place.net;
  const [isDetection, isUnsolicited] = [given.has('D'), given.has('U')];
  const number = (letter: string) => (given.has(letter) ? Number(given.get(letter)) : undefined);
  const [count, wait] = [number('c') ?? Number.POSITIVE_INFINITY, number('w')];
  const interval = (number('i') ?? 1) * SECOND;
  const deadline = wait === undefined ? Number.POSITIVE_INFINITY : clock.now + wait * SECOND;
  if (count === Number.POSITIVE_INFINITY && wait === undefined && !given.has('f')) process.endedBy = '-c';
  const replies = process.hold(new ArpReplies(device, target));
  const say = (text: string) => {
    if (!given.has('q')) process.stdout += text;
  };
  say(`ARPING ${formatIpv4(target)} from ${formatIpv4(source)} ${device.name}\n`);
  const totals = { sent: 0, broadcasts: 0, received: 0 };
  const finish = () => {
    say(`Sent ${totals.sent} probes (${totals.broadcasts} broadcast(s))\nReceived ${totals.received} response(s)\n`);
    if (isDetection) return totals.received > 0 ? 1 : 0;
    return isUnsolicited || totals.received > 0 ? 0 : 1;
  };
  process.handlers.set('SIGINT', () => process.exit(finish()));
  let mac: MacAddress = BROADCAST_MAC;
  while (totals.sent < count && clock.now < deadline) {
    const sentAt = clock.now;
    sendArpRequest(device, source, target, mac);
    totals.sent += 1;
    if (mac === BROADCAST_MAC) totals.broadcasts += 1;
    const until = Math.min(deadline, sentAt + interval);
    while (clock.now < until) {
      if (!(yield* waitForReply(process, replies, until))) break;
      for (const { sender, mac: from, isBroadcast } of replies.heard.splice(0)) {
        totals.received += 1;
        const time = ((clock.now - sentAt) / 1000).toFixed(3);
        say(
          `${isBroadcast ? 'Broadcast' : 'Unicast'} reply from ${formatIpv4(sender)} [${formatMac(from).toUpperCase()}]  ${time}ms\n`,
        );
        if (given.has('f') || isDetection) return finish();
        if (!given.has('b')) mac = from;
      }
      // The last answer ends it.
      if (totals.sent >= count && totals.received >= count) return finish();
    }
  }
  return finish();
}

function waitForReply(process: Process, replies: ArpReplies, until: number): Generator<Wait, boolean, void> {
  const { clock } = process.place.net;
  return waitFor(process, [replies], () => replies.heard.length > 0, until - clock.now);
}
