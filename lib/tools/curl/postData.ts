/** What `-d` and its kin send: words of the command line, or files. Bytes are text of one character a byte. curl 7.88.1, src/tool_getparam.c. */
import { decodeLatin1, encodeUtf8 } from '../../packet';
import type { ReadFile } from './options';

/** The data of `VALUE` or `@FILE`; of a file's text the line ends are left out. A file that is not there is empty. */
export function readData(value: string, readFile: ReadFile, kind: 'text' | 'bytes'): string {
  if (!value.startsWith('@')) return decodeLatin1(encodeUtf8(value));
  const bytes = readFile(value.slice(1)) ?? '';
  return kind === 'text' ? bytes.replace(/[\r\n\0]/g, '') : bytes;
}

/** What is there already, and more behind `&`. */
export function joinData(before: string | undefined, data: string): string {
  return before === undefined ? data : `${before}&${data}`;
}

/** `CONTENT`, `=CONTENT`, `NAME=CONTENT`, `@FILE` or `NAME@FILE` as part of a query; only the content is encoded. */
export function urlEncoded(value: string, readFile: ReadFile): string {
  const [, name = '', sign, rest = ''] = /^([^=@]*)([=@])(.*)$/s.exec(value) ?? ['', '', '=', value];
  const content = sign === '@' ? (readFile(rest) ?? '') : decodeLatin1(encodeUtf8(rest));
  const encoded = content.replace(/[^A-Za-z0-9._~-]/g, (byte) =>
    byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return name === '' ? encoded : `${decodeLatin1(encodeUtf8(name))}=${encoded}`;
}
