/** busybox's `arping` (1.35): asks a station for its hardware address. Not modelled: -D -U -A. */
import { type Process, type Program, pause, type Thread, type Wait, waitFor } from '../machine';
import { ERRNO_TEXT, type NetDevice, SECOND, Subscribers, type Tap } from '../network';
import { ArpFrame } from '../network/link/frame';
import { BROADCAST_MAC, formatIpv4, formatMac, type Ipv4Address, type MacAddress } from '../packet';
import { hasCapability } from './common/capability';
import { failProcess } from './common/command';
import { readLetters } from './common/letters';
import { resolveAsBusybox } from './common/resolve';

const LETTERS = 'DUAbfqc:w:I:s:';

/** ARP replies that a device gets. */
export class ArpReplies extends Subscribers {
  readonly heard: { readonly sender: Ipv4Address; readonly mac: MacAddress; readonly isBroadcast: boolean }[] = [];
  readonly #device: NetDevice;
  readonly #tap: Tap;

  constructor(device: NetDevice, target: Ipv4Address) {
    super();
    this.#device = device;
    this.#tap = (direction, { destination, payload }) => {
      if (direction !== 'in' || payload.kind !== 'arp' || payload.operation !== 'is-at') return;
      if (payload.senderAddress !== target) return;
      this.heard.push({
        sender: payload.senderAddress,
        mac: payload.senderMac,
        isBroadcast: destination === BROADCAST_MAC,
      });
      this.changed();
    };
    device.taps.add(this.#tap);
  }

  close(): void {
    this.#device.taps.delete(this.#tap);
  }
}

/** `arping [-fqb] [-c COUNT] [-w SECONDS] [-I DEVICE] [-s SOURCE] HOST` */
export const busyboxArping: Program = function* busyboxArping(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), LETTERS);
  const fail = (text: string, exitCode = 1) => failProcess(process, `arping: ${text}\n`, exitCode);
  if (wrong?.kind === 'unknown') return fail(`invalid option -- '${wrong.letter}'`);
  if (wrong !== undefined) return fail(`option requires an argument -- '${wrong.letter}'`);
  const refused = [...'DUA'].find((letter) => given.has(letter));
  if (refused !== undefined) return fail(`option "-${refused}" is not modelled by chainwalk`, 2);
  const bad = [...'cw'].find((letter) => !/^\d+$/.test(given.get(letter) ?? '1'));
  if (bad !== undefined) return fail(`invalid number '${given.get(bad)}'`);
  const [host] = words;
  if (host === undefined) return fail('a host is missing');
  const { net } = process.place;
  const device = net.device(given.get('I') ?? 'eth0');
  if (device === undefined) return fail(`interface ${given.get('I') ?? 'eth0'} not found: No such device`, 2);
  if (!device.up) return fail(`interface ${device.name} is down`, 2);
  const target = yield* resolveAsBusybox(process, host, 4);
  if (typeof target !== 'number') return fail(`bad address '${host}'`);
  const asked = given.get('s');
  const named = asked === undefined ? undefined : yield* resolveAsBusybox(process, asked, 4);
  if (!hasCapability(process.place, 'NET_RAW')) return fail(`socket: ${ERRNO_TEXT.EPERM}`);
  const source = typeof named === 'number' ? named : net.sourceAddress(device, target);
  if (source === undefined) return fail('no address to ask from', 2);
  const replies = process.hold(new ArpReplies(device, target));
  const say = (text: string) => {
    if (!given.has('q')) process.stdout += text;
  };
  say(`ARPING ${formatIpv4(target)} from ${formatIpv4(source)} ${device.name}\n`);
  const count = Number(given.get('c') ?? Number.POSITIVE_INFINITY);
  const deadline = given.has('w') ? net.clock.now + Number(given.get('w')) * SECOND : Number.POSITIVE_INFINITY;
  if (!given.has('c') && !given.has('w') && !given.has('f')) process.endedBy = '-c';
  const totals = { sent: 0, broadcasts: 0, received: 0 };
  const finish = () => {
    say(
      `Sent ${totals.sent} probe(s) (${totals.broadcasts} broadcast(s))\nReceived ${totals.received} response(s) (0 request(s), 0 broadcast(s))\n`,
    );
    return totals.received > 0 ? 0 : 1;
  };
  process.handlers.set('SIGINT', () => process.exit(finish()));
  let mac = BROADCAST_MAC;
  while (totals.sent < count && net.clock.now < deadline) {
    const sentAt = net.clock.now;
    sendArpRequest(device, source, target, mac);
    totals.sent += 1;
    // What is only asked of all until somebody answers does not count.
    if (given.has('b')) totals.broadcasts += 1;
    const until = Math.min(deadline, sentAt + SECOND);
    for (const reply of yield* repliesUntil(process, replies, until)) {
      totals.received += 1;
      say(
        `${reply.isBroadcast ? 'Broadcast' : 'Unicast'} reply from ${formatIpv4(reply.sender)} [${formatMac(reply.mac)}] ${((reply.at - sentAt) / 1000).toFixed(3)}ms\n`,
      );
      if (given.has('f')) return finish();
      if (!given.has('b')) mac = reply.mac;
    }
  }
  return finish();
};

function* repliesUntil(
  process: Process,
  replies: ArpReplies,
  until: number,
): Generator<Wait, readonly (ArpReplies['heard'][number] & { readonly at: number })[], void> {
  const { clock } = process.place.net;
  const found: (ArpReplies['heard'][number] & { readonly at: number })[] = [];
  while (clock.now < until) {
    if (!(yield* waitFor(process, [replies], () => replies.heard.length > 0, until - clock.now))) break;
    for (const reply of replies.heard.splice(0)) found.push({ ...reply, at: clock.now });
  }
  yield* pause(process, 0);
  return found;
}

/** Asks a station at `mac`, or all of them, for the hardware address of `target`. */
export function sendArpRequest(device: NetDevice, source: Ipv4Address, target: Ipv4Address, mac: MacAddress): void {
  const arp = {
    kind: 'arp',
    operation: 'who-has',
    senderMac: device.mac,
    senderAddress: source,
    targetMac: mac,
    targetAddress: target,
  } as const;
  device.transmit(new ArpFrame(device.mac, mac, arp));
}
