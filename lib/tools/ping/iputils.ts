/** `ping` of iputils 20221126: echo requests, one a second. Options that are not modelled are refused by name (options.ts). */
import { type EchoSocket, openEcho, type Process, type Program, type Thread, type Wait } from '../../machine';
import { ERRNO_TEXT } from '../../network';
import { embeddedIpv4, formatIp, type IpAddress, isIpv6LinkLocal, isIpv6Multicast, parseIp } from '../../packet';
import { failProcess } from '../common/command';
import { nameOf, resolve } from '../common/resolve';
import { type PingOptions, parsePing } from './options';
import { Pinging } from './pinging';

const VERSION =
  'ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n';

/** Exit code 0 if an answer came, 1 if none did, 2 if it could not ask. */
export const ping: Program = function* ping(process: Process): Thread {
  const options = parsePing(process.argv.slice(1));
  if ('stderr' in options) return failProcess(process, options.stderr, options.exitCode);
  const { target } = options;
  if (options.asksVersion) {
    process.stdout += VERSION;
    return 0;
  }
  if (target === undefined) return failProcess(process, 'ping: usage error: Destination address required\n');
  const literal = parseIp(target) !== undefined;
  const address = yield* resolve(process, target, process.argv[0] === 'ping6' ? 6 : options.version);
  if (typeof address === 'string') return failProcess(process, `ping: ${target}: ${address}\n`, 2);
  if (typeof address === 'bigint' && isRefused(address))
    return failProcess(
      process,
      `ping: ${formatIp(address)}: IPv6 but for addresses of one's own is not modelled by chainwalk\n`,
      2,
    );
  const echo = open(process, address, options);
  if (typeof echo === 'string') return failProcess(process, echo, 2);
  if (options.pattern !== undefined)
    process.stdout += `PATTERN: 0x${[...options.pattern].map((byte) => byte.toString(16).padStart(2, '0')).join('')}\n`;
  const name = function* (other: IpAddress): Generator<Wait, string, void> {
    return literal || options.numeric ? formatIp(other) : `${yield* nameOf(process, other)} (${formatIp(other)})`;
  };
  const { size } = options;
  process.stdout +=
    typeof address === 'bigint'
      ? `PING ${target}(${yield* name(address)}) ${size} data bytes\n`
      : `PING ${target} (${formatIp(address)}) ${fromWords(echo, options)}${size}(${size + 28}) bytes of data.\n`;
  return yield* new Pinging(process, echo, options, target, name).run();
};

/** Opens the socket; a string says why it cannot be. */
function open(process: Process, address: IpAddress, options: PingOptions): EchoSocket | string {
  const { net } = process.place;
  const { from, broadcast, discovery, typeOfService, mark, pattern, direct } = options;
  const source = from === undefined ? undefined : parseIp(from);
  const isDevice = from !== undefined && source === undefined;
  if (isDevice && net.device(from) === undefined) return `ping: SO_BINDTODEVICE ${from}: No such device\n`;
  if (typeof source === 'number' && net.fib.addressType(source) !== 'LOCAL')
    return `ping: bind: ${ERRNO_TEXT.EADDRNOTAVAIL}\n`;
  const echo = openEcho(process, address, { broadcast, discovery, typeOfService, mark, pattern, source });
  if (echo === 'EACCES')
    return 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n';
  if (typeof echo === 'string') return `ping: connect: ${ERRNO_TEXT[echo]}\n`;
  const { route } = echo;
  if (isDevice && route?.device.name !== from)
    return `ping: -I ${from} to ${formatIp(address)}, which another device leads to, is not modelled by chainwalk\n`;
  if (options.ttl === 0) return 'ping: cannot set unicast time-to-live: Invalid argument\n';
  if (direct && route?.gateway !== undefined) return `ping: connect: ${ERRNO_TEXT.ENETUNREACH}\n`;
  if (typeof address === 'number' && net.fib.addressType(address) === 'BROADCAST')
    process.stderr += 'WARNING: pinging broadcast address\n';
  return echo;
}

/** `from ADDRESS DEVICE: `, with `-I`. */
function fromWords({ route }: EchoSocket, { from }: PingOptions): string {
  if (from === undefined) return '';
  if (parseIp(from) !== undefined) return `from ${from} : `;
  return route === undefined ? '' : `from ${formatIp(route.source)} ${from}: `;
}

/** IPv6 addresses that iputils would ask and nothing here could answer. */
function isRefused(address: bigint): boolean {
  return isIpv6LinkLocal(address) || isIpv6Multicast(address) || embeddedIpv4(address) !== undefined;
}
