/** `dd` of coreutils 9.1 (src/dd.c) and of busybox (coreutils/dd.c). Not modelled: conv and flags but those that are read here, cbs. */
import { bytesOfText, type Process, type Program, pause, readInput, type Thread } from '../../machine';
import { decodeLatin1, decodeUtf8, encodeLatin1 } from '../../packet';
import { isEndlessDevice, readEndless } from '../common/endlessDevice';
import { fileWriter, textOf } from '../common/fileWriter';
import { ToolError } from '../common/toolError';
import { type DdOptions, readDd } from './options';
import { sayCopied } from './report';

/** What there is room for. */
const MOST_BYTES = 256 * 2 ** 20;
/** Bytes that are copied in a microsecond, and what a block takes besides. */
const SPEED = 2000;
const EACH_BLOCK = 1;
/** Blocks after which others have their turn. */
const TURN = 64;

/** Records, whole and in part. */
interface Count {
  full: number;
  partial: number;
}

/** `dd [if=FILE] [of=FILE] [bs=BYTES] [count=BLOCKS] [skip=BLOCKS] [seek=BLOCKS] [conv=notrunc] [status=none]` */
export function dd(isBusybox: boolean): Program {
  return function* dd(process: Process): Thread {
    const startedAt = process.place.net.clock.now;
    const records = { read: { full: 0, partial: 0 }, written: { full: 0, partial: 0 }, bytes: 0 };
    const report = (options: DdOptions) => {
      const microseconds = process.place.net.clock.now - startedAt;
      process.stderr += sayCopied({ ...records, microseconds }, options.status, isBusybox);
    };
    try {
      const options = readDd(process.argv.slice(1), isBusybox);
      process.handlers.set('SIGINT', () => {
        report(options);
        process.exit(130);
      });
      process.handlers.set('SIGUSR1', () => report(options));
      const source = openSource(process, options, isBusybox);
      const write = openTarget(process, options, isBusybox);
      let [held, copied] = ['', 0];
      for (let at = 0; options.count === undefined || at < options.count; at += 1) {
        const block = yield* source(options.inputBlock, options.isFullBlock);
        if (block === '') break;
        count(records.read, block.length, options.inputBlock);
        const converted = options.convert(block);
        copied += converted.length;
        if (copied > MOST_BYTES)
          throw new ToolError('dd: more than 256 MiB of copied bytes are not modelled by chainwalk\n', 2);
        held += converted;
        // With bs each block is written as it was read.
        while (held.length >= options.outputBlock || (options.isDirect && held !== '')) {
          const piece = held.slice(0, options.outputBlock);
          held = held.slice(options.outputBlock);
          yield* put(piece);
        }
        if (at % TURN === TURN - 1) yield* pause(process, EACH_BLOCK * TURN + Math.ceil((TURN * block.length) / SPEED));
      }
      if (held !== '') yield* put(held);
      yield* pause(process, EACH_BLOCK + Math.ceil((copied % (TURN * options.inputBlock)) / SPEED));
      write.end();
      report(options);
      return 0;

      function* put(piece: string) {
        yield* write.put(piece);
        records.bytes += piece.length;
        count(records.written, piece.length, options.outputBlock);
      }
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      process.stderr += error.stderr;
      return error.exitCode;
    }
  };
}

function count(records: Count, length: number, block: number): void {
  if (length === block) records.full += 1;
  else records.partial += 1;
}

/** What reads a block: from a device, a file, or standard input, of which a read may be short. */
type Source = (length: number, isWhole: boolean) => Generator<ReturnType<Process['input']['readable']>, string, void>;

function openSource(process: Process, { input, skip, inputBlock }: DdOptions, isBusybox: boolean): Source {
  if (input !== undefined && isEndlessDevice(input))
    return function* read(length) {
      return readEndless(process.place, input, length);
    };
  if (input !== undefined && input !== '/dev/stdin') {
    const file = process.place.files.find(process.pathOf(input));
    if (file?.kind !== 'file') throw new ToolError(sayNotOpened(input, file?.kind === 'directory', isBusybox));
    const bytes =
      input === '/dev/null' ? '' : file.bytes === undefined ? bytesOfText(file.content) : decodeLatin1(file.bytes);
    let at = skip * inputBlock;
    return function* read(length) {
      const block = bytes.slice(at, at + length);
      at += block.length;
      return block;
    };
  }
  let isBegun = false;
  return function* read(length, isWhole) {
    for (let left = isBegun ? 0 : skip; left > 0; left -= 1) yield* readInput(process, inputBlock);
    isBegun = true;
    let block = yield* readInput(process, length);
    while (isWhole && block.length < length) {
      const more = yield* readInput(process, length - block.length);
      if (more === '') break;
      block += more;
    }
    return block;
  };
}

function sayNotOpened(path: string, isDirectory: boolean, isBusybox: boolean): string {
  if (isDirectory)
    return isBusybox ? 'dd: read error: Is a directory\n' : `dd: error reading '${path}': Is a directory\n`;
  return isBusybox
    ? `dd: can't open '${path}': No such file or directory\n`
    : `dd: failed to open '${path}': No such file or directory\n`;
}

interface Target {
  put(bytes: string): Generator<ReturnType<Process['input']['readable']>, void, void>;
  /** The last was written. */
  end(): void;
}

function openTarget(process: Process, options: DdOptions, isBusybox: boolean): Target {
  const { output, seek, outputBlock, keepsRest } = options;
  if (output === '/dev/full')
    return {
      put: function* refuseToWrite() {
        throw new ToolError(`dd: error writing '/dev/full': No space left on device\n`);
      },
      end: () => {},
    };
  if (output === undefined || output === '/dev/stdout') return standardOutput(process);
  if (output === '/dev/null' || isEndlessDevice(output)) return { put: function* discard() {}, end: () => {} };
  const path = process.pathOf(output);
  const { files, machine } = process.place;
  const now = () => machine.date().getTime();
  const before = files.find(path);
  if (before?.kind === 'directory') throw new ToolError(`dd: failed to open '${output}': Is a directory\n`);
  if (files.find(path.replace(/[^/]*$/, ''))?.kind !== 'directory')
    throw new ToolError(sayNotOpened(output, false, isBusybox));
  const old =
    before?.kind !== 'file'
      ? ''
      : before.bytes === undefined
        ? bytesOfText(before.content)
        : decodeLatin1(before.bytes);
  const start = seek * outputBlock;
  const set = (bytes: string) => files.set(path, { ...textOf(encodeLatin1(bytes)), modifiedAt: now() });
  const head = old.slice(0, start).padEnd(start, '\0');
  if (!keepsRest) {
    set(head);
    const pipe = fileWriter(files, path, now);
    return {
      put: function* write(bytes) {
        pipe.write(bytes);
      },
      end: () => {},
    };
  }
  const pieces: string[] = [];
  return {
    put: function* write(bytes) {
      pieces.push(bytes);
    },
    end: () => {
      const middle = pieces.join('');
      set(head + middle + old.slice(start + middle.length));
    },
  };
}

function standardOutput(process: Process): Target {
  return {
    put: function* write(bytes) {
      const { output } = process;
      if (output === undefined) {
        process.stdout += decodeUtf8(encodeLatin1(bytes));
        return;
      }
      output.write(bytes);
      if (output.isAbandoned) process.kill('SIGPIPE');
      if (output.isFull) yield output.writable();
    },
    end: () => {},
  };
}
