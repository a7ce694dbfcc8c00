/**
 * `tcpdump` 4.99.3 over libpcap 1.10.3: what devices carry, as text or in files. As where its output is no terminal, packets
 * are handed over once a second. Not modelled: -C -G -W -z (files that follow each other), -d, -s that cuts packets, -T, -y, other
 * protocols than ARP, IP, TCP, UDP, ICMP, DNS and HTTP, of which only the lengths are told.
 */
import { type Process, type Program, type Thread, type Wait, waitFor } from '../../machine';
import { DecodeError, encodeUtf8, formatIp, type IpAddress } from '../../packet';
import { failProcess } from '../common/command';
import { ToolError } from '../common/toolError';
import { serviceName } from '../netstat/services';
import { ANY, Capture, findDevice, listDevices } from './capture';
import { type Captured, decodeCapture, encodeCapture, type LinkType, SNAPSHOT_LENGTH } from './captured';
import { compileFilter, type Filter } from './filter/compile';
import { Names } from './names';
import { type Options, readOptions, USAGE, VERSION } from './options';
import { Conversations } from './print/conversations';
import type { Look } from './print/look';
import { Printer } from './printer';

const LINK_NAMES: Readonly<Record<LinkType, string>> = {
  ethernet: 'EN10MB (Ethernet)',
  cooked: 'LINUX_SLL2 (Linux cooked v2)',
};

/** `tcpdump [-nnevqAXxSt] [-i DEVICE] [-c COUNT] [-w FILE | -r FILE] [EXPRESSION]` */
export const tcpdump: Program = function* tcpdump(process: Process): Thread {
  try {
    const argv = process.argv.slice(1);
    if (argv.includes('--version')) {
      process.stdout += VERSION;
      return 0;
    }
    const options = readOptions(argv);
    if (options.letters.has('h')) {
      process.stderr += `${VERSION}${USAGE}`;
      return 0;
    }
    if (options.letters.has('D')) {
      process.stdout += listDevices(process.place.net);
      return 0;
    }
    return options.readFrom === undefined
      ? yield* captureLive(process, options)
      : yield* readFile(process, options, options.readFrom);
  } catch (error) {
    if (error instanceof ToolError) return failProcess(process, error.stderr, error.exitCode);
    throw error;
  }
};

function* filterOf(
  process: Process,
  { expression, filterFile, readFrom }: Options,
  linkType: LinkType,
  names: Names,
): Generator<Wait, Filter, void> {
  const text = filterFile === undefined ? expression : textOf(process, filterFile);
  const source = { live: readFrom === undefined, cooked: linkType === 'cooked' };
  return yield* names.during(process, () => compileFilter(text, names.resolve, source));
}

