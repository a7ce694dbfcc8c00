/** HTTP as text: its first line, with -v all lines of text. tcpdump: txtproto_print, print_txt_line. */
import { decodeLatin1 } from '../../../packet';

const REQUEST =
  /^(GET|POST|HEAD|PUT|DELETE|PATCH|CONNECT|OPTIONS|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|NOTIFY|POLL|BCOPY|BDELETE|BMOVE|BPROPFIND|BPROPPATCH|SEARCH|SUBSCRIBE|UNSUBSCRIBE|X-MS-ENUMATTS)[ \t\r\n]/;
const RESPONSE = /^[\x21-\x7e]+ +\d{3}[ \t\r\n]/;

/** What follows `length N: `. */
export function httpText(payload: Uint8Array, verbose: boolean): string {
  const text = decodeLatin1(payload);
  const isStart = REQUEST.test(text) || RESPONSE.test(text);
  if (!isStart) return 'HTTP';
  if (!verbose) return `HTTP: ${firstLine(text)?.line ?? ''}`;
  let printed = `HTTP, length: ${payload.length}`;
  for (let rest = text; rest !== ''; ) {
    const found = firstLine(rest);
    if (found === undefined) break;
    printed += `\n\t${found.line}`;
    rest = rest.slice(found.length);
  }
  return printed;
}

/** A line of printable text, and how long it is with its end; one without an end is cut. None if it is no text. */
function firstLine(text: string): { readonly line: string; readonly length: number } | undefined {
  const [line = ''] = /^[\x20-\x7e\t]*/.exec(text) ?? [];
  const end = /^\r?\n/.exec(text.slice(line.length))?.[0];
  if (end !== undefined) return { line, length: line.length + end.length };
  return line.length === text.length ? { line: `${line} [|http]`, length: text.length } : undefined;
}
