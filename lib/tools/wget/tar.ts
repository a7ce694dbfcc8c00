/** A tar archive (POSIX.1-1988, ustar) of small files, all root's. */
import { encodeUtf8 } from '../../packet';

/** A file or directory of an archive; `mode` are its permission bits. */
export interface ArchiveMember {
  /** A directory's ends with a slash. */
  readonly name: string;
  readonly content: string;
  readonly mode: number;
}

const RECORD = 512;

/** The archive; `modifiedAt` is in ms since 1970. */
export function tarArchive(members: readonly ArchiveMember[], modifiedAt: number): Uint8Array {
  const bytes = members.flatMap((member) => {
    const content = encodeUtf8(member.content);
    return [...header(member, content.length, modifiedAt), ...content, ...zeros(-content.length)];
  });
  return Uint8Array.from([...bytes, ...new Uint8Array(2 * RECORD)]);
}

function header({ name, mode }: ArchiveMember, size: number, modifiedAt: number): Uint8Array {
  const record = new Uint8Array(RECORD);
  const put = (offset: number, text: string) => record.set(encodeUtf8(text), offset);
  put(0, name);
  put(100, octal(mode, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(size, 12));
  put(136, octal(Math.floor(modifiedAt / 1000), 12));
  put(148, '        ');
  put(156, name.endsWith('/') ? '5' : '0');
  put(257, 'ustar\x0000root');
  put(297, 'root');
  put(
    148,
    `${octal(
      record.reduce((sum, byte) => sum + byte, 0),
      7,
    )}\0 `.slice(0, 8),
  );
  return record;
}

/** Digits that fill a field but for its closing NUL. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** Zeros that fill up the last record. */
function zeros(negativeLength: number): Uint8Array {
  return new Uint8Array(((negativeLength % RECORD) + RECORD) % RECORD);
}
