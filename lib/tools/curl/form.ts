/** `-F`: a form of several parts (RFC 7578). Bytes are text of one character a byte. curl 7.88.1, src/tool_formparse.c, lib/mime.c. */
import { decodeLatin1, encodeUtf8 } from '../../packet';
import type { ReadFile } from './options';

/** One part of a form. */
export interface FormPart {
  readonly name: string;
  /** What it holds, or where that is: a file that is uploaded (`@`), or whose content is the value (`<`). */
  readonly kind: 'value' | 'upload' | 'content';
  readonly value: string;
  readonly type: string | undefined;
  readonly fileName: string | undefined;
}

/** By the end of a file's name. lib/mime.c: Curl_mime_contenttype. */
const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

/** `NAME=VALUE`, `NAME=@FILE`, `NAME=<FILE`, each with `;type=` and `;filename=`; what of it is not modelled, `undefined` for what is no part. */
export function parseFormPart(text: string, isLiteral: boolean): FormPart | string | undefined {
  const [, name, rest = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (isLiteral) return { name, kind: 'value', value: rest, type: undefined, fileName: undefined };
  const kind = rest.startsWith('@') ? 'upload' : rest.startsWith('<') ? 'content' : 'value';
  const [value = '', ...attributes] = words(kind === 'value' ? rest : rest.slice(1));
  if (kind === 'upload' && /[^\\],/.test(value)) return `with several files ("${rest}")`;
  if (kind === 'value' && /^\(|^\)/.test(value)) return `with parts in parts ("${rest}")`;
  let type: string | undefined;
  let fileName: string | undefined;
  for (const attribute of attributes) {
    const [, key = '', given = ''] = /^\s*([\w-]+)=(.*)$/s.exec(attribute) ?? [];
    if (key === 'type') {
      if (!/^[^/\s]+\/\S+$/.test(given)) return undefined;
      type = given;
    } else if (key === 'filename') fileName = given;
    else if (key === 'headers' || key === 'encoder') return `with ";${key}="`;
  }
  return { name, kind, value, type, fileName };
}

/** Pieces between semicolons; quotation marks keep what is between them together. */
function words(text: string): readonly string[] {
  const pieces = text.match(/(?:^|;)(?:[^;="]*=)?(?:"(?:\\.|[^"\\])*"|[^;]*)/gs) ?? [''];
  return pieces.map((piece) =>
    piece
      .replace(/^;/, '')
      .replace(
        /^((?:[^="]*=)?)"(.*)"$/s,
        (_, before: string, quoted: string) => before + quoted.replace(/\\(["\\])/g, '$1'),
      ),
  );
}

/** The bytes between the boundaries; `undefined` if a file is not there. */
export function encodeForm(parts: readonly FormPart[], boundary: string, readFile: ReadFile): string | undefined {
  let body = '';
  for (const part of parts) {
    const content = part.kind === 'value' ? bytesOf(part.value) : readFile(part.value);
    if (content === undefined) return undefined;
    body += `--${boundary}\r\n${bytesOf(headOf(part))}\r\n${content}\r\n`;
  }
  return `${body}--${boundary}--\r\n`;
}

function headOf({ name, kind, value, type, fileName }: FormPart): string {
  const isFile = kind === 'upload';
  const shownName = fileName ?? (isFile ? value.replace(/^.*\//, '') : undefined);
  const disposition = [
    'form-data',
    ...(name === '' ? [] : [`name="${escaped(name)}"`]),
    ...(shownName === undefined ? [] : [`filename="${escaped(shownName)}"`]),
  ];
  // Standard input has no type of its own.
  const guessed =
    isFile && value !== '-'
      ? (TYPES[/\.(\w+)$/.exec(shownName ?? '')?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream')
      : undefined;
  const shownType = type ?? guessed;
  return `Content-Disposition: ${disposition.join('; ')}\r\n${shownType === undefined ? '' : `Content-Type: ${shownType}\r\n`}`;
}

function escaped(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function bytesOf(text: string): string {
  return decodeLatin1(encodeUtf8(text));
}