function textOf(process: Process, path: string): string {
  const file = process.place.files.get(process.pathOf(path));
  if (file === undefined) throw new ToolError(`tcpdump: can't open ${path}: No such file or directory\n`, 1);
  return file.content.replace(/#.*/g, '');
}

function lookOf({ times, letters }: Options, names: Names): Look {
  const numeric = letters.has('n');
  return {
    verbose: times.v,
    quiet: letters.has('q'),
    linkHeader: letters.has('e'),
    numeric,
    absolute: letters.has('S'),
    unchecked: letters.has('K'),
    nameOf: (address: IpAddress) => (numeric ? formatIp(address) : names.nameOf(address)),
    portName: (port: number) => (numeric ? String(port) : (serviceName(port) ?? String(port))),
    conversations: new Conversations(),
  };
}

function* readFile(process: Process, options: Options, path: string): Thread {
  const names = new Names();
  const { files, net } = process.place;
  const file = files.get(process.pathOf(path));
  if (path === '-' || file === undefined)
    throw new ToolError(
      path === '-'
        ? 'tcpdump: reading from standard input is not modelled by chainwalk\n'
        : `tcpdump: ${path}: No such file or directory\n`,
      1,
    );
  try {
    const nameOfIndex = (index: number) => net.devices.find(({ ifindex }) => ifindex === index)?.name;
    const { linkType, packets } = decodeCapture(file.bytes ?? encodeUtf8(file.content), nameOfIndex);
    const filter = yield* filterOf(process, options, linkType, names);
    process.stderr += `reading from file ${path}, link-type ${LINK_NAMES[linkType]}, snapshot length ${SNAPSHOT_LENGTH}\n`;
    if (linkType === 'cooked') process.stderr += 'Warning: interface names might be incorrect\n';
    const wanted = packets.filter(filter).slice(0, options.count);
    if (options.countOnly) process.stdout += `${wanted.length} packet${wanted.length === 1 ? '' : 's'}\n`;
    else if (options.writeTo !== undefined) save(process, options.writeTo, linkType, wanted);
    else {
      const printer = new Printer(process, options, lookOf(options, names));
      for (const packet of wanted) process.stdout += yield* names.during(process, () => printer.print(packet));
    }
    return 0;
  } catch (error) {
    if (error instanceof DecodeError) throw new ToolError('tcpdump: unknown file format\n', 1);
    throw error;
  }
}

function save(process: Process, path: string, linkType: LinkType, packets: readonly Captured[]): void {
  const { files, machine } = process.place;
  const bytes = encodeCapture(linkType, packets);
  files.set(process.pathOf(path), { content: '', bytes, modifiedAt: machine.date().getTime() });
}

function* captureLive(process: Process, options: Options): Thread {
  const { net } = process.place;
  const { writeTo, count } = options;
  const names = new Names();
  if (writeTo === '-')
    throw new ToolError('tcpdump: writing packets to standard output is not modelled by chainwalk\n', 2);
  const device = findDevice(net, options.device);
  const linkType: LinkType = device === ANY ? 'cooked' : 'ethernet';
  const filter = yield* filterOf(process, options, linkType, names);
  const capture = process.hold(
    new Capture(net, device, { filter, direction: options.direction, immediate: options.immediate }),
  );
  process.stderr += listeningText(device === ANY ? ANY : device.name, linkType, options);
  const printer = new Printer(process, options, lookOf(options, names));
  const kept: Captured[] = [];
  let captured = 0;
  if (writeTo !== undefined) save(process, writeTo, linkType, kept);
  const finish = () => {
    if (writeTo !== undefined) save(process, writeTo, linkType, kept);
    process.stderr += totals(captured, capture.received, '\n');
  };
  const interrupted = () => {
    // A line that was begun is to have an end.
    if (writeTo === undefined) process.stdout += '\n';
    finish();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.handlers.set(signal, interrupted);
  process.handlers.set('SIGUSR1', () => {
    process.stderr += `tcpdump: ${totals(captured, capture.received, ', ')}`;
  });
  if (count === undefined) process.endedBy = '-c';
  for (;;) {
    yield* waitFor(process, [capture], () => capture.ready.length > 0);
    for (const packet of capture.ready.splice(0)) {
      captured += 1;
      if (writeTo === undefined || options.print)
        process.stdout += options.countOnly ? '' : yield* names.during(process, () => printer.print(packet));
      if (writeTo !== undefined) kept.push(packet);
      if (captured === count) {
        if (options.countOnly) process.stdout += `${captured} packet${captured === 1 ? '' : 's'}\n`;
        finish();
        return 0;
      }
    }
    if (writeTo !== undefined && options.letters.has('U')) save(process, writeTo, linkType, kept);
  }
}

function listeningText(device: string, linkType: LinkType, { times, writeTo, print }: Options): string {
  const cooked = linkType === 'cooked' ? 'tcpdump: data link type LINUX_SLL2\n' : '';
  const isShort = times.v > 0 || (writeTo !== undefined && !print);
  const prefix = isShort ? 'tcpdump: ' : 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n';
  return `${cooked}${prefix}listening on ${device}, link-type ${LINK_NAMES[linkType]}, snapshot length ${SNAPSHOT_LENGTH} bytes\n`;
}

function totals(captured: number, received: number, separator: string): string {
  const packets = (count: number) => `${count} packet${count === 1 ? '' : 's'}`;
  return `${[`${packets(captured)} captured`, `${packets(received)} received by filter`, `${packets(0)} dropped by kernel`].join(separator)}\n`;
}
