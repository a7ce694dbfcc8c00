/** HTTP/1 messages as text, one character a byte (RFC 9112). */

/** A header field as it came. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** Where the header block with its empty line ends; `undefined` while it has not come in whole. */
export function endOfHead(buffer: string): number | undefined {
  const match = /\r?\n\r?\n/.exec(buffer);
  return match === null ? undefined : match.index + match[0].length;
}

/** The first line, and the fields after it; lines that are no field are left out. */
export function parseHead(head: string): { readonly firstLine: string; readonly fields: readonly Field[] } {
  const [firstLine = '', ...lines] = head.split(/\r?\n/);
  const fields: Field[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim() });
  }
  return { firstLine, fields };
}

/** The value of the first field of a name, in whatever case. */
export function fieldOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
}
