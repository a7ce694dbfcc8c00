/** `arp` of net-tools 2.10: the neighbours that are known. Not modelled: changes (-s, -d, -f), hardware other than Ethernet. */
import type { Process, Thread } from '../machine';
import type { Neighbour } from '../network';
import { formatIpv4, formatMac, parseIp } from '../packet';
import { failProcess } from './common/command';
import { readGnuOptions } from './common/gnuOptions';
import { nameOf } from './common/resolve';
import { ToolError } from './common/toolError';

const LONG = {
  '--numeric': 'n',
  '--all': 'a',
  '--verbose': 'v',
  '--device': 'i',
  '--delete': 'd',
  '--set': 's',
  '--file': 'f',
};
const REFUSED = 'sdfAHtpD';

/** `arp [-n] [-a] [-i DEVICE] [HOST]` */
export function* arp(process: Process): Thread {
  try {
    const { given, words } = readGnuOptions(process.argv, 'aenvi:sdfA:H:t:pD', LONG);
    const refused = [...REFUSED].find((letter) => given.has(letter));
    if (refused !== undefined)
      return failProcess(process, `arp: option "-${refused}" is not modelled by chainwalk\n`, 2);
    const [host] = words;
    const address = host === undefined ? undefined : parseIp(host);
    if (host !== undefined && address === undefined) return failProcess(process, `${host}: Unknown host\n`, 255);
    const device = given.get('i');
    const { net } = process.place;
    const known = net.neighbours
      .list()
      .filter(
        (entry) =>
          (address === undefined || entry.address === address) &&
          (device === undefined || entry.device.name === device),
      );
    const names = new Map<Neighbour, string>();
    for (const entry of known)
      names.set(entry, given.has('n') ? formatIpv4(entry.address) : yield* nameOf(process, entry.address));
    const name = (entry: Neighbour) => names.get(entry) ?? formatIpv4(entry.address);
    if (known.length === 0 && host !== undefined) {
      process.stdout += `${host} (${host}) -- no entry\n`;
      return 0;
    }
    if (device !== undefined && known.length === 0)
      process.stdout += `arp: in ${net.neighbours.list().length} entries no match found.\n`;
    else
      process.stdout += given.has('a')
        ? known.map((entry) => sentence(entry, name(entry), given.has('n'))).join('')
        : table(known, name);
    return 0;
  } catch (error) {
    if (error instanceof ToolError) return failProcess(process, error.stderr, error.exitCode);
    throw error;
  }
}

function table(known: readonly Neighbour[], name: (entry: Neighbour) => string): string {
  const rows = known.map((entry) => {
    const host = name(entry).slice(0, 23).padEnd(23);
    if (entry.mac === undefined)
      return `${host}         (incomplete)                              ${entry.device.name}\n`;
    const flags = entry.state === 'PERMANENT' ? 'CM' : 'C';
    return `${host}  ether   ${formatMac(entry.mac)}   ${flags.padEnd(22)}${entry.device.name}\n`;
  });
  return rows.length === 0
    ? ''
    : `Address                  HWtype  HWaddress           Flags Mask            Iface\n${rows.join('')}`;
}

/** BSD's look. */
function sentence(entry: Neighbour, name: string, numeric: boolean): string {
  const address = formatIpv4(entry.address);
  const host = numeric || name === address ? '?' : name;
  const where =
    entry.mac === undefined
      ? '<incomplete>'
      : `${formatMac(entry.mac)} [ether]${entry.state === 'PERMANENT' ? ' PERM' : ''}`;
  return `${host} (${address}) at ${where} on ${entry.device.name}\n`;
}
